import { type Message, parseCursor } from "@vibedeck/core";

/** A run of messages that comes into the DOM, and goes, as one. Replaced only when a message in it is. */
export interface Chunk {
  /** The offset in bytes at which it begins: its name, stable while pages are put in before and after it. */
  readonly start: number;
  readonly messages: readonly Message[];
}

/** Messages of a chunk after it was cut. */
export const CHUNK_SIZE = 100;
/** A chunk that grows beyond this is cut. */
const CHUNK_MAX = 150;

const offsets = new WeakMap<Message, number>();

/** The offset of a message's first fragment in bytes; 0 when it has none. */
export function messageOffset(message: Message): number {
  let offset = offsets.get(message);
  if (offset === undefined) {
    offset = parseCursor(message.cursor)?.offset ?? 0;
    offsets.set(message, offset);
  }
  return offset;
}

/** Cuts the messages of the window into chunks whose borders stay where they are while the window grows on both sides. */
export class Chunks {
  #starts: number[] = [];
  #chunks: readonly Chunk[] = [];
  #messages: readonly Message[] = [];

  clear(): void {
    this.#starts = [];
    this.#chunks = [];
    this.#messages = [];
  }

  /** The chunks of the messages (in file order). The same array until a message changes; unchanged chunks stay the same objects. */
  layout(messages: readonly Message[]): readonly Chunk[] {
    if (messages === this.#messages) return this.#chunks;
    this.#messages = messages;
    const known = new Map(this.#chunks.map((chunk) => [chunk.start, chunk]));
    const next = this.#cut(messages).map((run) => reuse(known, run));
    this.#starts = next.map((chunk) => chunk.start);
    this.#chunks = next;
    return next;
  }

  #cut(messages: readonly Message[]): Chunk[] {
    const runs: Message[][] = [];
    let border = 0;
    for (const message of messages) {
      const offset = messageOffset(message);
      let fresh = runs.length === 0;
      while (border < this.#starts.length && (this.#starts[border] ?? 0) <= offset) {
        fresh = true;
        border += 1;
      }
      if (fresh) runs.push([message]);
      else runs.at(-1)?.push(message);
    }
    return runs.flatMap((run, index) => split(run, index === 0 && runs.length > 1));
  }
}

/** Cuts a long run; what was put in front is cut from its end, so that the borders behind it do not move. */
function split(run: readonly Message[], fromEnd: boolean): Chunk[] {
  if (run.length <= CHUNK_MAX) return [named(run)];
  const chunks: Chunk[] = [];
  const first = fromEnd ? run.length % CHUNK_SIZE : CHUNK_SIZE;
  for (let at = 0, end = first || CHUNK_SIZE; at < run.length; at = end, end += CHUNK_SIZE)
    chunks.push(named(run.slice(at, end)));
  return chunks;
}

function named(messages: readonly Message[]): Chunk {
  const [first] = messages;
  return { start: first === undefined ? 0 : messageOffset(first), messages };
}

function reuse(known: ReadonlyMap<number, Chunk>, chunk: Chunk): Chunk {
  const old = known.get(chunk.start);
  const same =
    old?.messages.length === chunk.messages.length && old.messages.every((m, i) => m === chunk.messages[i]);
  return same ? old : chunk;
}
