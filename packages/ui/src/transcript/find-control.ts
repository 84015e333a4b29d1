import type { Message } from "@vibedeck/core";
import type { FindState } from "../find/find-bar.ts";
import { findMessages } from "../find/find-text.ts";

/** What finding needs of the transcript. */
export interface FindHost {
  messages(): readonly Message[];
  atStart(): boolean;
  /** Reads a page of older messages; the number of new ones. */
  older(): Promise<number>;
  /** Where the reader is: matches are counted from there. */
  inView(): string | undefined;
  show(id: string): void;
  changed(): void;
}

/** Pages read for one "search older": some thousands of messages, so that it ends. */
const PAGES_A_SEARCH = 8;

/** Finding in one session, over what is loaded and, when asked, further back. */
export class FindControl {
  readonly #host: FindHost;
  #text = "";
  #found: readonly string[] = [];
  #foundIn: readonly Message[] | undefined;
  #current: string | undefined;
  #searching = false;
  #note: string | undefined;
  open = false;

  constructor(host: FindHost) {
    this.#host = host;
  }

  get text(): string {
    return this.#text;
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** Ids of the messages in which the text occurs. Kept up to date while messages come. */
  get found(): readonly string[] {
    const messages = this.#host.messages();
    if (messages !== this.#foundIn) {
      this.#foundIn = messages;
      this.#found = findMessages(messages, this.#text);
    }
    return this.#found;
  }

  get state(): FindState {
    const found = this.found;
    return {
      text: this.#text,
      count: found.length,
      at: this.#current === undefined ? -1 : found.indexOf(this.#current),
      more: !this.#host.atStart(),
      searching: this.#searching,
      ...(this.#note === undefined ? {} : { note: this.#note }),
    };
  }

  /** Looks for another text, and goes to the nearest match at or before where the reader is. */
  look(text: string): void {
    this.#text = text;
    this.#foundIn = undefined;
    this.#note = undefined;
    this.#go(this.#nearest());
  }

  step(by: 1 | -1): void {
    const found = this.found;
    const at = this.#current === undefined ? -1 : found.indexOf(this.#current);
    this.#go(at < 0 ? this.#nearest() : found[(at + by + found.length) % found.length]);
  }

  close(): void {
    this.open = false;
    this.#current = undefined;
    this.#host.changed();
  }

  /** Reads older pages until one holds a match, the beginning is reached, or the bound is. */
  async older(): Promise<void> {
    const oldest = this.found[0];
    const text = this.#text;
    this.#searching = true;
    this.#note = undefined;
    this.#host.changed();
    let read = 0;
    for (let page = 0; page < PAGES_A_SEARCH && !this.#host.atStart() && text === this.#text; page += 1) {
      const fresh = await this.#host.older().catch(() => -1);
      if (fresh < 0 || this.found[0] !== oldest) break;
      read += fresh;
    }
    this.#searching = false;
    if (text !== this.#text) return;
    const hit = this.found[0] !== oldest;
    this.#note = hit
      ? undefined
      : this.#host.atStart()
        ? "The beginning is reached."
        : `Nothing in ${read.toLocaleString()} earlier entries.`;
    this.#go(
      hit
        ? oldest === undefined
          ? this.found.at(-1)
          : this.found[this.found.indexOf(oldest) - 1]
        : this.#current,
    );
  }

  #nearest(): string | undefined {
    const found = new Set(this.found);
    const messages = this.#host.messages();
    const at = messages.findIndex((message) => message.id === this.#host.inView());
    const before = messages.slice(0, at + 1).findLast((message) => found.has(message.id));
    return (messages.slice(Math.max(0, at)).find((message) => found.has(message.id)) ?? before)?.id;
  }

  #go(id: string | undefined): void {
    this.#current = id;
    if (id !== undefined) this.#host.show(id);
    this.#host.changed();
  }
}
