import { startsWithTag } from "./tags.ts";

/** What the tool chain, and not a person, put at the start of a user text. */
export type Wrapper =
  | "command"
  | "command-output"
  | "caveat"
  | "shell-input"
  | "shell-output"
  | "notification"
  | "skill"
  | "interruption"
  | "summary"
  | "reminder"
  | "mail";

const TAGS: readonly (readonly [string, Wrapper])[] = [
  ["command-name", "command"],
  ["command-message", "command"],
  ["local-command-stdout", "command-output"],
  ["local-command-stderr", "command-output"],
  ["local-command-caveat", "caveat"],
  ["bash-input", "shell-input"],
  ["bash-stdout", "shell-output"],
  ["bash-stderr", "shell-output"],
  ["task-notification", "notification"],
  ["bash-notification", "notification"],
  ["ci-monitor-event", "notification"],
  ["teammate-message", "mail"],
  ["cross-session-message", "mail"],
];

const STARTS: readonly (readonly [string, Wrapper])[] = [
  ["Caveat: The messages below", "caveat"],
  ["Base directory for this skill:", "skill"],
  ["[Request interrupted by user", "interruption"],
  ["This session is being continued from a previous conversation", "summary"],
  ["Another Claude session", "mail"],
  ["Stop hook ", "mail"],
  ["Operation stopped by hook", "mail"],
];

/** Tells which wrapper a user text begins with; `undefined` for a text that may be a person's. */
export function wrapperOf(text: string): Wrapper | undefined {
  const head = text.slice(0, 2_000).trimStart();
  for (const [tag, wrapper] of TAGS) {
    if (head.startsWith(`<${tag}>`) || head.startsWith(`<${tag} `)) return wrapper;
  }
  for (const [start, wrapper] of STARTS) if (head.startsWith(start)) return wrapper;
  return startsWithTag(head, "system-reminder") ? "reminder" : undefined;
}
