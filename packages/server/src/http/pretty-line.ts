import { isObject, type JsonObject, own } from "@vibedeck/core";

const KNOWN: ReadonlySet<string> = new Set(["level", "time", "msg", "err"]);

/** Turns a JSON log line into one for people: time, level where it matters, sentence, fields. */
export function prettyLine(line: string): string {
  const record: unknown = JSON.parse(line);
  if (!isObject(record)) return line;
  const level = text(own(record, "level"));
  const time = text(own(record, "time")).slice(11, 19);
  const mark = level === "info" ? "" : `${level.toUpperCase()} `;
  const fields = Object.entries(record).filter(([name]) => !KNOWN.has(name));
  const tail = fields.map(
    ([name, value]) => `  ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const head = `${time} ${mark}${text(own(record, "msg"))}${tail.join("")}`;
  return `${visible(head)}${errorLines(own(record, "err"))}\n`;
}

function errorLines(error: JsonObject[string] | undefined): string {
  if (!isObject(error)) return error === undefined ? "" : `\n  ${visible(text(error))}`;
  const stack = text(own(error, "stack")) || text(own(error, "message"));
  const lines = stack.split("\n").map((part) => `\n  ${visible(part)}`);
  const cause = own(error, "cause");
  return lines.join("") + (cause === undefined ? "" : `\n  because:${errorLines(cause)}`);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

/** Spells control characters out, so that what strangers wrote cannot move the cursor or fake a line. */
function visible(value: string): string {
  return value.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
