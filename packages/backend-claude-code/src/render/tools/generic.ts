import type { Field, Json, JsonObject, ToolResultView, ToolView } from "@vibedeck/core";
import { filledField, firstLine, safeText } from "../../entry/index.ts";
import { jsonText } from "../bounded-json.ts";
import { type Answer, textAnswer } from "./answer.ts";

/** More named values than this are cut: nobody reads them in this form. */
const FIELD_LIMIT = 100;

/** What most often says in one line what a call is about, best first. */
const TELLING = [
  "description",
  "summary",
  "title",
  "subject",
  "reason",
  "query",
  "operation",
  "action",
  "name",
  "command",
  "file_path",
  "filePath",
  "path",
  "url",
  "message",
  "prompt",
] as const;

/** A call of a tool that is not known. */
export function genericView(input: JsonObject): ToolView {
  const telling = TELLING.map((key) => filledField(input, key)).find((text) => text !== undefined);
  return {
    kind: "generic",
    ...(telling === undefined ? {} : { summary: firstLine(telling) }),
    fields: fields(input),
  };
}

/** The named values of an object, each as text. */
export function fields(object: JsonObject): readonly Field[] {
  const entries = Object.entries(object);
  const shown = entries
    .slice(0, FIELD_LIMIT)
    .map(([key, value]) => ({ name: safeText(key, 200), value: text(value) }));
  const left = entries.length - shown.length;
  return left === 0 ? shown : [...shown, { name: "…", value: `${left} more left out` }];
}

function text(value: Json): string {
  if (typeof value === "string") return safeText(value);
  return typeof value === "object" && value !== null ? jsonText(value) : String(value);
}

/** The last reader: any other structure is shown only when there is no text to show. */
export function genericResult(detail: JsonObject, answer: Answer): ToolResultView {
  if (answer.text !== "" || answer.images.length > 0) return textAnswer(answer);
  const values = fields(detail);
  return { kind: "text", text: "", ...(values.length === 0 ? {} : { fields: values }) };
}
