import { type ConversationEvent, isObject, type JsonObject, own } from "@vibedeck/core";
import { countField, flagField, objectField, readTokens, textField } from "../entry/index.ts";
import { failureOf, type Trouble, troubleOfResult } from "./failure.ts";

type TurnEnd = Extract<ConversationEvent, { readonly type: "turn-end" }>;

/** No turn costs more; a larger number is a mistake or a joke. */
const MAX_USD = 1_000_000;

/** What the turn was like before its result came. */
export interface TurnBefore {
  /** What the process had cost before, in US dollars. */
  readonly usd: number;
  readonly trouble: Trouble | undefined;
  /** A person asked to stop it. */
  readonly interrupted: boolean;
}

/** Reads a `result` line. */
export function turnEnd(line: JsonObject, before: TurnBefore, now: number): TurnEnd {
  const total = dollars(line, "total_cost_usd");
  const usd = sinceLast(line) ?? (total === undefined ? undefined : Math.max(0, total - before.usd));
  const usage = objectField(line, "usage");
  const durationMs = countField(line, "duration_ms");
  return {
    type: "turn-end",
    ...outcome(line, before, now),
    ...(usd === undefined ? {} : { usd }),
    ...(total === undefined ? {} : { totalUsd: total }),
    ...(usage === undefined ? {} : { usage: readTokens(usage) }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

function outcome(
  line: JsonObject,
  before: TurnBefore,
  now: number,
): Pick<TurnEnd, "ok" | "interrupted" | "failure"> {
  const reason = textField(line, "terminal_reason") ?? "";
  const failed = flagField(line, "is_error") || (textField(line, "subtype") ?? "success") !== "success";
  if (reason.startsWith("aborted_") || (before.interrupted && failed && before.trouble === undefined))
    return { ok: false, interrupted: true };
  if (!failed && before.trouble === undefined) return { ok: true };
  if (!failed && reason === "completed") return { ok: true };
  return { ok: false, failure: failureOf(troubleOfResult(line, before.trouble), now) };
}

/** 2.1.330 says what each model cost since the result before: also right after a session was resumed with its costs. */
function sinceLast(line: JsonObject): number | undefined {
  const models = objectField(line, "model_usage_since_last_result");
  if (models === undefined) return undefined;
  let sum = 0;
  for (const name of Object.keys(models)) {
    const usage = own(models, name);
    sum += isObject(usage) ? (dollars(usage, "costUSD") ?? 0) : 0;
  }
  return sum <= MAX_USD ? sum : undefined;
}

function dollars(object: JsonObject, key: string): number | undefined {
  const value = countField(object, key);
  return value === undefined || value > MAX_USD ? undefined : value;
}
