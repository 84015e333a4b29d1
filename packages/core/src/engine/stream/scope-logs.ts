import type { Owner, Principal, Scope } from "../../principal.ts";
import { canSee } from "../../scope.ts";
import { onlyOwner } from "../reach.ts";
import { EventLog } from "./event-log.ts";

/** How long the log of a scope without streams is kept, for readers that come back. */
const KEEP_MS = 10 * 60_000;

/** The logs of all scopes that somebody listens with, found by whose sessions they may tell of. */
export class ScopeLogs {
  readonly #byName = new Map<string, EventLog>();
  readonly #ofOwner = new Map<Owner, Set<EventLog>>();
  /** Those that may tell of several owners. */
  readonly #wide = new Set<EventLog>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** The log of a scope; made when the first stream with that scope opens. */
  of(scope: Scope): EventLog {
    const { kind, id, admin } = scope.principal;
    const name = JSON.stringify([kind, id, admin === true, onlyOwner(scope) === undefined]);
    this.#dropIdle();
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const log = new EventLog(scope, this.#now());
    this.#byName.set(name, log);
    this.#placeOf(scope).add(log);
    return log;
  }

  /** Streams of one person, whatever they look at. */
  streamsOf({ kind, id }: Principal): number {
    let streams = 0;
    for (const { scope, streams: open } of this.#byName.values())
      if (scope.principal.kind === kind && scope.principal.id === id) streams += open;
    return streams;
  }

  all(): Iterable<EventLog> {
    return this.#byName.values();
  }

  /** Where somebody who may see what this owner has is to be looked for: what others listen with is not touched. */
  *candidates(owner: Owner): Generator<EventLog> {
    yield* this.#ofOwner.get(owner) ?? [];
    yield* this.#wide;
  }

  /** The logs that tell of what an owner has. The rule is asked for each, however it was found. */
  *concerning(owner: Owner): Generator<EventLog> {
    for (const log of this.candidates(owner)) if (canSee(log.scope, { owner })) yield log;
  }

  #placeOf(scope: Scope): Set<EventLog> {
    const owner = onlyOwner(scope);
    if (owner === undefined) return this.#wide;
    const logs = this.#ofOwner.get(owner) ?? new Set();
    this.#ofOwner.set(owner, logs);
    return logs;
  }

  #dropIdle(): void {
    const limit = this.#now() - KEEP_MS;
    for (const [name, log] of this.#byName) {
      if (log.streams > 0 || log.idleSince >= limit) continue;
      this.#byName.delete(name);
      const place = this.#placeOf(log.scope);
      place.delete(log);
      const owner = onlyOwner(log.scope);
      if (owner !== undefined && place.size === 0) this.#ofOwner.delete(owner);
    }
  }
}
