import { randomBytes } from "node:crypto";
import type { Progress } from "../../events.ts";
import type { Scope } from "../../principal.ts";
import { canSee } from "../../scope.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { isListed } from "../catalog/listing.ts";
import { type SummarySources, summarize } from "../catalog/summary.ts";
import { EventLog } from "./event-log.ts";
import { Followed } from "./followed.ts";
import type { Notices } from "./notices.ts";

/** A busy session costs at most about two list events a second. */
const BEAT_MS = 500;
/** How long the log of a scope without streams is kept, for readers that come back. */
const KEEP_MS = 10 * 60_000;

/** Everything the hub reads from. */
export interface HubSources extends SummarySources {
  readonly notices: Notices;
  /** Called for every change, before it is announced to anybody. */
  readonly onChanged?: (record: FileRecord) => void;
}

/** Turns changes of the catalog into events, in a log for each scope that somebody listens with. */
export class Hub {
  /** Tells this run of the server from another. */
  readonly run: string = randomBytes(6).toString("base64url");
  readonly followed: Followed = new Followed();
  readonly #sources: HubSources;
  readonly #logs = new Map<string, EventLog>();
  /** Keys of records that were told of since the last beat. */
  #told = new Set<string>();
  readonly #waiting = new Map<string, FileRecord>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(sources: HubSources) {
    this.#sources = sources;
  }

  /** The log of a scope; made when the first stream with that scope opens. */
  log(scope: Scope): EventLog {
    const { kind, id } = scope.principal;
    const name = `${kind}\0${id}\0${scope.everyone === true && scope.principal.admin === true}`;
    this.#dropIdle();
    let log = this.#logs.get(name);
    if (log === undefined) {
      log = new EventLog(scope, this.#sources.now());
      this.#logs.set(name, log);
    }
    return log;
  }

  /** A record is new or changed: told at once when it was quiet, else with all others at the next beat. */
  changed(record: FileRecord): void {
    this.#sources.onChanged?.(record);
    if (this.#logs.size === 0 || this.#closed) return;
    if (this.#told.has(record.key)) this.#waiting.set(record.key, record);
    else this.#send(record);
    this.#timer ??= setTimeout(() => this.#beat(), BEAT_MS);
  }

  removed(record: FileRecord): void {
    this.#waiting.delete(record.key);
    this.#told.delete(record.key);
    const data = JSON.stringify({ key: record.key });
    for (const log of this.#logs.values()) if (canSee(log.scope, record)) log.append("session-removed", data);
  }

  /** A session lies elsewhere than was announced. */
  moved(from: FileRecord, to: FileRecord): void {
    const data = JSON.stringify({ key: from.key, to: to.key });
    for (const log of this.#logs.values())
      if (canSee(log.scope, from) && canSee(log.scope, to)) log.append("session-moved", data);
  }

  progress(progress: Progress): void {
    const data = JSON.stringify({ progress });
    for (const log of this.#logs.values()) log.append("progress", data);
  }

  noticesChanged(): void {
    for (const log of this.#logs.values()) {
      log.append("notices", JSON.stringify({ notices: this.noticesFor(log.scope) }));
    }
  }

  noticesFor(scope: Scope): ReturnType<Notices["list"]> {
    const operator = scope.principal.kind === "local" || scope.principal.admin === true;
    return this.#sources.notices.list((owner) => canSee(scope, { owner }), operator);
  }

  /** Says good-bye on every stream. */
  close(retryMs: number): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const log of this.#logs.values()) log.append("bye", JSON.stringify({ retryMs }));
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
    for (const log of this.#logs.values()) {
      if (!canSee(log.scope, record)) continue;
      if (!isListed(record)) log.append("session-removed", JSON.stringify({ key: record.key }));
      else log.append("session", JSON.stringify({ session: summarize(this.#sources, log.scope, record) }));
    }
    const parent = this.#sources.catalog.parent(record);
    if (parent !== undefined) this.changed(parent);
  }

  #dropIdle(): void {
    const limit = this.#sources.now() - KEEP_MS;
    for (const [name, log] of this.#logs)
      if (log.streams === 0 && log.idleSince < limit) this.#logs.delete(name);
  }
}
