import type { Block, JsonObject, Message, RawEntry, Role } from "@vibedeck/core";
import { flagField, objectField, textField, timestamp } from "../entry/index.ts";

/** A message before it has an identity, a time and a place. */
export interface Draft extends Omit<Message, "id" | "role" | "blocks"> {
  /** Set only where several entries make one message. */
  readonly id?: string;
  readonly role: Role;
  readonly blocks: readonly Block[];
}

/** An id longer than this is not taken over: it would travel with every message. */
const ID_LIMIT = 200;

/** One line that opens: something that a reader rarely wants. */
export function foldedDraft(label: string, blocks: readonly Block[], role: Role = "system"): Draft {
  return { role, folded: label, blocks };
}

/** Gives drafts their identity. */
export function toMessages(entry: RawEntry, value: JsonObject, drafts: readonly Draft[]): readonly Message[] {
  const own = sentId(value) ?? `${shortId(value, "uuid") ?? "e"}@${entry.offset}`;
  const at = timestamp(value);
  const agentId = inFileAgent(value);
  return drafts.map((draft, index) => ({
    ...draft,
    id: draft.id ?? (index === 0 ? own : `${own}.${index}`),
    ...(at === undefined || draft.at !== undefined ? {} : { at }),
    ...(agentId === undefined ? {} : { agentId }),
  }));
}

/** Writers that were given their prompts by a program, with ids of that program's making. */
const PROGRAMS = /^(?:vibedeck|sdk-.{0,40})$/;

/**
 * The id under which a message was sent: what is shown of it before it stands in the file has the same. A `user` line
 * carries it as its own; a prompt that went into a running turn is an attachment that names it. In all other lines
 * the offset is part of the id, since a uuid can stand in a file twice.
 */
function sentId(value: JsonObject): string | undefined {
  const type = textField(value, "type");
  if (!PROGRAMS.test(textField(value, "entrypoint") ?? "")) return undefined;
  if (type === "user") return shortId(value, "uuid");
  return type === "attachment" ? shortId(objectField(value, "attachment"), "source_uuid") : undefined;
}

/** An own string that can serve as an id. */
export function shortId(object: JsonObject | undefined, key: string): string | undefined {
  const id = textField(object, key);
  return id === undefined || id === "" || id.length > ID_LIMIT ? undefined : id;
}

/** Old writers put a sub-agent's lines into the parent's file, without an id; in a file of its own each has one. */
function inFileAgent(value: JsonObject): string | undefined {
  return flagField(value, "isSidechain") && textField(value, "agentId") === undefined
    ? "sidechain"
    : undefined;
}
