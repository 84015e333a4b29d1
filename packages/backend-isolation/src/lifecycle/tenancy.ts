import { Lock } from "./lock.ts";

/** What is known of one user's sandbox. */
export class Tenancy {
  readonly owner: string;
  /** Making, starting, stopping: one at a time. */
  readonly lock: Lock = new Lock();
  /** Who needs it now: agents, and questions that are being answered. */
  leases = 0;
  /** Agents that run in it, those that an earlier server started included. */
  agents = 0;
  /** Whether it has one of the places of running sandboxes. */
  up = false;
  /** Whether somebody froze it. */
  paused = false;
  /** Whether it waits for one of those places. */
  waits = false;
  /** Whether the home was made anew: what runs has one mounted that is not there any more. */
  homeIsNew = false;
  /** Since when nobody needs it; milliseconds of a clock that nobody sets. */
  idleSince = 0;
  /** When an agent in it last was told, or told, something; milliseconds of the same clock. */
  activeAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopsAt: number | undefined;

  constructor(owner: string) {
    this.owner = owner;
  }

  /** When it will be stopped if nothing happens; milliseconds since the epoch. */
  get stopsAt(): number | undefined {
    return this.#stopsAt;
  }

  /** Whether it runs and nobody needs it. */
  get idle(): boolean {
    return this.up && this.leases === 0 && !this.lock.busy;
  }

  /** Calls back once nobody has needed it for so long. */
  rest(ms: number, over: () => void): void {
    this.wake();
    this.idleSince = performance.now();
    this.#stopsAt = Date.now() + ms;
    this.#timer = setTimeout(over, ms);
    this.#timer.unref();
  }

  /** It is needed, or stopped: nothing is called back. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopsAt = undefined;
  }
}
