import type { Block, Message } from "../../message.ts";

/** Characters of one text that a page carries, and of all texts of one message. */
const ONE_TEXT = 10_000;
const WHOLE_MESSAGE = 24_000;

/** Shortens the long texts of a message, so that a page stays small, and says how much is missing. */
export function clipMessage(message: Message): Message {
  const budget = { left: WHOLE_MESSAGE, omitted: 0 };
  const blocks = message.blocks.map((block) => clip(block, budget) as Block);
  return budget.omitted === 0 ? message : { ...message, blocks, clipped: budget.omitted };
}

interface Budget {
  left: number;
  omitted: number;
}

/** Copies a JSON-shaped value with its strings shortened. Short strings always pass: they carry the structure. */
function clip(value: unknown, budget: Budget): unknown {
  if (typeof value === "string") return clipText(value, budget);
  if (Array.isArray(value)) return clipList(value, budget);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__") continue;
    copy[key] = clip(item, budget);
  }
  return copy;
}

function clipText(text: string, budget: Budget): string {
  if (text.length <= 120) return text;
  const allowed = Math.max(120, Math.min(ONE_TEXT, budget.left));
  budget.left -= Math.min(text.length, allowed);
  if (text.length <= allowed) return text;
  const kept = text.slice(0, allowed).toWellFormed();
  budget.omitted += text.length - kept.length;
  return kept;
}

/** Long lists of short lines (a diff, file names) end where the budget does. */
function clipList(list: readonly unknown[], budget: Budget): unknown[] {
  const copy: unknown[] = [];
  for (const [index, item] of list.entries()) {
    if (typeof item === "string") {
      if (budget.left <= 0 && index > 20) {
        budget.omitted += item.length;
        continue;
      }
      budget.left -= item.length <= 120 ? item.length : 0;
    }
    copy.push(clip(item, budget));
  }
  return copy;
}
