import { type Block, isObject, type JsonObject, own } from "@vibedeck/core";
import {
  blocksOf,
  countField,
  filledField,
  firstLine,
  isHumanPrompt,
  objectField,
  textField,
} from "../entry/index.ts";
import { attachmentLabel } from "./attachment-labels.ts";
import { jsonText } from "./bounded-json.ts";
import { type Draft, foldedDraft } from "./draft.ts";
import { hookDrafts } from "./hooks.ts";
import { base64Image, rawData } from "./image.ts";
import { rawBlock } from "./raw-block.ts";
import { pieceDrafts, userPieces } from "./user.ts";
import { baseName } from "./words.ts";

/** An `attachment` line: what the tool chain gave the model beside the messages. */
export function attachmentDrafts(value: JsonObject): readonly Draft[] {
  const attachment = objectField(value, "attachment");
  const type = filledField(attachment, "type");
  if (attachment === undefined || type === undefined) return raw("attachment without a type", value);
  if (type === "queued_command") return queuedDrafts(value, attachment);
  if (type.startsWith("hook_") || type === "async_hook_response") return hookDrafts(type, attachment);
  if (type === "file" || type === "directory") return [{ role: "user", blocks: mentioned(attachment) }];
  if (type === "selected_lines_in_ide") return [{ role: "user", blocks: [selection(attachment)] }];
  if (type === "goal_status") return [goal(attachment)];
  const label = attachmentLabel(type, attachment);
  if (label === undefined) return raw(`attachment "${firstLine(type, 80)}" is not known`, value);
  return [foldedDraft(label, [{ type: "text", text: attachmentText(attachment), format: "plain" }])];
}

/** A prompt that was typed while the model worked, or a notification that came then: no `user` line follows. */
function queuedDrafts(value: JsonObject, attachment: JsonObject): readonly Draft[] {
  const pieces = blocksOf(own(attachment, "prompt")).flatMap(userPieces);
  return pieces.length === 0
    ? raw("queued prompt without a text", value)
    : pieceDrafts(pieces, isHumanPrompt(value));
}

/** A file or a directory that the person mentioned with `@`. */
function mentioned(attachment: JsonObject): readonly Block[] {
  const content = own(attachment, "content");
  const file = isObject(content) ? objectField(content, "file") : undefined;
  const path =
    filledField(attachment, "filename") ?? filledField(attachment, "path") ?? filledField(file, "filePath");
  const text = typeof content === "string" ? textField(attachment, "content") : textField(file, "content");
  const label =
    filledField(attachment, "displayPath") ?? (path === undefined ? "attachment" : baseName(path));
  const block: Block = {
    type: "attachment",
    label,
    ...(path === undefined ? {} : { path }),
    ...(text === undefined ? {} : { text }),
  };
  const data = rawData(file, "base64");
  return data === undefined ? [block] : [block, base64Image(textField(file, "type"), data)];
}

function selection(attachment: JsonObject): Block {
  const path = filledField(attachment, "filename");
  const name = filledField(attachment, "displayPath") ?? (path === undefined ? "a file" : baseName(path));
  const from = countField(attachment, "lineStart");
  const to = countField(attachment, "lineEnd");
  const text = textField(attachment, "content");
  return {
    type: "attachment",
    label: from === undefined || to === undefined ? `selection in ${name}` : `lines ${from}–${to} of ${name}`,
    ...(path === undefined ? {} : { path }),
    ...(text === undefined ? {} : { text }),
  };
}

/** How far the model is with what `/goal` asked for. */
function goal(attachment: JsonObject): Draft {
  const met = own(attachment, "met") === true;
  const condition = filledField(attachment, "condition") ?? "";
  const reason = filledField(attachment, "reason");
  const text = `Goal ${met ? "reached" : "not reached yet"}: ${condition}`;
  return {
    role: "system",
    blocks: [{ type: "notice", level: "info", text, ...(reason === undefined ? {} : { detail: reason }) }],
  };
}

const TEXTS = ["text", "snippet", "content", "message"] as const;

/** The attachment's own text where it has one, else its fields. */
function attachmentText(attachment: JsonObject): string {
  for (const key of TEXTS) {
    const text = filledField(attachment, key);
    if (text !== undefined) return text;
  }
  const rest = Object.entries(attachment).filter(([key]) => key !== "type");
  return rest.length === 0 ? "" : jsonText(Object.fromEntries(rest));
}

function raw(reason: string, value: JsonObject): readonly Draft[] {
  return [{ role: "system", blocks: [rawBlock(reason, value)] }];
}
