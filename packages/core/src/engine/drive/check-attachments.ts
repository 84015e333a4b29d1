import type { Attachment } from "../../conversation.ts";
import type { Send } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import { checkText, hasControls } from "./check-text.ts";

const MAX_ATTACHMENTS = 10;
const MAX_IMAGE = 5_000_000;
const MAX_TEXT_FILE = 256_000;
const MAX_NAME = 255;

/** What a file of each type begins with, in hexadecimal. */
const MAGIC: ReadonlyMap<string, RegExp> = new Map([
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^474946383[79]61/],
  ["image/webp", /^52494646.{8}57454250/],
]);

/** Together with a length of whole groups of four. A pattern of groups would take a stack frame for each of millions. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Checks what goes along with a message.
 * @returns what people are shown of it.
 * @throws `VibeDeckError` `BAD_REQUEST`, `PAYLOAD_TOO_LARGE`.
 */
export function checkAttachments(attachments: readonly Attachment[]): Send["attachments"] {
  if (!Array.isArray(attachments)) throw refused("Attachments must be a list.");
  if (attachments.length > MAX_ATTACHMENTS) {
    throw refused(`At most ${MAX_ATTACHMENTS} files go along with a message.`);
  }
  return attachments.map(brief);
}

function brief(attachment: Attachment): Send["attachments"][number] {
  if (attachment.name !== undefined) checkName(attachment.name);
  if (attachment.type === "image") return imageBrief(attachment);
  if (attachment.type !== "text") throw refused("Only images and text files go along with a message.");
  checkName(attachment.name);
  checkText(attachment.text, "A text file", MAX_TEXT_FILE);
  return { type: "text", name: attachment.name, bytes: Buffer.byteLength(attachment.text) };
}

function imageBrief(image: Extract<Attachment, { type: "image" }>): Send["attachments"][number] {
  const { data, mediaType, name } = image;
  const magic = MAGIC.get(mediaType);
  if (magic === undefined) throw refused("Images must be PNG, JPEG, GIF or WebP.");
  if (typeof data !== "string") throw refused("An image must be base64.");
  const bytes = Math.floor((data.length * 3) / 4) - (data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0);
  if (bytes > MAX_IMAGE) {
    throw new VibeDeckError("PAYLOAD_TOO_LARGE", "An image is larger than 5 MB.", {
      hint: "Make it smaller.",
    });
  }
  if (data.length % 4 !== 0 || !BASE64.test(data)) throw refused("An image must be base64.");
  const head = Buffer.from(data.slice(0, 64), "base64").toString("hex");
  if (!magic.test(head)) throw refused(`An image says that it is ${mediaType}, but it is not.`);
  return { type: "image", ...(name === undefined ? {} : { name }), bytes };
}

function checkName(name: unknown): void {
  if (typeof name === "string" && name !== "" && name.length <= MAX_NAME && !hasControls(name)) return;
  throw refused("The name of a file must be 1 to 255 characters without control characters.");
}

function refused(message: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message);
}
