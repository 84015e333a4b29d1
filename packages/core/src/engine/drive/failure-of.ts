import type { Failure, FailureKind } from "../../conversation.ts";
import { type ErrorCode, isVibeDeckError } from "../../errors.ts";

const KINDS = new Map<ErrorCode, FailureKind>([
  ["AGENT_MISSING", "agent-missing"],
  ["FOLDER_MISSING", "folder-missing"],
  ["NOT_FOUND", "session-missing"],
]);

/** What is said of an end that nothing explains. */
export const CRASHED: Failure = { kind: "crashed", text: "The agent ended, and nothing tells why." };

/** An agent could not be started, and the tool said why. */
export class StartFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super("the agent could not be started");
    this.failure = failure;
  }
}

/** Why a turn could not begin, in the form that people and code read. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StartFailed) return error.failure;
  if (!isVibeDeckError(error)) {
    return {
      kind: "other",
      text: "The agent could not be started.",
      hint: "The server's log has the reason.",
    };
  }
  return {
    kind: KINDS.get(error.code) ?? "other",
    text: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}
