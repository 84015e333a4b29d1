import type { Failure, FailureKind, JsonObject } from "@vibedeck/core";
import { filledField, numberField, textField, textsField } from "../entry/index.ts";
import { resetTime } from "./reset-time.ts";

/** What is known when a turn ends badly. */
export interface Trouble {
  /** The category that the tool names: `rate_limit`, `authentication_failed` … */
  readonly error?: string;
  /** The status with which the API answered. */
  readonly status?: number;
  /** `terminal_reason` of the result. */
  readonly reason?: string;
  readonly text: string;
  /** When a limit ends, where a line said so; milliseconds since the epoch. */
  readonly resetsAt?: number;
}

const MAX_TEXT = 2_000;

/** The categories of 2.1.330, all that it knows. */
const CATEGORIES: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ["authentication_failed", "not-signed-in"],
  ["oauth_org_not_allowed", "not-signed-in"],
  ["account_on_hold", "not-signed-in"],
  ["verification_required", "not-signed-in"],
  ["cloud_credential_error", "not-signed-in"],
  ["billing_error", "limit"],
  ["rate_limit", "rate-limit"],
  ["overloaded", "overloaded"],
  ["model_not_found", "bad-model"],
  ["server_error", "api"],
]);

const STATUSES: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  [401, "not-signed-in"],
  [403, "not-signed-in"],
  [402, "limit"],
  [429, "rate-limit"],
  [529, "overloaded"],
]);

/** Words by which older ones are known, and those that name no category. */
const WORDS: readonly (readonly [RegExp, FailureKind])[] = [
  [/No conversation found with session ID/, "session-missing"],
  [/prompt is too long|context (?:window|limit)|Conversation too long/i, "context-full"],
  [
    /Please run \/login|Invalid API key|Not logged in|authentication_error|claude auth login/i,
    "not-signed-in",
  ],
  [/issue with the selected model|model_not_found|\bmodel: /i, "bad-model"],
  [/hit your .{0,40}limit|usage limit reached|rate.?limit|limit reached/i, "rate-limit"],
  [/overloaded/i, "overloaded"],
  [/Credit balance is too low/i, "limit"],
];

const HINTS: Readonly<Partial<Record<FailureKind, string>>> = {
  "not-signed-in":
    "Run `claude` in a terminal and sign in with /login, or set ANTHROPIC_API_KEY for the server.",
  "rate-limit": "Wait until the limit is reset, or go on with another model.",
  overloaded: "Try again in a few minutes, or go on with another model.",
  "bad-model": "Choose another model.",
  "context-full": "Send /compact, or fork from an earlier point, or start a new session.",
  api: "Try again; status.claude.com tells about disturbances.",
  limit: "A limit of turns, budget or credit is used up; raise it, or send another message to go on.",
  "session-missing": "The tool no longer has this session; start a new one, or fork it.",
};

/** What to do about a kind of failure. */
export function hintOf(kind: FailureKind): string | undefined {
  return HINTS[kind];
}

/** Puts a turn's trouble into a form that code can decide by. */
export function failureOf(trouble: Trouble, now: number): Failure {
  const text = trouble.text.slice(0, MAX_TEXT).toWellFormed().trim() || "The turn failed.";
  const kind = kindOf(trouble);
  const hint = hintOf(kind);
  const resetsAt = kind === "rate-limit" ? (trouble.resetsAt ?? resetTime(text, now)) : undefined;
  return {
    kind,
    text,
    ...(hint === undefined ? {} : { hint }),
    ...(resetsAt === undefined ? {} : { resetsAt }),
  };
}

/** The kind of a text that comes without anything else. */
export function kindOfWords(text: string): FailureKind | undefined {
  return WORDS.find(([pattern]) => pattern.test(text.slice(0, 20_000)))?.[1];
}

function kindOf({ error, status, reason, text }: Trouble): FailureKind {
  if (reason === "prompt_too_long") return "context-full";
  if (reason === "max_turns" || reason === "budget_exhausted" || error?.startsWith("error_max_"))
    return "limit";
  const byCategory = CATEGORIES.get(error ?? "");
  if (byCategory !== undefined && byCategory !== "api") return byCategory;
  const byStatus = status === undefined ? undefined : STATUSES.get(status);
  return (
    byStatus ??
    kindOfWords(text) ??
    (byCategory !== undefined || status !== undefined || reason === "api_error" ? "api" : "other")
  );
}

/** Reads what an `assistant` line with an error says. */
export function troubleOf(line: JsonObject, text: string): Trouble {
  const error = filledField(line, "error");
  const status = numberField(line, "api_error_status") ?? numberField(line, "apiErrorStatus");
  return { text, ...(error === undefined ? {} : { error }), ...(status === undefined ? {} : { status }) };
}

/** Reads a `result` line that tells of an error, together with what was told before it. */
export function troubleOfResult(line: JsonObject, before: Trouble | undefined): Trouble {
  const subtype = textField(line, "subtype") ?? "";
  const error = subtype.startsWith("error_max_") ? subtype : before?.error;
  const status = numberField(line, "api_error_status") ?? before?.status;
  const reason = filledField(line, "terminal_reason");
  const said = filledField(line, "result") ?? before?.text ?? textsField(line, "errors").join("\n");
  return {
    text: said.trim() === "" ? (LIMITS.get(subtype) ?? "") : said,
    ...(error === undefined ? {} : { error }),
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(before?.resetsAt === undefined ? {} : { resetsAt: before.resetsAt }),
  };
}

const LIMITS: ReadonlyMap<string, string> = new Map([
  ["error_max_turns", "The limit of turns is reached."],
  ["error_max_budget_usd", "The budget is used up."],
]);
