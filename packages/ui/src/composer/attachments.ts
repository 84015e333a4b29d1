import type { Attachment } from "@vibedeck/core";
import { byteSize } from "../format/figures.ts";

/** A file that goes along with a message. */
export interface Attached {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly content: Attachment;
  /** A `blob:` address of an image; free it with {@link release}. */
  readonly preview?: string;
}

/** What became of files: those that go along, and why the others do not. */
export interface Taken {
  readonly attached: readonly Attached[];
  readonly refused: readonly string[];
}

export const MAX_FILES = 10;
export const MAX_IMAGE_BYTES = 5_000_000;
export const MAX_TEXT_BYTES = 256_000;
const IMAGES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

let lastId = 0;

/** Reads files that were pasted, dropped or chosen. @param have How many go along already. */
export async function takeFiles(files: readonly File[], have: number): Promise<Taken> {
  const attached: Attached[] = [];
  const refused: string[] = [];
  for (const file of files) {
    const full = have + attached.length >= MAX_FILES;
    const taken = full ? `${named(file)}: at most ${MAX_FILES} files go along.` : await takeFile(file);
    if (typeof taken === "string") refused.push(taken);
    else attached.push(taken);
  }
  return { attached, refused };
}

/** Frees what the previews of files hold. */
export function release(files: readonly Attached[]): void {
  for (const { preview } of files) if (preview !== undefined) URL.revokeObjectURL(preview);
}

/** Why a file cannot go along, as far as its kind and size tell; `undefined` when it can. */
export function refusal(file: Pick<File, "name" | "type" | "size">): string | undefined {
  const image = file.type.startsWith("image/") && file.type !== "image/svg+xml";
  if (image && !IMAGES.has(file.type))
    return `${named(file)}: images of this kind are not taken; PNG, JPEG, GIF and WebP are.`;
  const limit = image ? MAX_IMAGE_BYTES : MAX_TEXT_BYTES;
  if (file.size <= limit) return undefined;
  const kind = image ? "images" : "text files";
  return `${named(file)} has ${byteSize(file.size)}; ${kind} may have ${byteSize(limit)}.`;
}

/** @returns the reason when it cannot go along. */
async function takeFile(file: File): Promise<Attached | string> {
  const reason = refusal(file);
  if (reason !== undefined) return reason;
  try {
    return IMAGES.has(file.type) ? await takeImage(file) : await takeText(file);
  } catch {
    return `${named(file)} could not be read.`; // A folder, or a file that went away.
  }
}

async function takeImage(file: File): Promise<Attached | string> {
  const read = new Uint8Array(await file.arrayBuffer());
  const mediaType = imageType(read);
  if (mediaType === undefined) return `${named(file)} is no image, whatever its name says.`;
  const data = toBase64(read);
  const { name, size: bytes } = file;
  const content: Attachment = { type: "image", mediaType, data, ...(name === "" ? {} : { name }) };
  return { id: ++lastId, name: named(file), bytes, content, preview: URL.createObjectURL(file) };
}

/** What an image is by its first bytes: names and the types that follow from them are often wrong. */
export function imageType(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
  return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : undefined;
}

async function takeText(file: File): Promise<Attached | string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = textOf(bytes);
  if (text === undefined) return `${named(file)} is not text: only images and text files go along.`;
  const content: Attachment = { type: "text", name: named(file), text };
  return { id: ++lastId, name: named(file), bytes: bytes.length, content };
}

/** The text of a file, or `undefined` when it is none. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Base64, in slices: a call takes only so many arguments. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

function named({ name }: Pick<File, "name">): string {
  return name === "" ? "Pasted image" : name;
}
