import {
  type Attachment,
  type Json,
  type JsonObject,
  type OutgoingMessage,
  VibeDeckError,
} from "@vibedeck/core";
import { isUuid } from "../cli/check-settings.ts";
import { attachFile } from "../entry/index.ts";

const MEDIA_TYPES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** 5 MB as Base64. */
const MAX_DATA = 7_000_000;

/**
 * The line that sends a message. Its id becomes the `uuid` of the transcript's line. The person's words come last: the
 * tool looks for slash commands and mentions in the last block.
 * @throws `VibeDeckError` `BAD_REQUEST` for an id that is no UUID, for NUL, and for what is no image.
 */
export function encodeMessage(message: OutgoingMessage): JsonObject {
  if (!isUuid(message.id)) throw refused("The message's id is not a UUID.");
  const text = checkedText(message.text);
  const attached = (message.attachments ?? []).map(attachmentBlock);
  // An empty text block is refused by the API.
  const words: Json[] = text.trim() === "" && attached.length > 0 ? [] : [{ type: "text", text }];
  return {
    type: "user",
    message: { role: "user", content: attached.length === 0 ? text : [...attached, ...words] },
    parent_tool_use_id: null,
    session_id: "",
    uuid: message.id,
  };
}

function attachmentBlock(attachment: Attachment): JsonObject {
  if (attachment.type === "text")
    return {
      type: "text",
      text: attachFile({ name: checkedText(attachment.name), text: checkedText(attachment.text) }),
    };
  const { mediaType, data } = attachment;
  if (!MEDIA_TYPES.has(mediaType) || data.length > MAX_DATA || !BASE64.test(data))
    throw refused("An image must be a PNG, JPEG, GIF or WebP of at most 5 MB.");
  return { type: "image", source: { type: "base64", media_type: mediaType, data } };
}

function checkedText(text: string): string {
  if (text.includes("\0")) throw refused("A message cannot hold NUL characters.");
  return text.toWellFormed();
}

function refused(message: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message);
}
