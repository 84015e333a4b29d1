import type { Attachment } from "@vibedeck/core";
import { z } from "zod";
import { line, prose } from "./prose.ts";

const name = line(255);

/** What may go along with a message. How much of it, and whether an image is one, the driver looks at. */
export const attachment: z.ZodType<Attachment> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("image"),
    mediaType: z.enum(["image/png", "image/jpeg", "image/gif", "image/webp"]),
    data: z.string(),
    name: z.exactOptional(name),
  }),
  z.strictObject({ type: z.literal("text"), name, text: prose }),
]);
