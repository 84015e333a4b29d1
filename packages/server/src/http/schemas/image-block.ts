import type { ImageBlock } from "@vibedeck/core";
import { z } from "zod";

export const imageBlock: z.ZodType<ImageBlock> & z.core.$ZodTypeDiscriminable = z.object({
  type: z.literal("image"),
  mediaType: z.string(),
  data: z.exactOptional(z.string()),
  bytes: z.number(),
  index: z.exactOptional(z.number()),
  cursor: z.exactOptional(z.string()),
});
