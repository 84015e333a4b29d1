import type { Json, JsonObject, RawEntry, TokenCounts, UsageRecord } from "@vibedeck/core";

/** An entry as the tailer would yield it. */
export function entry(value: JsonObject): RawEntry {
  return { offset: 0, bytes: JSON.stringify(value).length, value };
}

/** An assistant line with a usage; `line` and `message` replace or add fields. */
export function assistant(usage: Json, message: JsonObject = {}, line: JsonObject = {}): RawEntry {
  return entry({
    type: "assistant",
    uuid: "11111111-1111-4111-8111-111111111111",
    requestId: "req_1",
    sessionId: "s1",
    timestamp: "2026-11-20T12:00:00.000Z",
    version: "2.1.330",
    message: { id: "msg_1", role: "assistant", model: "claude-opus-5", usage, ...message },
    ...line,
  });
}

/** A million tokens of every class, or the ones given. */
export function tokens(given: Partial<TokenCounts> = {}): TokenCounts {
  return { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, ...given };
}

/** A usage record for `price`. */
export function record(
  model: string,
  counts: Partial<TokenCounts>,
  rest: Partial<UsageRecord> = {},
): UsageRecord {
  return { id: "msg_1", scope: "global", model, tokens: tokens(counts), ...rest };
}

/** Milliseconds since the epoch. */
export function utc(text: string): number {
  return Date.parse(text);
}
