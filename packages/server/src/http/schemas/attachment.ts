import type { Attachment } from "@vibedeck/core";
import { z } from "zod";
import { line, MAX_MESSAGE, prose } from "./prose.ts";

/** The largest image, in bytes before base64. */
export const MAX_IMAGE: number = 5 * 1024 * 1024;

/** How many things may go along with a message. */
export const MAX_ATTACHMENTS = 10;

/** What files of each kind begin with, as a regular expression over their bytes in hexadecimal. */
const BEGINNINGS: ReadonlyMap<string, RegExp> = new Map([
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^47494638(?:37|39)61/],
  ["image/webp", /^52494646.{8}57454250/],
]);

const name = line(255);

const image = z
  .strictObject({
    type: z.literal("image"),
    mediaType: z.enum(["image/png", "image/jpeg", "image/gif", "image/webp"]),
    data: z
      .string()
      .max(4 * Math.ceil(MAX_IMAGE / 3), `must not be larger than ${MAX_IMAGE} bytes`)
      .refine(isBase64, "is not base64"),
    name: z.exactOptional(name),
  })
  // A model that is sent one that it cannot read refuses the whole conversation from then on.
  .refine(({ mediaType, data }) => BEGINNINGS.get(mediaType)?.test(firstBytes(data)) === true, {
    message: "is not an image of that kind",
    path: ["data"],
  });

const text = z.strictObject({ type: z.literal("text"), name, text: prose(MAX_MESSAGE) });

export const attachment: z.ZodType<Attachment> = z.discriminatedUnion("type", [image, text]);

function isBase64(data: string): boolean {
  return data.length > 0 && data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
}

function firstBytes(data: string): string {
  return Buffer.from(data.slice(0, 32), "base64").toString("hex");
}
