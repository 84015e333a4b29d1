import type { IdleAgent, Slots } from "./slots.ts";

/** One session's place among the running agents, or among those that wait for a message. */
export class Place {
  readonly #slots: Slots;
  readonly #owner: string;
  readonly #idleMs: () => number;
  readonly #agent: IdleAgent;
  #free: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(slots: Slots, owner: string, idleMs: () => number, retire: () => void) {
    this.#slots = slots;
    this.#owner = owner;
    this.#idleMs = idleMs;
    this.#agent = { retire };
  }

  /** @throws the signal's reason. */
  async take(signal: AbortSignal, onWait: () => void): Promise<void> {
    this.work();
    this.#free ??= await this.#slots.take(this.#owner, signal, onWait);
  }

  /** Takes a place although there may be none. */
  seize(): void {
    this.work();
    this.#free ??= this.#slots.seize(this.#owner);
  }

  /** It does not wait for a message now. */
  work(): void {
    clearTimeout(this.#timer);
    this.#slots.wake(this.#agent);
  }

  /** It runs no more; there may be an agent that waits. */
  leave(waits: boolean): void {
    this.#free?.();
    this.#free = undefined;
    this.work();
    if (!waits) return;
    this.#slots.rest(this.#agent);
    this.#timer = setTimeout(() => this.#agent.retire(), this.#idleMs());
    this.#timer.unref();
  }
}
