import { type Answer, type Json, type JsonObject, VibeDeckError } from "@vibedeck/core";
import type { PendingRequest } from "./pending-request.ts";

const NO = "The user doesn't want to proceed with this tool use.";
const KEEP_PLANNING = "The user does not approve the plan yet and wants you to keep planning.";

/**
 * A person's answer as the tool wants it: the `response` of a `can_use_tool` request. Permission updates go back
 * exactly as they came.
 * @param modes the permission modes that may be chosen after a plan.
 * @throws `VibeDeckError` `BAD_REQUEST` when the answer does not fit the request.
 */
export function encodeAnswer(pending: PendingRequest, answer: Answer, modes: readonly string[]): JsonObject {
  const { kind } = pending.request;
  if (answer.type === "deny") return { behavior: "deny", message: denial(kind, answer.message) };
  if (answer.type === "answers") return answered(pending, answer.answers);
  if (kind === "question") throw refused("This is a question: it takes answers.");
  const updates = [
    ...chosen(pending, answer.suggestions ?? []),
    ...modeUpdate(kind, answer.permissionMode, modes),
  ];
  return {
    behavior: "allow",
    updatedInput: answer.input ?? pending.input,
    ...(updates.length === 0 ? {} : { updatedPermissions: updates }),
  };
}

function denial(kind: PendingRequest["request"]["kind"], message: string | undefined): string {
  const said = message?.toWellFormed().trim() ?? "";
  const lead = kind === "plan" ? KEEP_PLANNING : NO;
  return said === "" ? lead : `${lead} They said:\n${said}`;
}

function answered(pending: PendingRequest, answers: Readonly<Record<string, string>>): JsonObject {
  const { kind, questions = [] } = pending.request;
  if (kind !== "question") throw refused("This is no question: allow it or deny it.");
  const asked = new Set(questions.map(({ question }) => question));
  const entries = Object.entries(answers);
  if (entries.length === 0) throw refused("There is no answer.");
  if (entries.some(([question]) => !asked.has(question))) throw refused("That question was not asked.");
  return {
    behavior: "allow",
    updatedInput: {
      ...pending.input,
      answers: Object.fromEntries(entries.map(([question, text]) => [question, text.toWellFormed()])),
    },
  };
}

function chosen(pending: PendingRequest, ids: readonly string[]): readonly Json[] {
  return [...new Set(ids)].map((id) => {
    const update = pending.updates.get(id);
    if (update === undefined) throw refused("That suggestion was not made.");
    return update;
  });
}

function modeUpdate(
  kind: PendingRequest["request"]["kind"],
  mode: string | undefined,
  modes: readonly string[],
): readonly Json[] {
  if (mode === undefined) return [];
  if (kind !== "plan") throw refused("Only a plan's approval chooses a permission mode.");
  if (!modes.includes(mode)) throw refused("This server does not allow that permission mode.");
  return [{ type: "setMode", mode, destination: "session" }];
}

function refused(message: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message);
}
