import { randomBytes } from "node:crypto";
import type { Scope } from "../../principal.ts";
import type { StreamItem } from "../../view.ts";

/** Events and bytes a log keeps for readers that come back. */
const MAX_EVENTS = 2_000;
const MAX_BYTES = 4 << 20;

/** An event without the part of its id that depends on the stream. */
export interface LoggedEvent {
  readonly seq: number;
  readonly type: StreamItem["type"];
  readonly data: string;
}

/** List-level events for one scope, numbered, the latest kept for resuming. Each scope has a log of its own. */
export class EventLog {
  readonly scope: Scope;
  /** Tells this log from every other, of another scope, another run or an earlier time: a place in one is none here. */
  readonly run: string = randomBytes(6).toString("base64url");
  readonly #events: LoggedEvent[] = [];
  readonly #listeners = new Set<() => void>();
  #bytes = 0;
  #next = 1;
  #waking = false;
  /** When the last stream left; milliseconds since the epoch. */
  idleSince: number;

  constructor(scope: Scope, now: number) {
    this.scope = scope;
    this.idleSince = now;
  }

  /** Number of the newest event; 0 when there was none. */
  get last(): number {
    return this.#next - 1;
  }

  get streams(): number {
    return this.#listeners.size;
  }

  append(type: StreamItem["type"], data: string): void {
    this.#events.push({ seq: this.#next++, type, data });
    this.#bytes += data.length;
    while (this.#events.length > MAX_EVENTS || (this.#bytes > MAX_BYTES && this.#events.length > 1)) {
      this.#bytes -= this.#events.shift()?.data.length ?? 0;
    }
    if (this.#waking) return;
    this.#waking = true;
    queueMicrotask(() => this.#wake());
  }

  /** Whether everything after `seq` is still here. */
  reaches(seq: number): boolean {
    const oldest = this.#events[0]?.seq ?? this.#next;
    return seq >= oldest - 1 && seq <= this.last;
  }

  /** The first event after `seq`. */
  after(seq: number): LoggedEvent | undefined {
    const oldest = this.#events[0]?.seq ?? this.#next;
    return this.#events[seq + 1 - oldest];
  }

  /** After the work at hand, so that what is said in one go is written in one go. */
  #wake(): void {
    this.#waking = false;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
