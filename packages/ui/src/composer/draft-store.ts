import { isObject, own } from "@vibedeck/core";
import { draftsPrefix, readerGone } from "../app/reader.ts";

/** A message that is not sent yet. */
export interface Draft {
  readonly text: string;
  /** The id under which this very text was tried to be sent: it may have arrived. */
  readonly attempt?: string;
}

/** Drafts of one reader that are kept; the oldest go first. */
const MAX_DRAFTS = 100;
const EMPTY: Draft = { text: "" };

/**
 * Drafts in this browser, by reader and place, so that neither a reload nor a session that ended loses a word. What is
 * written before it is known who writes stays in this page, and nothing is kept of those who signed out on purpose.
 */
export class DraftStore {
  readonly #storage: Storage | undefined;
  /** What this page knows: all there is where the browser keeps nothing. */
  readonly #here = new Map<string, Draft>();

  constructor(storage: Storage | undefined = browserStorage()) {
    this.#storage = storage;
  }

  read(owner: string, place: string): Draft {
    const name = draftName(owner, place);
    return (owner === "" ? undefined : this.#stored(name)) ?? this.#here.get(name) ?? EMPTY;
  }

  write(owner: string, place: string, draft: Draft): void {
    if (readerGone()) return;
    const name = draftName(owner, place);
    if (draft.text === "") {
      this.#forget(name);
      return;
    }
    this.#here.set(name, draft);
    if (owner === "") return;
    try {
      const fresh = this.#storage?.getItem(name) === null;
      this.#storage?.setItem(name, JSON.stringify({ ...draft, at: Date.now() }));
      if (fresh) this.#prune(draftsPrefix(owner));
    } catch {
      // Full or closed storage: the draft lasts as long as the page.
    }
  }

  /** Moves a draft, unless there is one already. */
  move(owner: string, from: string, to: string): void {
    const draft = this.read(owner, from);
    if (draft.text === "") return;
    if (this.read(owner, to).text === "") this.write(owner, to, draft);
    this.#forget(draftName(owner, from));
  }

  #forget(name: string): void {
    this.#here.delete(name);
    try {
      this.#storage?.removeItem(name);
    } catch {
      // Closed storage holds nothing.
    }
  }

  #stored(name: string): Draft | undefined {
    try {
      return parseDraft(JSON.parse(this.#storage?.getItem(name) ?? "null"));
    } catch {
      return undefined;
    }
  }

  #prune(prefix: string): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    const names = Array.from({ length: storage.length }, (_, index) => storage.key(index))
      .filter((name) => name?.startsWith(prefix) === true)
      .map((name) => name ?? "");
    if (names.length <= MAX_DRAFTS) return;
    const ages = names.map((name) => ({ name, at: storedAt(storage.getItem(name)) }));
    ages.sort((a, b) => a.at - b.at);
    for (const { name } of ages.slice(0, names.length - MAX_DRAFTS)) storage.removeItem(name);
  }
}

/** The name under which a draft is stored, as `storage` events tell it. */
export function draftName(owner: string, place: string): string {
  return `${draftsPrefix(owner)}${place}`;
}

function parseDraft(value: unknown): Draft | undefined {
  if (!isObject(value)) return undefined;
  const [text, attempt] = [own(value, "text"), own(value, "attempt")];
  if (typeof text !== "string") return undefined;
  return typeof attempt === "string" ? { text, attempt } : { text };
}

function storedAt(json: string | null): number {
  try {
    const value: unknown = JSON.parse(json ?? "null");
    const at = isObject(value) ? own(value, "at") : undefined;
    return typeof at === "number" ? at : 0;
  } catch {
    return 0;
  }
}

function browserStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined; // Private windows of some browsers.
  }
}
