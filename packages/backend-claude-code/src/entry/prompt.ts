import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { attachedFile } from "./attached-file.ts";
import { parseCommand } from "./command.ts";
import { blocksOf, blockText, blockType, contentBlocks } from "./content.ts";
import { flagField, objectField, textField } from "./fields.ts";
import { cutInserts } from "./reminders.ts";
import { wrapperOf } from "./wrapper.ts";

const HUMAN_SOURCES: ReadonlySet<string> = new Set(["typed", "queued", "suggestion_accepted", "sdk"]);

/**
 * Whether an entry is a prompt that a person wrote: a `user` line, or an attachment that carries a prompt typed
 * while the model worked. Slash commands, shell lines and their output, notifications, summaries, tool results and
 * side chains are none.
 */
export function isHumanPrompt(value: JsonObject): boolean {
  if (flagField(value, "isSidechain")) return false;
  const attachment = queuedPrompt(value);
  if (attachment !== undefined) {
    if (textField(attachment, "commandMode") === "task-notification" || flagField(attachment, "isMeta"))
      return false;
    return saysHuman(attachment) && readsHuman(blocksOf(own(attachment, "prompt")));
  }
  if (own(value, "type") !== "user" || flagField(value, "isMeta")) return false;
  if (flagField(value, "isCompactSummary") || flagField(value, "isVisibleInTranscriptOnly")) return false;
  return saysHuman(value) && readsHuman(contentBlocks(value));
}

/** The attachment of an entry that carries a prompt typed while the model worked. */
function queuedPrompt(value: JsonObject): JsonObject | undefined {
  if (own(value, "type") !== "attachment") return undefined;
  const attachment = objectField(value, "attachment");
  return attachment !== undefined && own(attachment, "type") === "queued_command" ? attachment : undefined;
}

/**
 * What a person wrote in an entry: without reminders and editor notes, a slash command as `/name args`, images and
 * documents as `[image]` and `[document]`. Empty when there is nothing of that kind.
 */
export function promptText(value: JsonObject): string {
  const attachment = queuedPrompt(value);
  const blocks = attachment === undefined ? contentBlocks(value) : blocksOf(own(attachment, "prompt"));
  return blocks
    .map(blockWords)
    .filter((words) => words !== "")
    .join("\n");
}

function blockWords(block: Json): string {
  const type = blockType(block);
  if (type === "image" || type === "document") return `[${type}]`;
  const text = blockText(block);
  if (text === undefined) return "";
  const file = attachedFile(text);
  if (file !== undefined) return `[${file.name}]`;
  const command = parseCommand(text);
  if (command !== undefined) return command.args === "" ? command.name : `${command.name} ${command.args}`;
  return cutInserts(text).text.trim();
}

/** Newer writers say where a prompt came from; older ones say nothing, which counts as yes. */
function saysHuman(object: JsonObject): boolean {
  const origin = textField(objectField(object, "origin"), "kind");
  if (origin !== undefined) return origin === "human";
  const source = textField(object, "promptSource");
  return source === undefined || HUMAN_SOURCES.has(source);
}

/** A text, image or document that no wrapper begins, and no tool result beside it. */
function readsHuman(blocks: readonly Json[]): boolean {
  let words = false;
  for (const block of blocks) {
    const type = blockType(block);
    if (!isObject(block) || type === "tool_result") return false;
    if (type === "image" || type === "document") words = true;
    const text = cutInserts(blockText(block) ?? "").text;
    if (text.trim() === "") continue;
    if (wrapperOf(text) !== undefined) return false;
    words = true;
  }
  return words;
}
