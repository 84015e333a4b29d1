import { parseCursor } from "./cursor.ts";
import type { Message } from "./message.ts";
import { before, type Group, type Part, settle } from "./transcript-group.ts";
import { TranscriptIndex } from "./transcript-index.ts";

/**
 * Joins fragments into messages and tool results with their calls, in whatever order pages and live events bring
 * them. Runs in the server (a page) and in the browser (the whole window). Inserting the same fragment twice
 * changes nothing. A message whose fragments and results did not change stays the same object.
 */
export class Transcript {
  readonly #fragments = new Map<number, readonly Part[]>();
  readonly #index = new TranscriptIndex();
  #order: Group[] = [];
  #sorted = true;
  #messages: readonly Message[] | undefined = [];

  /** Adds messages or fragments of one generation; those at a known place are ignored. Returns how many were new. */
  insert(messages: readonly Message[]): number {
    let fresh = 0;
    for (const [offset, list] of byOffset(messages)) {
      if (this.#fragments.has(offset)) continue;
      this.#add(offset, list);
      fresh += 1;
    }
    return fresh;
  }

  /** Puts fragments in the place of the known ones at the same cursors (unclipped for clipped, say). Others are ignored. */
  replace(messages: readonly Message[]): void {
    for (const [offset, list] of byOffset(messages)) {
      if (!this.#fragments.has(offset)) continue;
      this.#remove(offset);
      this.#add(offset, list);
    }
  }

  /** Forgets everything at or after the first offset and before the second, in bytes. */
  drop(from: number, to: number): void {
    for (const offset of [...this.#fragments.keys()]) {
      if (offset >= from && offset < to) this.#remove(offset);
    }
  }

  clear(): void {
    this.#fragments.clear();
    this.#index.clear();
    this.#order = [];
    this.#sorted = true;
    this.#messages = undefined;
  }

  /** The joined messages in file order. The same array until something changes. */
  messages(): readonly Message[] {
    this.#messages ??= this.#join();
    return this.#messages;
  }

  /** The fragments that a message was joined from, the results of its calls included, in file order. */
  sources(id: string): readonly Message[] {
    return this.#index.sources(id).map((part) => part.message);
  }

  /** How many blocks of a message are known, results that moved into their calls included. */
  held(id: string): number {
    return this.#index.held(id);
  }

  #add(offset: number, list: readonly Message[]): void {
    const parts = list.map((message, index): Part => ({ message, offset, index }));
    this.#fragments.set(offset, parts);
    for (const part of parts) {
      const group = this.#index.link(part);
      if (group.parts.length === 1) this.#enter(group);
      else if (group.parts[0] === part) this.#sorted = false;
    }
    this.#messages = undefined;
  }

  /** A group usually enters at the end: then the order needs no sorting. */
  #enter(group: Group): void {
    const last = this.#order.at(-1);
    if (last !== undefined && before(group, last)) this.#sorted = false;
    this.#order.push(group);
  }

  #remove(offset: number): void {
    for (const part of this.#fragments.get(offset) ?? []) {
      const first = this.#index.unlink(part);
      if (first) this.#sorted = false;
    }
    this.#fragments.delete(offset);
    this.#messages = undefined;
  }

  #join(): readonly Message[] {
    if (!this.#sorted) {
      this.#order = this.#order
        .filter((group) => group.parts.length > 0)
        .sort((a, b) => (before(a, b) ? -1 : 1));
      this.#sorted = true;
    }
    const joined: Message[] = [];
    for (const group of this.#order) {
      group.joined ??= settle(group, this.#index);
      if (group.joined !== "nothing") joined.push(group.joined);
    }
    return joined;
  }
}

function byOffset(messages: readonly Message[]): ReadonlyMap<number, readonly Message[]> {
  const lists = new Map<number, Message[]>();
  for (const message of messages) {
    const offset = parseCursor(message.cursor)?.offset;
    if (offset === undefined) continue;
    const known = lists.get(offset);
    if (known === undefined) lists.set(offset, [message]);
    else known.push(message);
  }
  return lists;
}
