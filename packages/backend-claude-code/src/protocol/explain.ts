import type { AgentExit, Failure, FailureKind } from "@vibedeck/core";
import { firstLine } from "../entry/index.ts";
import { hintOf, kindOfWords } from "./failure.ts";

interface Explanation {
  readonly kind: FailureKind;
  readonly text: string;
  readonly hint?: string;
}

/** Characters of what a place says of an end. */
const MAX_REASON = 500;

/** How to get Claude Code. */
export const INSTALL = "Install Claude Code: npm install -g @anthropic-ai/claude-code";

const CODES: ReadonlyMap<number, Explanation> = new Map<number, Explanation>([
  [0, { kind: "crashed", text: "Claude Code ended without a result." }],
  [
    126,
    {
      kind: "agent-missing",
      text: "Claude Code is there but cannot be executed.",
      hint: "Check that the file is executable and made for this machine.",
    },
  ],
  [127, { kind: "agent-missing", text: "Claude Code was not found.", hint: INSTALL }],
  [130, { kind: "crashed", text: "Claude Code was interrupted." }],
  [
    137,
    {
      kind: "crashed",
      text: "Claude Code was killed.",
      hint: "Often the machine or the sandbox ran out of memory.",
    },
  ],
  [143, { kind: "crashed", text: "Claude Code was told to end." }],
]);

const SIGNALS: ReadonlyMap<string, number> = new Map([
  ["SIGINT", 130],
  ["SIGKILL", 137],
  ["SIGTERM", 143],
]);

const WORDS: readonly (readonly [RegExp, Explanation])[] = [
  [
    /error: unknown option|argument '[^']*' is invalid/,
    { kind: "other", text: "This Claude Code is too old for VibeDeck.", hint: "Update it: claude update" },
  ],
  [
    /Session ID .{0,60} is already in use/,
    {
      kind: "other",
      text: "Another Claude Code uses this session.",
      hint: "End it there, or fork the session.",
    },
  ],
  [
    /cannot be used with root\/sudo/,
    {
      kind: "other",
      text: "Claude Code refuses to bypass permissions as root.",
      hint: "Run the server as another user, or take bypassPermissions out of permission_modes.",
    },
  ],
];

/** Explains an end of the process that came without the tool's own word. */
export function explain(exit: AgentExit): Failure {
  const stderr = clean(exit.stderr);
  const known = reasonOf(exit);
  if (known !== undefined) return { ...known, ...details(exit, stderr) };
  const last = lastLine(stderr);
  const found = explanation(exit, stderr);
  return {
    kind: found.kind,
    text: last === undefined ? found.text : `${found.text} It said: ${last}`,
    ...(found.hint === undefined ? {} : { hint: found.hint }),
    ...details(exit, stderr),
  };
}

/** What the place knows is certain, where the code and the last words only let guess. */
function reasonOf({ reason, hint }: AgentExit): Explanation | undefined {
  const text = clean(reason ?? "").slice(0, MAX_REASON);
  if (text === "") return undefined;
  return { kind: "crashed", text, ...(hint === undefined ? {} : { hint: clean(hint).slice(0, MAX_REASON) }) };
}

function details({ code }: AgentExit, stderr: string): Pick<Failure, "exitCode" | "stderr"> {
  return { ...(code === null ? {} : { exitCode: code }), ...(stderr === "" ? {} : { stderr }) };
}

function explanation({ code, signal }: AgentExit, stderr: string): Explanation {
  const words = WORDS.find(([pattern]) => pattern.test(stderr))?.[1];
  if (words !== undefined) return words;
  const kind = kindOfWords(stderr);
  const number = code ?? SIGNALS.get(signal ?? "");
  if (kind !== undefined && number !== 137 && number !== 143)
    return { kind, text: end(code, signal), ...hinted(kind) };
  const byCode = number === undefined ? undefined : CODES.get(number);
  return byCode ?? { kind: "crashed", text: end(code, signal) };
}

function hinted(kind: FailureKind): { readonly hint?: string } {
  const hint = hintOf(kind);
  return hint === undefined ? {} : { hint };
}

function end(code: number | null, signal: string | undefined): string {
  if (code !== null) return `Claude Code ended with exit code ${code}.`;
  return signal === undefined
    ? "Claude Code is gone; how it ended is not known."
    : `Claude Code was ended by ${firstLine(signal, 20)}.`;
}

/** Without colours and other control sequences of a terminal. */
function clean(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be taken out
      .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
      .slice(-8_192)
      .toWellFormed()
      .trim()
  );
}

function lastLine(text: string): string | undefined {
  const line = text.split("\n").findLast((one) => one.trim() !== "");
  return line === undefined ? undefined : firstLine(line, 300);
}
