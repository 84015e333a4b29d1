import type { Approval, RequestState } from "@vibedeck/core";
import type { IconName } from "../message/icons.ts";

/** How a settled request is told. */
export interface Settled {
  readonly icon: IconName;
  readonly tone: "good" | "bad" | "quiet";
  readonly text: string;
  /** What was answered, or why there was no answer. */
  readonly detail?: string;
}

const WORDS: { readonly [State in Exclude<RequestState, "pending">]: Settled } = {
  allowed: { icon: "check", tone: "good", text: "Allowed" },
  denied: { icon: "cross", tone: "bad", text: "Denied" },
  answered: { icon: "check", tone: "good", text: "Answered" },
  expired: {
    icon: "info",
    tone: "quiet",
    text: "No longer needed",
    detail: "The agent stopped waiting for an answer.",
  },
  orphaned: {
    icon: "alert",
    tone: "quiet",
    text: "Nobody waits for this any more",
    detail: "The agent ended before there was an answer. Send a message to go on.",
  },
};

/**
 * Words for a request that no longer waits.
 * @param elsewhere True when this page saw it wait and somebody else answered.
 */
export function settled(
  { state, kind, answer }: Pick<Approval, "state" | "kind" | "answer">,
  elsewhere: boolean,
): Settled | undefined {
  if (state === "pending") return undefined;
  const words = WORDS[state];
  if (words === undefined) return { icon: "info", tone: "quiet", text: "Settled" };
  const byPerson = state === "allowed" || state === "denied" || state === "answered";
  const text = kind === "plan" && byPerson ? planWords(state) : words.text;
  const said = answer !== undefined && answer.trim() !== "" && !same(answer, text) ? answer : words.detail;
  return {
    ...words,
    text: elsewhere && byPerson ? `${text} in another tab` : text,
    ...(said === undefined ? {} : { detail: said }),
  };
}

function planWords(state: "allowed" | "denied" | "answered"): string {
  return state === "denied" ? "Planning goes on" : "Plan approved";
}

function same(answer: string, text: string): boolean {
  return answer.trim().replace(/\.$/, "").toLowerCase() === text.toLowerCase();
}
