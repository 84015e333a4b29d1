import type { JsonObject } from "@vibedeck/core";
import { textField } from "./fields.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * The time of an entry in milliseconds since the epoch. A missing, malformed or impossible time (before 2000, after
 * 2099) is `undefined`: the order of the file is the truth, and a date like the year 275761 would break every sort.
 */
export function timestamp(value: JsonObject): number | undefined {
  return parseTime(textField(value, "timestamp"));
}

let lastText: string | undefined;
let lastTime: number | undefined;

/** Remembers the last one: the facts, the price and the messages of an entry all ask for the same. */
function parseTime(text: string | undefined): number | undefined {
  if (text !== lastText) {
    lastTime = parse(text);
    lastText = text;
  }
  return lastTime;
}

function parse(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 40 || !ISO.test(text)) return undefined;
  const time = Date.parse(text);
  return time >= EARLIEST && time < LATEST ? time : undefined;
}
