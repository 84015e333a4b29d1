import {
  type DeckEvent,
  type Message,
  type MessagePage,
  type MessageQuery,
  parseCursor,
  Transcript,
} from "@vibedeck/core";
import { type Chunk, Chunks, messageOffset } from "./chunks.ts";

/** Reads pages of one session. */
export type ReadPage = (query: MessageQuery) => Promise<MessagePage>;

/** Messages that are kept; beyond it the far end of the window is forgotten and can be read again. */
export const MAX_KEPT = 6000;

/** Where reading stands. Replaced, never changed. */
export interface WindowState {
  readonly chunks: readonly Chunk[];
  readonly messages: readonly Message[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Messages that came by the stream while the window was not at the end of the file. */
  readonly missed: number;
  /** Size of the file in bytes. */
  readonly size: number;
}

/**
 * The part of one transcript that is in memory: a run of entries without a gap, from `from` up to `to`. Grows at both
 * ends by pages and at its end by live events; jumps elsewhere start a new run.
 */
export class TranscriptWindow {
  readonly #read: ReadPage;
  readonly #transcript = new Transcript();
  readonly #chunks = new Chunks();
  #from: string | undefined;
  #to: string | undefined;
  #liveTo: string | undefined;
  #atStart = false;
  #atEnd = false;
  #missed = 0;
  #size = 0;
  /** Counts jumps: a page that was asked for before one is thrown away. */
  #run = 0;
  #busy: Promise<number> | undefined;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  get state(): WindowState {
    const messages = this.#transcript.messages();
    const chunks = this.#chunks.layout(messages);
    return {
      chunks,
      messages,
      atStart: this.#atStart,
      atEnd: this.#atEnd,
      missed: this.#missed,
      size: this.#size,
    };
  }

  /** Where the stream should go on: the end of the window when that is the end of the file. */
  get resumeAt(): string | undefined {
    return this.#atEnd ? this.#to : undefined;
  }

  /** Reads the end, the beginning, or what stands around a cursor, and forgets the rest. */
  async jump(to: "end" | "start" | { readonly around: string }): Promise<void> {
    const run = ++this.#run;
    this.#busy = undefined;
    const page = await this.#read(await this.#query(to, run));
    if (run !== this.#run) return;
    this.#transcript.clear();
    this.#chunks.clear();
    this.#from = page.from;
    this.#to = page.to;
    this.#missed = 0;
    this.#atStart = page.atStart;
    this.#take(page);
    this.#reachEnd(page);
  }

  /** Reads the page before the window. Returns how many entries with messages were new; 0 at the start. */
  older(limit?: number): Promise<number> {
    if (this.#atStart || this.#from === undefined) return Promise.resolve(0);
    return this.#once({ before: this.#from, ...(limit === undefined ? {} : { limit }) }, (page) => {
      this.#from = page.from;
      this.#atStart = page.atStart || page.from === page.to;
      const fresh = this.#take(page);
      this.#forget("end");
      return fresh;
    });
  }

  /** Reads the page after the window; 0 at the end. */
  newer(limit?: number): Promise<number> {
    if (this.#atEnd || this.#to === undefined) return Promise.resolve(0);
    return this.#once({ after: this.#to, ...(limit === undefined ? {} : { limit }) }, (page) => {
      this.#to = page.to;
      const fresh = this.#take(page);
      this.#reachEnd(page);
      this.#forget("start");
      return fresh;
    });
  }

  /** Takes live messages in when they follow the window without a gap; else only counts them. Returns how many were taken. */
  live(event: DeckEvent & { readonly type: "messages" }): number {
    const from = parseCursor(event.from);
    const to = parseCursor(event.to);
    const end = parseCursor(this.#to);
    if (from === undefined || to === undefined) return 0;
    this.#liveTo = event.to;
    this.#size = Math.max(this.#size, to.offset);
    if (!this.#atEnd || end === undefined || end.generation !== from.generation || from.offset > end.offset) {
      this.#missed += event.messages.length;
      this.#atEnd = false;
      return 0;
    }
    if (to.offset > end.offset) this.#to = event.to;
    return this.#transcript.insert(event.messages);
  }

  /** Shows fragments in full that were clipped. */
  replace(messages: readonly Message[]): void {
    this.#transcript.replace(messages);
  }

  /** The fragments a message was joined from. */
  sources(id: string): readonly Message[] {
    return this.#transcript.sources(id);
  }

  async #query(to: "end" | "start" | { readonly around: string }, run: number): Promise<MessageQuery> {
    if (to === "end") return {};
    if (to !== "start") return to;
    const generation =
      parseCursor(this.#from)?.generation ?? parseCursor((await this.#read({})).from)?.generation;
    return run === this.#run && generation !== undefined ? { after: `${generation}.0` } : {};
  }

  /** One page at a time; a second wish while one is under way waits for that one. */
  #once(query: MessageQuery, take: (page: MessagePage) => number): Promise<number> {
    if (this.#busy !== undefined) return this.#busy;
    const run = this.#run;
    const busy = this.#read(query)
      .then((page) => (run === this.#run ? take(page) : 0))
      .finally(() => {
        if (this.#busy === busy) this.#busy = undefined;
      });
    this.#busy = busy;
    return busy;
  }

  #take(page: MessagePage): number {
    this.#size = Math.max(page.size, this.#size);
    return this.#transcript.insert(page.messages);
  }

  /** A page may say "at the end" although the stream, meanwhile, has told of more. */
  #reachEnd(page: MessagePage): void {
    const live = parseCursor(this.#liveTo);
    const to = parseCursor(page.to);
    const behind =
      live !== undefined && to !== undefined && live.generation === to.generation && live.offset > to.offset;
    this.#atEnd = page.atEnd && !behind;
    if (this.#atEnd) this.#missed = 0;
  }

  #forget(side: "start" | "end"): void {
    const { chunks, messages } = this.state;
    let surplus = messages.length - MAX_KEPT;
    const order = side === "start" ? chunks : chunks.toReversed();
    for (const chunk of order) {
      if (surplus < chunk.messages.length) return;
      surplus -= chunk.messages.length;
      this.#forgetChunk(chunk, side);
    }
  }

  #forgetChunk(chunk: Chunk, side: "start" | "end"): void {
    const { generation } = parseCursor(this.#from) ?? { generation: "" };
    if (side === "end") {
      this.#transcript.drop(chunk.start, Number.POSITIVE_INFINITY);
      this.#to = `${generation}.${chunk.start}`;
      this.#atEnd = false;
      return;
    }
    const next = this.state.chunks.find((other) => other.start > chunk.start);
    if (next === undefined) return;
    const border = next.messages[0] === undefined ? next.start : messageOffset(next.messages[0]);
    this.#transcript.drop(0, border);
    this.#from = `${generation}.${border}`;
    this.#atStart = false;
  }
}
