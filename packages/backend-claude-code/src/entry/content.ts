import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { objectField, textField } from "./fields.ts";

/**
 * The content blocks of the message in a `user` or `assistant` entry. A plain string is one text block; content of
 * any other kind comes back as the only item, so that a caller can show it; absent content is an empty list.
 */
export function contentBlocks(value: JsonObject): readonly Json[] {
  return blocksOf(own(objectField(value, "message") ?? {}, "content"));
}

/** The same for a content value: of a message, of a tool result or of a queued prompt. */
export function blocksOf(content: Json | undefined): readonly Json[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content : [content];
}

/** The `type` of a content block; the empty string when it has none. */
export function blockType(block: Json): string {
  return isObject(block) ? (textField(block, "type") ?? "") : "";
}

/** The text of a text block, or of a bare string; `undefined` for other blocks. */
export function blockText(block: Json): string | undefined {
  if (!isObject(block)) return undefined;
  return blockType(block) === "text" ? textField(block, "text") : undefined;
}

/** The texts of a content value in order, joined by blank lines. */
export function contentText(content: Json | undefined): string {
  return blocksOf(content)
    .flatMap((block) => blockText(block) ?? [])
    .join("\n\n");
}
