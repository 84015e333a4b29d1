import {
  isObject,
  type Json,
  type JsonObject,
  own,
  type TokenCounts,
  type UsageRecord,
} from "@vibedeck/core";
import { readTokens } from "../entry/token-counts.ts";

/** The requests that one message was made of. */
export interface Requests {
  /** The first, or the only one, to the message's own model. */
  readonly tokens: TokenCounts;
  /** The others. */
  readonly extra?: NonNullable<UsageRecord["extra"]>;
}

interface Iteration {
  readonly type: Json | undefined;
  readonly model: string | undefined;
  readonly tokens: TokenCounts;
}

/** Stands for a model that the transcript does not name; it never has a price. */
export const UNKNOWN_MODEL = "unknown";

const MOST_ITERATIONS = 100;

/**
 * Splits the usage of a message into requests by its `iterations`.
 *
 * The top level is the sum of the `message` iterations; what an advisor read and wrote and what a compaction cost come
 * on top. A long-context price depends on the length of each request, so the `message` iterations stay apart, too. In
 * fast mode they are summed up, because what is beside the first request is charged at standard speed.
 */
export function splitRequests(usage: JsonObject, model: string, fast: boolean): Requests {
  const whole = readTokens(usage);
  const list = own(usage, "iterations");
  if (!Array.isArray(list) || list.length === 0) return { tokens: whole };
  if (list.length === 1 && isObject(list[0]) && own(list[0], "type") === "message") return { tokens: whole };
  const iterations = list.slice(0, MOST_ITERATIONS).filter(isObject).map(readIteration);
  const messages = iterations.filter((iteration) => iteration.type === "message");
  const explained = sameTotals(whole, sum(messages));
  const aside = iterations.filter((iteration) =>
    explained ? iteration.type !== "message" : isOnTop(iteration),
  );
  const [first, ...rest] = explained ? alignWrites(messages, whole) : [whole];
  const apart = fast ? [] : rest;
  const extra = [
    ...apart.map((tokens) => ({ model, tokens })),
    ...aside.map((iteration) => ({ model: modelOf(iteration, model), tokens: iteration.tokens })),
  ];
  const tokens = fast || first === undefined ? whole : first;
  return extra.length === 0 ? { tokens } : { tokens, extra };
}

function readIteration(value: JsonObject): Iteration {
  const model = own(value, "model");
  return {
    type: own(value, "type"),
    model: typeof model === "string" && model !== "" ? model : undefined,
    tokens: readTokens(value),
  };
}

function isOnTop(iteration: Iteration): boolean {
  return iteration.type === "advisor_message" || iteration.type === "compaction";
}

/** An advisor without a name could be any model; everything else ran on the message's own. */
function modelOf(iteration: Iteration, main: string): string {
  return iteration.model ?? (iteration.type === "advisor_message" ? UNKNOWN_MODEL : main);
}

function sum(iterations: readonly Iteration[]): TokenCounts {
  const total = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  for (const { tokens } of iterations) {
    total.input += tokens.input;
    total.output += tokens.output;
    total.cacheWrite5m += tokens.cacheWrite5m;
    total.cacheWrite1h += tokens.cacheWrite1h;
    total.cacheRead += tokens.cacheRead;
  }
  return total;
}

function sameTotals(a: TokenCounts, b: TokenCounts): boolean {
  return (
    a.input === b.input &&
    a.output === b.output &&
    a.cacheRead === b.cacheRead &&
    a.cacheWrite5m + a.cacheWrite1h === b.cacheWrite5m + b.cacheWrite1h
  );
}

/** Where iterations say less of one-hour writes than the whole does, the whole is believed. */
function alignWrites(iterations: readonly Iteration[], whole: TokenCounts): TokenCounts[] {
  let missing = Math.max(0, whole.cacheWrite1h - sum(iterations).cacheWrite1h);
  return iterations.map(({ tokens }) => {
    const moved = Math.min(missing, tokens.cacheWrite5m);
    missing -= moved;
    return moved === 0
      ? tokens
      : { ...tokens, cacheWrite5m: tokens.cacheWrite5m - moved, cacheWrite1h: tokens.cacheWrite1h + moved };
  });
}
