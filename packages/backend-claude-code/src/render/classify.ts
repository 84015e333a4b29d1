import type { RawEntry } from "@vibedeck/core";
import { messages } from "./messages.ts";

/** What became of an entry: `raw` holds something unknown, `bad` could not be read, `folded` shows only a label. */
export type EntryClass = "rendered" | "folded" | "raw" | "bad";

/** Tells what {@link messages} makes of an entry. Every entry is in exactly one class. */
export function classify(entry: RawEntry): EntryClass {
  if (entry.value === undefined || entry.problem !== undefined) return "bad";
  const made = messages(entry);
  if (made.some((message) => message.blocks.some((block) => block.type === "raw"))) return "raw";
  return made.every((message) => message.folded !== undefined) ? "folded" : "rendered";
}
