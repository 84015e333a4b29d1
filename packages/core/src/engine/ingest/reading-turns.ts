import type { Owner } from "../../principal.ts";

/** How long what belongs to one owner may be read in one turn of the event loop, in milliseconds. */
const TURN_MS = 4;

/**
 * Lets owners read by turns: at once who has not read much just now, the others one after the other, each a little in
 * every turn of the event loop. Whoever writes to all their sessions without end holds up nobody else.
 */
export class ReadingTurns {
  readonly #waiting = new Map<Owner, Set<() => void>>();
  /** Milliseconds that were read for an owner in this turn. */
  readonly #spent = new Map<Owner, number>();
  #next: NodeJS.Immediate | undefined;

  /** Runs it now, or when it is its owner's turn. */
  run(owner: Owner, read: () => void): void {
    if (this.#waiting.has(owner) || (this.#spent.get(owner) ?? 0) >= TURN_MS) this.later(owner, read);
    else this.#measure(owner, read);
  }

  /** Runs it in one of the next turns. */
  later(owner: Owner, read: () => void): void {
    const waiting = this.#waiting.get(owner);
    if (waiting === undefined) this.#waiting.set(owner, new Set([read]));
    else waiting.add(read);
    this.#arm();
  }

  close(): void {
    clearImmediate(this.#next);
    this.#next = undefined;
    this.#waiting.clear();
  }

  #measure(owner: Owner, read: () => void): void {
    const begun = performance.now();
    try {
      read();
    } finally {
      this.#spent.set(owner, (this.#spent.get(owner) ?? 0) + performance.now() - begun);
      this.#arm();
    }
  }

  #arm(): void {
    this.#next ??= setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#next = undefined;
    this.#spent.clear();
    const [owner, waiting] = this.#waiting.entries().next().value ?? [];
    if (owner === undefined || waiting === undefined) return;
    this.#waiting.delete(owner);
    this.#arm();
    for (const read of waiting) {
      waiting.delete(read);
      this.#measure(owner, read);
      if ((this.#spent.get(owner) ?? 0) >= TURN_MS) break;
    }
    // What came for this owner meanwhile stands behind what waited before.
    for (const read of this.#waiting.get(owner) ?? []) waiting.add(read);
    this.#waiting.delete(owner);
    if (waiting.size > 0) this.#waiting.set(owner, waiting);
  }
}
