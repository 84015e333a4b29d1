import { type Block, type ImageBlock, isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { objectField, textField } from "../entry/index.ts";

/** The only kinds that a browser may be given: all of them are inert. */
const MEDIA_TYPES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Largest decoded image in bytes. */
export const IMAGE_LIMIT: number = 10 * 1024 * 1024;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** An image of a transcript, or a notice that says why it is not shown. */
export function imageBlock(block: Json): ImageBlock | Extract<Block, { type: "notice" }> {
  const source = isObject(block) ? objectField(block, "source") : undefined;
  if (textField(source, "type") === "url")
    return refused(`at ${textField(source, "url") ?? "an unknown address"}`);
  return base64Image(textField(source, "media_type"), rawData(source, "data"));
}

/** The same for a media type and Base64 data that stand somewhere else. */
export function base64Image(
  mediaType: string | undefined,
  data: string | undefined,
): ImageBlock | Extract<Block, { type: "notice" }> {
  if (mediaType === undefined || !MEDIA_TYPES.has(mediaType)) return refused("not a PNG, JPEG, GIF or WebP");
  if (data === undefined || data === "") return refused("no data");
  const bytes = base64Bytes(data);
  if (bytes > IMAGE_LIMIT) return refused(`${bytes} bytes are too many`);
  if (!BASE64.test(data)) return refused("its data is not Base64");
  return { type: "image", mediaType, data, bytes };
}

/** An own string as it is: image data is long, and Base64 needs no mending. */
export function rawData(object: JsonObject | undefined, key: string): string | undefined {
  const value = object === undefined ? undefined : own(object, key);
  return typeof value === "string" ? value : undefined;
}

/** Bytes that a Base64 text stands for. */
function base64Bytes(data: string): number {
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding);
}

/** A PDF or another document that the transcript holds: its name and size, never its content. */
export function documentBlock(block: JsonObject): Block {
  const source = objectField(block, "source");
  const data = rawData(source, "data") ?? "";
  const encoded = textField(source, "type") === "base64";
  const title = textField(block, "title") ?? textField(block, "name");
  return {
    type: "document",
    mediaType: textField(source, "media_type") ?? "application/octet-stream",
    ...(title === undefined ? {} : { title }),
    bytes: encoded ? base64Bytes(data) : Buffer.byteLength(data),
  };
}

function refused(why: string): Extract<Block, { type: "notice" }> {
  return { type: "notice", level: "info", text: `Image not shown: ${why}` };
}
