import type { Progress } from "../../events.ts";
import type { Owner, Scope } from "../../principal.ts";
import { canSee } from "../../scope.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { isListed } from "../catalog/listing.ts";
import { type SummarySources, summarize } from "../catalog/summary.ts";
import type { EventLog } from "./event-log.ts";
import { Followed } from "./followed.ts";
import type { Notices } from "./notices.ts";
import { ScopeLogs } from "./scope-logs.ts";

/** A busy session costs at most about two list events a second. */
const BEAT_MS = 500;
/** Everything the hub reads from. */
export interface HubSources extends SummarySources {
  readonly notices: Notices;
  /** How far the first reading is of what a scope may see. */
  readonly progress: (scope: Scope) => Progress;
  /** Called for every change, before it is announced to anybody. */
  readonly onChanged?: (record: FileRecord) => void;
}

/** Turns changes of the catalog into events, in a log for each scope that somebody listens with. */
export class Hub {
  readonly followed: Followed = new Followed();
  readonly #sources: HubSources;
  readonly #logs: ScopeLogs;
  /** Keys of records that were told of since the last beat. */
  #told = new Set<string>();
  readonly #waiting = new Map<string, FileRecord>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(sources: HubSources) {
    this.#sources = sources;
    this.#logs = new ScopeLogs(sources.now);
  }

  /** The log of a scope; made when the first stream with that scope opens. */
  log(scope: Scope): EventLog {
    return this.#logs.of(scope);
  }

  /** Streams that the person of a scope has open. */
  streams({ principal }: Scope): number {
    return this.#logs.streamsOf(principal);
  }

  /** A record is new or changed: told at once when it was quiet, else with all others at the next beat. */
  changed(record: FileRecord): void {
    this.#sources.onChanged?.(record);
    if (this.#logs.size === 0 || this.#closed) return;
    if (this.#told.has(record.key)) this.#waiting.set(record.key, record);
    else this.#send(record);
    this.#timer ??= setTimeout(() => this.#beat(), BEAT_MS);
  }

  /** One reader sees a record in another way now, by their own doing: nobody else is told. */
  marked(record: FileRecord, user: string): void {
    if (this.#closed) return;
    for (const log of this.#logs.concerning(record.owner))
      if (log.scope.principal.id === user) this.#tell(log, record);
  }

  removed(record: FileRecord): void {
    this.#waiting.delete(record.key);
    this.#told.delete(record.key);
    const data = JSON.stringify({ key: record.key });
    for (const log of this.#logs.concerning(record.owner)) log.append("session-removed", data);
  }

  /** A session lies elsewhere than was announced. */
  moved(from: FileRecord, to: FileRecord): void {
    const data = JSON.stringify({ key: from.key, to: to.key });
    for (const log of this.#logs.concerning(from.owner))
      if (canSee(log.scope, to)) log.append("session-moved", data);
  }

  /** Tells each reader how far what they may see is read: all, or those who see something of these owners. */
  progress(owners?: readonly Owner[]): void {
    const logs = owners?.flatMap((owner) => [...this.#logs.concerning(owner)]) ?? this.#logs.all();
    for (const log of new Set(logs))
      log.append("progress", JSON.stringify({ progress: this.#sources.progress(log.scope) }));
  }

  /** Notices of an owner, or the operator's, are others now. */
  noticesChanged(owner: Owner | undefined): void {
    const logs = owner === undefined ? this.#logs.all() : this.#logs.concerning(owner);
    for (const log of logs)
      if (owner !== undefined || isOperator(log.scope))
        log.append("notices", JSON.stringify({ notices: this.noticesFor(log.scope) }));
  }

  noticesFor(scope: Scope): ReturnType<Notices["list"]> {
    return this.#sources.notices.list((owner) => canSee(scope, { owner }), isOperator(scope));
  }

  /** Says good-bye on every stream. */
  close(retryMs: number): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const log of this.#logs.all()) log.append("bye", JSON.stringify({ retryMs }));
  }

  /** One beat for all: a reader then gets many changes in one write. */
  #beat(): void {
    const records = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#told = new Set();
    this.#timer = records.length === 0 ? undefined : setTimeout(() => this.#beat(), BEAT_MS);
    for (const record of records) this.#send(record);
  }

  #send(record: FileRecord): void {
    this.#told.add(record.key);
    for (const log of this.#logs.concerning(record.owner)) this.#tell(log, record);
    const parent = this.#sources.catalog.parent(record);
    if (parent !== undefined) this.changed(parent);
  }

  #tell(log: EventLog, record: FileRecord): void {
    if (!isListed(record)) log.append("session-removed", JSON.stringify({ key: record.key }));
    else log.append("session", JSON.stringify({ session: summarize(this.#sources, log.scope, record) }));
  }
}

function isOperator({ principal }: Scope): boolean {
  return principal.kind === "local" || principal.admin === true;
}
