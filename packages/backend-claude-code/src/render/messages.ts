import { type JsonObject, type Message, own, type RawEntry } from "@vibedeck/core";
import { firstLine } from "../entry/index.ts";
import { assistantDrafts } from "./assistant.ts";
import { attachmentDrafts } from "./attachment.ts";
import { type Draft, toMessages } from "./draft.ts";
import { progressDrafts } from "./progress.ts";
import { rawBlock } from "./raw-block.ts";
import { stateDrafts } from "./state.ts";
import { systemDrafts } from "./system.ts";
import { userDrafts } from "./user.ts";

/**
 * Turns one line of a Claude Code transcript into normalised messages. Pure and total: it never throws, and every
 * entry gives at least one message, be it a folded or a raw one.
 */
export function messages(entry: RawEntry): readonly Message[] {
  const { value } = entry;
  if (value === undefined || entry.problem !== undefined) return toMessages(entry, {}, [badDraft(entry)]);
  try {
    return toMessages(entry, value, drafts(value));
  } catch {
    // The last line of defence: a fault of ours must not hide a line, nor stop the ones after it.
    return toMessages(entry, value, [unknownDraft(UNRENDERED, value)]);
  }
}

/** The reason on an entry that met a fault of the renderer. */
export const UNRENDERED = "this entry could not be rendered";

const READERS: ReadonlyMap<string, (value: JsonObject) => readonly Draft[]> = new Map([
  ["assistant", assistantDrafts],
  ["user", userDrafts],
  ["system", systemDrafts],
  ["attachment", attachmentDrafts],
  ["progress", progressDrafts],
]);

function drafts(value: JsonObject): readonly Draft[] {
  const type = own(value, "type");
  if (typeof type !== "string") return [unknownDraft("entry without a type", value)];
  const known = READERS.get(type)?.(value) ?? stateDrafts(type, value);
  return known !== undefined && known.length > 0
    ? known
    : [unknownDraft(`entry type "${firstLine(type, 80)}" is not known`, value)];
}

function unknownDraft(reason: string, value: JsonObject): Draft {
  return { role: "system", blocks: [rawBlock(reason, value)] };
}

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["invalid-json", "this line is not JSON"],
  ["not-an-object", "this line is JSON, but no object"],
  ["too-long", "this line is too long"],
  ["too-deep", "this line is nested too deeply"],
]);

function badDraft(entry: RawEntry): Draft {
  const reason = PROBLEMS.get(entry.problem ?? "") ?? "this line could not be read";
  return { role: "system", blocks: [rawBlock(`${reason} (${entry.bytes} bytes)`, entry.excerpt ?? null)] };
}
