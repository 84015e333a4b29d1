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

/** Pages of 500 that catching up reads at most; whoever was away for longer jumps to the end. */
const MAX_ROUNDS = 20;

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
    if (run === this.#run) this.#startOver(page);
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
      if (generationOf(page.to) !== generationOf(this.#to)) return this.#startOver(page);
      const stuck = page.to === this.#to;
      this.#to = page.to;
      const fresh = this.#take(page);
      this.#reachEnd(page);
      // Nothing complete follows, whatever the stream said before: asking again and again would not change that.
      if (stuck) this.#atEnd = page.atEnd;
      this.#forget("start");
      return fresh;
    });
  }

  /**
   * Takes live messages in when they follow the window without a gap; else only counts them.
   * @returns `taken`; `gap` when something between is missing (see {@link catchUp}); `away` when the window is elsewhere.
   */
  live(event: DeckEvent & { readonly type: "messages" }): "taken" | "gap" | "away" {
    const from = parseCursor(event.from);
    const to = parseCursor(event.to);
    const end = parseCursor(this.#to);
    if (from === undefined || to === undefined) return "away";
    this.#liveTo = event.to;
    this.#size = Math.max(this.#size, to.offset);
    const empty = this.#size === 0 || this.#to === this.#from;
    if (this.#atEnd && empty && from.offset === 0) this.#from = event.from;
    else if (!this.#atEnd || end?.generation !== from.generation || from.offset > end.offset) {
      const wasAtEnd = this.#atEnd;
      this.#missed += event.messages.length;
      this.#atEnd = false;
      return wasAtEnd ? "gap" : "away";
    }
    if (empty || to.offset > (end?.offset ?? 0)) this.#to = event.to;
    this.#transcript.insert(event.messages);
    return "taken";
  }

  /** Reads what was appended since the window's end; starts over at the end when the file was replaced. */
  async catchUp(): Promise<void> {
    if (this.#to === undefined) return this.jump("end");
    const run = this.#run;
    this.#atEnd = false;
    for (let round = 0; round < MAX_ROUNDS && run === this.#run && !this.#atEnd; round += 1) {
      const before: string | undefined = this.#to;
      await this.newer(500);
      if (this.#to === before && !this.#atEnd) return;
    }
  }

  /** Shows fragments in full that were clipped. */
  replace(messages: readonly Message[]): void {
    this.#transcript.replace(messages);
  }

  /** How many blocks of a message are loaded, results that moved into their calls included. */
  held(id: string): number {
    return this.#transcript.held(id);
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

  #startOver(page: MessagePage): number {
    this.#transcript.clear();
    this.#chunks.clear();
    this.#from = page.from;
    this.#to = page.to;
    this.#size = 0;
    this.#missed = 0;
    this.#atStart = page.atStart;
    const fresh = this.#take(page);
    this.#reachEnd(page);
    return fresh;
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
    const whole = to !== undefined && to.offset >= page.size;
    this.#atEnd = (page.atEnd || whole) && !behind;
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

function generationOf(cursor: string | undefined): string | undefined {
  return parseCursor(cursor)?.generation;
}
