import type { AgentInfo, FolderEntry } from "@vibedeck/core";
import { type Choice, matching, mentionOf, splitPath, type Trigger } from "./completion.ts";

/** Where choices come from: a session's folder, or one that was chosen. */
export interface CompletionPlace {
  info(): Promise<AgentInfo>;
  /** Names in a folder; its path is relative, ends with a slash, and is empty for the place itself. */
  list(folder: string): Promise<readonly FolderEntry[]>;
}

/** Choices that are shown at once. */
const MAX_CHOICES = 50;
/** A folder's names are asked for again after so many milliseconds: agents make files. */
const FRESH_MS = 10_000;

/** What can stand at a trigger. Asks the server once for what it can remember. */
export class CompletionSource {
  readonly #place: CompletionPlace;
  readonly #now: () => number;
  readonly #folders = new Map<
    string,
    { readonly at: number; readonly entries: Promise<readonly FolderEntry[]> }
  >();

  constructor(place: CompletionPlace, now: () => number = Date.now) {
    this.#place = place;
    this.#now = now;
  }

  async choices(trigger: Trigger): Promise<readonly Choice[]> {
    if (trigger.kind === "command") return matching(commands(await this.#info()), trigger.query, MAX_CHOICES);
    const { folder, name } = splitPath(trigger.query);
    const [info, entries] = await Promise.all([this.#info(), this.#list(folder)]);
    const found = folder === "" ? [...agents(info), ...files(folder, entries)] : files(folder, entries);
    const shown = name.startsWith(".") ? found : found.filter(({ label }) => !label.startsWith("."));
    return matching(shown, name, MAX_CHOICES);
  }

  /** A tool that cannot tell what it offers offers nothing here; the pickers say why. */
  async #info(): Promise<Pick<AgentInfo, "commands" | "agents">> {
    return this.#place.info().catch(() => ({ commands: [], agents: [] }));
  }

  #list(folder: string): Promise<readonly FolderEntry[]> {
    const known = this.#folders.get(folder);
    if (known !== undefined && this.#now() - known.at < FRESH_MS) return known.entries;
    const entries = this.#place.list(folder).catch((): readonly FolderEntry[] => []);
    if (this.#folders.size > 100) this.#folders.clear();
    this.#folders.set(folder, { at: this.#now(), entries });
    return entries;
  }
}

function commands(info: Pick<AgentInfo, "commands">): readonly Choice[] {
  return info.commands.map(({ name, description, args }) => ({
    id: `/${name}`,
    label: name,
    hint: [args, description].filter((part) => part !== undefined && part !== "").join(" · "),
    insert: `/${name}`,
    icon: "command",
  }));
}

/** Claude Code 2.1.330 takes `@agent-NAME` with these characters in it; agents of other names cannot be called so. */
const MENTIONABLE = /^[\w:.@-]+$/;

function agents(info: Pick<AgentInfo, "agents">): readonly Choice[] {
  const called = info.agents.filter(({ name }) => MENTIONABLE.test(name));
  return called.map(({ name, description }) => ({
    id: `@agent ${name}`,
    label: name,
    hint: description ?? "Agent",
    insert: `@agent-${name}`,
    icon: "agent",
  }));
}

function files(folder: string, entries: readonly FolderEntry[]): readonly Choice[] {
  return entries.map(({ name, directory }) => ({
    id: `@${folder}${name}`,
    label: directory ? `${name}/` : name,
    insert: mentionOf(`${folder}${name}${directory ? "/" : ""}`),
    more: directory,
    icon: directory ? "folder" : "file",
  }));
}
