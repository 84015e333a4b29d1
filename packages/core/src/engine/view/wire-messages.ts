import { formatCursor } from "../../cursor.ts";
import type { RawEntry } from "../../entry.ts";
import type { Block, ImageBlock, Message } from "../../message.ts";
import type { Parts } from "../../parts.ts";
import { clipMessage } from "./clip.ts";

/** What turning an entry into messages needs. */
export type RenderingParts = Pick<Parts, "renderer" | "pricing">;

/**
 * The messages of an entry as they go to a reader: with cursor and price, images by reference, long texts clipped
 * unless `full`. A renderer that throws yields the entry itself.
 */
export function wireMessages(
  parts: RenderingParts,
  generation: string,
  entry: RawEntry,
  full: boolean,
): Message[] {
  const cursor = formatCursor({ generation, offset: entry.offset });
  const usd = priceOf(parts, entry);
  let images = 0;
  const refer = (block: ImageBlock): ImageBlock => {
    const { data: _data, ...rest } = block;
    return { ...rest, index: images++, cursor };
  };
  return render(parts, entry).map((message) => {
    const blocks = message.blocks.map((block) => withoutData(block, refer));
    const placed: Message = { ...message, blocks, cursor, last: cursor };
    const priced = usd === undefined || message.usage === undefined ? placed : { ...placed, usd };
    return full ? priced : clipMessage(priced);
  });
}

/** The images of an entry, in the order that {@link wireMessages} numbers them. */
export function imagesOf(parts: RenderingParts, entry: RawEntry): readonly ImageBlock[] {
  const images: ImageBlock[] = [];
  const collect = (block: ImageBlock): ImageBlock => {
    images.push(block);
    return block;
  };
  for (const message of render(parts, entry)) for (const block of message.blocks) withoutData(block, collect);
  return images;
}

function render(parts: RenderingParts, entry: RawEntry): readonly Message[] {
  try {
    return parts.renderer.messages(entry);
  } catch {
    const value = entry.value ?? entry.excerpt ?? null;
    const block: Block = { type: "raw", reason: "could not be rendered", value };
    return [{ id: `x:${entry.offset}`, role: "system", blocks: [block] }];
  }
}

function priceOf(parts: RenderingParts, entry: RawEntry): number | undefined {
  try {
    const usage = parts.pricing.usage(entry);
    return usage === undefined ? undefined : parts.pricing.price(usage);
  } catch {
    // A fault of the pricing part costs the price of this message, not the message.
    return undefined;
  }
}

function withoutData(block: Block, refer: (image: ImageBlock) => ImageBlock): Block {
  if (block.type === "image") return refer(block);
  if (block.type !== "tool_result" || block.view.kind !== "text" || block.view.images === undefined)
    return block;
  return { ...block, view: { ...block.view, images: block.view.images.map(refer) } };
}
