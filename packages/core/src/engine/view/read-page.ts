import { generation } from "../../beneath/generation.ts";
import type { BeneathFile } from "../../beneath/open-beneath.ts";
import { formatCursor, parseCursor } from "../../cursor.ts";
import type { RawEntry } from "../../entry.ts";
import type { Message } from "../../message.ts";
import type { Parts } from "../../parts.ts";
import type { MessagePage, MessageQuery } from "../../view.ts";
import { NOTHING_YET } from "./empty-page.ts";
import { wireMessages } from "./wire-messages.ts";

/** Bytes read at most for one page. */
const PAGE_BYTES = 8 << 20;

type PageParts = Pick<Parts, "tailer" | "renderer" | "pricing">;

/** Reads a page of messages around a place in an opened transcript; `undefined` while it holds no complete entry. */
export function readPage(parts: PageParts, file: BeneathFile, query: MessageQuery): MessagePage | undefined {
  const current = generation(file);
  if (current === undefined) return undefined;
  const limit = Math.min(Math.max(query.limit ?? 100, 1), 500);
  const place = (text: string | undefined): number | undefined => {
    const cursor = parseCursor(text);
    if (cursor?.generation === NOTHING_YET) return 0;
    return cursor?.generation === current ? cursor.offset : undefined;
  };
  const page = new PageReader(parts, file, current, query.full === true);
  const [before, after, around] = [place(query.before), place(query.after), place(query.around)];
  if (after !== undefined) page.forwards(after, limit);
  else if (around !== undefined) page.around(around, limit);
  else page.backwards(before ?? file.size, limit);
  return page.result();
}

class PageReader {
  readonly #parts: PageParts;
  readonly #file: BeneathFile;
  readonly #generation: string;
  readonly #full: boolean;
  readonly #messages: Message[] = [];
  #from = 0;
  #to = 0;
  #atEnd = false;

  constructor(parts: PageParts, file: BeneathFile, generation: string, full: boolean) {
    this.#parts = parts;
    this.#file = file;
    this.#generation = generation;
    this.#full = full;
  }

  /** Reads whole messages that end before an offset. */
  backwards(before: number, limit: number): void {
    const ids = new Set<string>();
    const pages: Message[][] = [];
    let start = Math.min(before, this.#file.size);
    let end: number | undefined;
    let bytes = 0;
    while (start > 0 && ids.size < limit && bytes < PAGE_BYTES) {
      const wanted = Math.max(4, Math.min(limit - ids.size + 4, 120));
      const { entries, next } = this.#parts.tailer.readBefore(this.#file, start, {
        bytes: 1 << 20,
        entries: wanted,
      });
      if (end === undefined) {
        this.#atEnd = before >= this.#file.size;
        const last = entries.at(-1);
        end = last === undefined ? start : last.offset + last.bytes;
      }
      const [first] = entries;
      if (first === undefined) {
        // Not the start yet where only blank lines, or the rest of a line that is too long, were looked through.
        start = Math.min(next.offset, start);
        break;
      }
      bytes += start - first.offset;
      start = first.offset;
      const rendered = entries.flatMap((entry) => this.#render(entry));
      pages.push(rendered);
      for (const message of rendered) ids.add(message.id);
    }
    this.#from = start;
    this.#to = end ?? start;
    this.#messages.push(...pages.reverse().flat());
  }

  /** Reads messages from an offset on. */
  forwards(from: number, limit: number): void {
    this.#from = this.#parts.tailer.align(this.#file, Math.min(from, this.#file.size));
    this.#to = this.#from;
    const ids = new Set<string>();
    let cursor = { offset: this.#from };
    while (ids.size < limit && this.#to - this.#from < PAGE_BYTES) {
      const result = this.#parts.tailer.read(this.#file, cursor, {
        bytes: 1 << 20,
        entries: limit - ids.size,
      });
      for (const message of result.entries.flatMap((entry) => this.#render(entry))) {
        ids.add(message.id);
        this.#messages.push(message);
      }
      cursor = result.next;
      this.#to = result.next.offset;
      this.#atEnd = result.atEnd;
      if (result.atEnd) break;
    }
  }

  /** Half of the page before a place, the other half from it on. */
  around(offset: number, limit: number): void {
    const middle = this.#parts.tailer.align(this.#file, Math.min(offset, this.#file.size));
    this.backwards(middle, Math.ceil(limit / 2));
    const from = this.#from;
    this.forwards(middle, Math.max(1, Math.floor(limit / 2)));
    this.#from = from;
  }

  result(): MessagePage {
    return {
      messages: this.#messages,
      from: formatCursor({ generation: this.#generation, offset: this.#from }),
      to: formatCursor({ generation: this.#generation, offset: this.#to }),
      atStart: this.#from === 0,
      atEnd: this.#atEnd,
      size: this.#file.size,
    };
  }

  #render(entry: RawEntry): Message[] {
    return wireMessages(this.#parts, this.#generation, entry, this.#full);
  }
}
