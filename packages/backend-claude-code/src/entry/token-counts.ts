import { isObject, type Json, type JsonObject, own, type TokenCounts } from "@vibedeck/core";

/** A count from a transcript: anything but a non-negative safe integer is 0, so that no sum is ever poisoned. */
export function count(value: Json | undefined): number {
  return typeof value === "number" && value > 0 && Number.isSafeInteger(value) ? value : 0;
}

/**
 * Reads the token counts of a `usage` object, or of one of its iterations.
 *
 * Cache writes come as a total and, from Claude Code 1.0.98 on, as a split by lifetime. The total is what was charged:
 * what the split does not explain was written for five minutes, the cheaper of the two.
 */
export function readTokens(usage: JsonObject): TokenCounts {
  const split = own(usage, "cache_creation");
  const total = own(usage, "cache_creation_input_tokens");
  const hour = isObject(split) ? count(own(split, "ephemeral_1h_input_tokens")) : 0;
  const minutes = isObject(split) ? count(own(split, "ephemeral_5m_input_tokens")) : 0;
  const written = total === undefined || total === null ? hour + minutes : count(total);
  const cacheWrite1h = Math.min(hour, written);
  return {
    input: count(own(usage, "input_tokens")),
    output: count(own(usage, "output_tokens")),
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    cacheRead: count(own(usage, "cache_read_input_tokens")),
  };
}

/** Tokens of the prompt: everything but the output. */
export function promptTokens(tokens: TokenCounts): number {
  return tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;
}
