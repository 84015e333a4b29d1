import { type Block, isObject, type Json, type JsonObject } from "@vibedeck/core";
import { blockText, blockType, contentBlocks, firstLine, isHumanPrompt } from "../entry/index.ts";
import { type Draft, foldedDraft } from "./draft.ts";
import { documentBlock, imageBlock } from "./image.ts";
import { metaLabel } from "./meta.ts";
import { rawBlock } from "./raw-block.ts";
import { resultBlocks, resultInserts } from "./tool-result.ts";
import { type Piece, reminderPiece, textPieces } from "./user-text.ts";

/** A `user` line: a prompt, what a tool answered, or what the tool chain told the model in the person's name. */
export function userDrafts(value: JsonObject): readonly Draft[] {
  const content = contentBlocks(value);
  if (content.length === 0)
    return [{ role: "user", blocks: [rawBlock("user entry without content", value)] }];
  if (content.some((block) => blockType(block) === "tool_result")) return toolDrafts(value, content);
  const label = metaLabel(value, content);
  if (label !== undefined) return [foldedDraft(label, content.map(plainBlock))];
  return pieceDrafts(content.flatMap(userPieces), isHumanPrompt(value));
}

/** Joins the pieces that are shown into one message, and puts the folded ones beside it. */
export function pieceDrafts(pieces: readonly Piece[], prompt: boolean): readonly Draft[] {
  const shown = pieces.filter((piece) => piece.folded === undefined);
  const role = shown.some((piece) => piece.role === "user") ? "user" : "system";
  const main: Draft[] =
    shown.length === 0
      ? []
      : [{ role, ...(prompt ? { prompt } : {}), blocks: shown.map((piece) => piece.block) }];
  return [...main, ...folds(pieces)];
}

/** One folded message for each label: a line could hold thousands of them. */
function folds(pieces: readonly Piece[]): readonly Draft[] {
  const byLabel = new Map<string, Block[]>();
  for (const { folded, block } of pieces) {
    if (folded === undefined) continue;
    const known = byLabel.get(folded);
    if (known === undefined) byLabel.set(folded, [block]);
    else known.push(block);
  }
  return [...byLabel].map(([label, blocks]) => foldedDraft(label, blocks));
}

/** The pieces of one content block of a user message. */
export function userPieces(block: Json): readonly Piece[] {
  const text = blockText(block);
  if (text !== undefined) return textPieces(text);
  return [{ role: "user", block: otherBlock(block) }];
}

function otherBlock(block: Json): Block {
  const type = blockType(block);
  if (type === "image") return imageBlock(block);
  if (isObject(block) && type === "document") return documentBlock(block);
  return rawBlock(`user content "${firstLine(type, 80)}" is not known`, block);
}

/** What the tool chain wrote is instructions, often in Markdown, but not made for reading: it is shown as it is. */
function plainBlock(block: Json): Block {
  const text = blockText(block);
  return text === undefined ? otherBlock(block) : { type: "text", text, format: "plain" };
}

function toolDrafts(value: JsonObject, content: readonly Json[]): readonly Draft[] {
  const results = content.filter((block) => blockType(block) === "tool_result").filter(isObject);
  const entry = results.length === 1 ? value : undefined;
  const blocks: Block[] = results.flatMap((block) => resultBlocks(block, entry));
  const pieces = content.filter((block) => blockType(block) !== "tool_result").flatMap(userPieces);
  const inserts = results.flatMap(resultInserts);
  const reminders = inserts.length === 0 ? [] : [reminderPiece(inserts)];
  const extra = pieceDrafts([...pieces, ...reminders], false);
  blocks.push(...extra.filter((draft) => draft.folded === undefined).flatMap((draft) => draft.blocks));
  return [{ role: "tool", blocks }, ...extra.filter((draft) => draft.folded !== undefined)];
}
