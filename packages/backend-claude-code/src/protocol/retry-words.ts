import type { JsonObject } from "@vibedeck/core";
import { countField, filledField } from "../entry/index.ts";
import { duration } from "../render/words.ts";

const CAUSES: ReadonlyMap<string, string> = new Map([
  ["overloaded", "the API is overloaded"],
  ["rate_limit", "the API's rate limit is reached"],
  ["server_error", "the API has a fault"],
  ["authentication_failed", "the API refuses the sign-in"],
]);

/** What a `system/api_retry` line means for people: "the API is overloaded; try 3 of 10 in 5 s". */
export function retryWords(line: JsonObject): string {
  const status = countField(line, "error_status");
  const error = filledField(line, "error") ?? "";
  const cause =
    CAUSES.get(status === 529 ? "overloaded" : error) ??
    (status === undefined ? "the API cannot be reached" : `the API answers ${status}`);
  const attempt = countField(line, "attempt");
  const most = countField(line, "max_retries");
  const wait = countField(line, "retry_delay_ms");
  const which =
    attempt === undefined ? "next try" : `try ${attempt}${most === undefined ? "" : ` of ${most}`}`;
  return `${cause}; ${which}${wait === undefined ? "" : ` in ${wholeSeconds(wait)}`}`;
}

function wholeSeconds(ms: number): string {
  return ms < 59_000 ? `${Math.max(1, Math.round(ms / 1_000))} s` : duration(ms);
}
