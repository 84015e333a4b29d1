import type { Block, Json } from "@vibedeck/core";
import { boundedJson } from "./bounded-json.ts";

/** Shows something that this renderer does not know as it is. */
export function rawBlock(reason: string, value: Json | undefined): Block {
  return { type: "raw", reason, value: boundedJson(value) };
}
