import { type JsonObject, own, type TokenCounts } from "@vibedeck/core";
import { objectField } from "./fields.ts";

/**
 * The tokens in a message's `usage`. Cache writes without a split by lifetime count as five-minute ones. Values that
 * are no non-negative safe integers count as 0; `undefined` when there is no usage object.
 */
export function tokenCounts(usage: JsonObject | undefined): TokenCounts | undefined {
  if (usage === undefined) return undefined;
  const split = objectField(usage, "cache_creation");
  const written = tokens(usage, "cache_creation_input_tokens");
  const hour = tokens(split, "ephemeral_1h_input_tokens");
  const short = tokens(split, "ephemeral_5m_input_tokens");
  return {
    input: tokens(usage, "input_tokens"),
    output: tokens(usage, "output_tokens"),
    cacheWrite5m: split === undefined ? written : short,
    cacheWrite1h: hour,
    cacheRead: tokens(usage, "cache_read_input_tokens"),
  };
}

function tokens(object: JsonObject | undefined, key: string): number {
  const value = object === undefined ? undefined : own(object, key);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
