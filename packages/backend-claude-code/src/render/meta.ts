import type { Json, JsonObject } from "@vibedeck/core";
import {
  blockText,
  blockType,
  firstLine,
  flagField,
  textField,
  type Wrapper,
  wrapperOf,
} from "../entry/index.ts";
import { baseName } from "./words.ts";

const LABELS: ReadonlyMap<Wrapper, string> = new Map([
  ["caveat", "note on local commands"],
  ["reminder", "system reminder"],
  ["summary", "summary of the conversation so far"],
  ["notification", "notification for the model"],
  ["mail", "message for the model"],
]);

/**
 * The label of a user line that no person wrote and few want to read: skill texts, expanded commands, caveats,
 * summaries. `undefined` for a line that is shown.
 */
export function metaLabel(value: JsonObject, content: readonly Json[]): string | undefined {
  const text = content.map((block) => blockText(block) ?? "").find((part) => part.trim() !== "") ?? "";
  const wrapper = wrapperOf(text);
  if (flagField(value, "isCompactSummary")) return LABELS.get("summary");
  if (wrapper === "caveat" || wrapper === "summary") return LABELS.get(wrapper);
  if (wrapper === "skill") return skillLabel(text);
  if (!flagField(value, "isMeta") && !flagField(value, "isVisibleInTranscriptOnly")) return undefined;
  if (textField(value, "sourceToolUseID") !== undefined) return "skill instructions";
  if (text.startsWith("[Image: ") || text.startsWith("[Image source: ")) return "where the image is kept";
  if (content.some((block) => blockType(block) === "image")) return "image for the model";
  return (wrapper === undefined ? undefined : LABELS.get(wrapper)) ?? "instructions for the model";
}

function skillLabel(text: string): string {
  const line = firstLine(text, 2_000);
  const name = baseName(line.slice(line.indexOf(":") + 1).trim());
  return name === "" ? "skill instructions" : `skill instructions: ${firstLine(name, 80)}`;
}
