import { type Block, isObject, type Json, type JsonObject, type Message, own } from "@vibedeck/core";
import {
  blockText,
  blockType,
  contentBlocks,
  filledField,
  firstLine,
  flagField,
  objectField,
  readTokens,
  textField,
} from "../entry/index.ts";
import { boundedJson } from "./bounded-json.ts";
import { type Draft, foldedDraft, shortId } from "./draft.ts";
import { documentBlock, imageBlock } from "./image.ts";
import { rawBlock } from "./raw-block.ts";
import { resultBlocks } from "./tool-result.ts";
import { toolView } from "./tools/tool-view.ts";

/** Written where the model said nothing: by a streaming fault, and after an interrupted turn was resumed. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(["(no content)", "No response requested."]);

/** An `assistant` line: usually one block of a message whose other blocks stand on other lines. */
export function assistantDrafts(value: JsonObject): readonly Draft[] {
  const message = objectField(value, "message");
  const content = contentBlocks(value);
  const blocks = [...content.flatMap((block) => assistantBlocks(value, block)), ...abortNote(value)];
  const about = messageFacts(message);
  if (blocks.length === 0) {
    if (message === undefined)
      return [{ role: "assistant", blocks: [rawBlock("assistant entry without a message", value)] }];
    return [{ ...foldedDraft("empty answer", [], "assistant"), ...about }];
  }
  // A fold of its own identity: joined with the rest of its message it would fold all of it.
  if (isPlaceholder(content)) return [{ ...foldedDraft("no answer", blocks, "assistant"), ...about }];
  const id = shortId(message, "id");
  return [{ ...(id === undefined ? {} : { id: `m:${id}` }), role: "assistant", blocks, ...about }];
}

function isPlaceholder(content: readonly Json[]): boolean {
  return content.length > 0 && content.every((block) => PLACEHOLDERS.has((blockText(block) ?? "").trim()));
}

/** What a line says of its message. Made-up messages of the tool chain have no model and cost nothing. */
function messageFacts(message: JsonObject | undefined): Pick<Message, "model" | "stopReason" | "usage"> {
  const model = filledField(message, "model");
  const synthetic = model === "<synthetic>";
  const stopReason = filledField(message, "stop_reason");
  const counted = synthetic ? undefined : objectField(message, "usage");
  const usage = counted && readTokens(counted);
  return {
    ...(model === undefined || synthetic ? {} : { model }),
    ...(stopReason === undefined || synthetic ? {} : { stopReason }),
    ...(usage === undefined ? {} : { usage }),
  };
}

function assistantBlocks(value: JsonObject, block: Json): readonly Block[] {
  const text = blockText(block);
  if (text !== undefined) return [textBlock(value, text)];
  if (!isObject(block)) return [rawBlock("assistant content of an unknown kind", block)];
  const type = blockType(block);
  if (type === "thinking" || type === "redacted_thinking") return [thinkingBlock(block)];
  if (type === "tool_use" || type.endsWith("_tool_use")) return [toolUseBlock(block)];
  if (type.endsWith("tool_result")) return resultBlocks(block, undefined);
  if (type === "image") return [imageBlock(block)];
  if (type === "document") return [documentBlock(block)];
  return [rawBlock(`assistant content "${firstLine(type, 80)}" is not known`, block)];
}

function textBlock(value: JsonObject, text: string): Block {
  if (!flagField(value, "isApiErrorMessage")) return { type: "text", text, format: "markdown" };
  return { type: "notice", level: "error", text };
}

function thinkingBlock(block: JsonObject): Block {
  const text = textField(block, "thinking") ?? "";
  return text.trim() === "" ? { type: "thinking", text: "", hidden: true } : { type: "thinking", text };
}

function toolUseBlock(block: JsonObject): Block {
  const toolId = shortId(block, "id");
  const name = filledField(block, "name");
  if (toolId === undefined || name === undefined) return rawBlock("tool call without an id or a name", block);
  const input = own(block, "input") ?? {};
  return {
    type: "tool_use",
    toolId,
    name,
    input: boundedJson(input),
    view: toolView(name, isObject(input) ? input : {}),
  };
}

function abortNote(value: JsonObject): readonly Block[] {
  if (!flagField(value, "isAbortedMidStream")) return [];
  return [{ type: "notice", level: "warning", text: "Interrupted while answering" }];
}
