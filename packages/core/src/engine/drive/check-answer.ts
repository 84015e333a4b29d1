import type { AgentInfo, Answer } from "../../conversation.ts";
import type { Approval } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import { isObject } from "../../json.ts";
import { checkText } from "./check-text.ts";

const MAX_REASON = 100_000;
const MAX_INPUT = 1_000_000;

/**
 * Checks that an answer fits its request.
 * @throws `VibeDeckError` `BAD_REQUEST`, `PAYLOAD_TOO_LARGE`.
 */
export function checkAnswer(approval: Approval, answer: Answer, info: AgentInfo | undefined): void {
  if (answer.type === "deny") {
    if (answer.message !== undefined) checkText(answer.message, "The reason", MAX_REASON);
  } else if (answer.type === "answers") checkAnswers(approval, answer.answers);
  else if (answer.type === "allow") checkAllow(approval, answer, info);
  else throw refused("The answer must allow, deny or answer.");
}

/** What was answered, in a few words for people. */
export function answerText(approval: Approval, answer: Answer): string {
  if (answer.type === "deny") return clipped(answer.message ? `denied: ${answer.message}` : "denied");
  if (answer.type === "answers") {
    const parts = Object.entries(answer.answers).map(([question, text]) => `${question} ${text}`);
    return clipped(parts.join(" · "));
  }
  const always = approval.suggestions.filter(({ id }) => answer.suggestions?.includes(id));
  const words = always.length === 0 ? ["allowed"] : always.map(({ text }) => text);
  if (answer.input !== undefined) words.push("with changes");
  if (answer.permissionMode !== undefined) words.push(`then ${answer.permissionMode}`);
  return clipped(words.join(", "));
}

function checkAnswers(approval: Approval, answers: unknown): void {
  if (approval.kind !== "question") throw refused("This request is no question.");
  if (!isObject(answers)) throw refused("Answers must be given by question.");
  const asked = new Set(approval.questions?.map(({ question }) => question));
  for (const [question, text] of Object.entries(answers)) {
    if (!asked.has(question)) throw refused("An answer belongs to none of the questions.");
    if (typeof text !== "string" || text.trim() === "") throw refused("An answer must not be empty.");
    checkText(text, "An answer", MAX_REASON);
  }
  if (Object.keys(answers).length === 0) throw refused("Answer at least one question.");
}

function checkAllow(
  approval: Approval,
  answer: Extract<Answer, { type: "allow" }>,
  info: AgentInfo | undefined,
): void {
  if (approval.kind === "question") throw refused("A question takes answers.");
  const { input, suggestions = [], permissionMode } = answer;
  if (input !== undefined) checkInput(input, approval);
  const known = new Set(approval.suggestions.map(({ id }) => id));
  if (!Array.isArray(suggestions) || suggestions.some((id) => !known.has(id))) {
    throw refused("The tool did not suggest this.");
  }
  if (permissionMode === undefined) return;
  if (approval.kind !== "plan") throw refused("Only a plan goes on with another permission mode.");
  if (!info?.permissionModes.some(({ id }) => id === permissionMode)) {
    throw refused("This permission mode is not allowed here.");
  }
}

function checkInput(input: unknown, { clipped }: Approval): void {
  if (!isObject(input)) throw refused("The changed input must be an object.");
  // What a person changed is what was shown: the rest of it would be lost.
  if (clipped === true) throw refused("The input is too large to be changed here.");
  checkText(JSON.stringify(input), "The changed input", MAX_INPUT);
}

function clipped(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 500).toWellFormed()}…`;
}

function refused(message: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message);
}
