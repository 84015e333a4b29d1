import { type Block, isObject, type Json, type JsonObject, own, type ToolResultBlock } from "@vibedeck/core";
import {
  blocksOf,
  blockText,
  blockType,
  cutInserts,
  firstLine,
  flagField,
  textField,
} from "../entry/index.ts";
import { denial } from "./denial.ts";
import { shortId } from "./draft.ts";
import { documentBlock, imageBlock } from "./image.ts";
import { rawBlock } from "./raw-block.ts";
import type { Answer } from "./tools/answer.ts";
import { errorView } from "./tools/error-view.ts";
import { resultView } from "./tools/result-view.ts";

/** Blocks inside a result that its view already tells. */
const TOLD: ReadonlySet<string> = new Set([
  "text",
  "image",
  "tool_reference",
  "web_search_result",
  "advisor_redacted_result",
]);

/** What only the service can read. */
const SEALED: ReadonlySet<string> = new Set(["advisor_redacted_result"]);

/**
 * The blocks of one tool result: the result itself, and what it holds beside text and images.
 * @param entry the line it stands on, when that line is about this result alone: only then do its other fields
 * (`toolUseResult`, `toolDenialKind`) belong to it.
 */
export function resultBlocks(block: JsonObject, entry: JsonObject | undefined): readonly Block[] {
  const toolId = shortId(block, "tool_use_id");
  if (toolId === undefined) return [rawBlock("tool result without the id of its call", block)];
  const content = blocksOf(own(block, "content"));
  const answer = answerOf(content, entry);
  const isError = flagField(block, "is_error");
  const denied = isError ? denial(answer, entry) : undefined;
  const result: ToolResultBlock = {
    type: "tool_result",
    toolId,
    isError,
    ...(denied === undefined ? {} : { denied }),
    view: isError ? errorView(answer) : resultView(answer),
  };
  return [
    result,
    ...changedByHand(answer),
    ...content.filter((item) => !TOLD.has(blockType(item))).map(extraBlock),
  ];
}

/** The diff of a result is what was applied, which need not be what the model asked for. */
function changedByHand({ detail }: Answer): readonly Block[] {
  if (!isObject(detail) || !flagField(detail, "userModified")) return [];
  return [{ type: "notice", level: "info", text: "You changed this edit before it was applied" }];
}

/** The reminders that the tool chain added to a result's text. */
export function resultInserts(block: JsonObject): readonly string[] {
  return blocksOf(own(block, "content")).flatMap((item) => cutInserts(blockText(item) ?? "").inserts);
}

function answerOf(content: readonly Json[], entry: JsonObject | undefined): Answer {
  const text = content
    .flatMap((item) => blockText(item) ?? reference(item) ?? [])
    .map((item) => cutInserts(item).text)
    .filter((item) => item !== "")
    .join("\n\n");
  const images: Answer["images"][number][] = [];
  const notes: string[] = [];
  for (const item of content) {
    if (blockType(item) !== "image") continue;
    const image = imageBlock(item);
    if (image.type === "image") images.push(image);
    else notes.push(image.text);
  }
  const detail = entry === undefined ? undefined : own(entry, "toolUseResult");
  return { text: [text, ...notes].filter((part) => part !== "").join("\n"), images, detail };
}

function reference(item: Json): string | undefined {
  if (!isObject(item)) return undefined;
  const type = blockType(item);
  if (type === "tool_reference") return textField(item, "tool_name");
  if (type === "web_search_result")
    return `${textField(item, "title") ?? ""} ${textField(item, "url") ?? ""}`.trim();
  return SEALED.has(type) ? "The answer is encrypted." : undefined;
}

function extraBlock(item: Json): Block {
  if (isObject(item) && blockType(item) === "document") return documentBlock(item);
  return rawBlock(`content "${firstLine(blockType(item), 80)}" of a tool result is not known`, item);
}
