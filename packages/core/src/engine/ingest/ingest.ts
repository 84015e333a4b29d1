import { generation } from "../../beneath/generation.ts";
import { type BeneathFile, openBeneath } from "../../beneath/open-beneath.ts";
import type { RawEntry } from "../../entry.ts";
import type { Logger } from "../../logger.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { codeOf, messageOf } from "../read/failure.ts";
import type { Fold } from "../read/fold.ts";
import type { FileStamp, ReadJob, ReadOutcome, ReadReply } from "../read/job.ts";
import { markBefore } from "../read/mark.ts";
import { readWhole } from "../read/read-whole.ts";
import type { FileWrite, IndexStore } from "../state/index-store.ts";
import type { Hub } from "../stream/hub.ts";
import type { Notices } from "../stream/notices.ts";
import { type LedgerEntry, packEntries, unpackEntries } from "../usage/ledger.ts";
import { Totals } from "../usage/totals.ts";
import { Claims } from "./claims.ts";
import { Folds } from "./folds.ts";
import { messagesEvent } from "./messages-event.ts";
import { WriteQueue } from "./write-queue.ts";

/** What one look reads before other work gets its turn. */
const SLICE = { bytes: 1 << 20, entries: 1_000 };

/** How long until a file is tried again for which there were no descriptors. */
const RETRY_MS = 1_000;

/** What ingesting works with. */
export interface IngestSources {
  readonly catalog: Catalog;
  readonly store: IndexStore;
  readonly hub: Hub;
  readonly notices: Notices;
  readonly logger: Logger;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  /** Hands a whole file to the worker threads; absent: it is read here. */
  readonly delegate?: (job: ReadJob, first: boolean) => void;
  /** A whole file was read, or could not be. */
  readonly onWhole: (record: FileRecord) => void;
}

/** Brings the catalog up to date with the files: what was appended at once, whole files through the workers. */
export class Ingest {
  readonly claims: Claims;
  readonly #sources: IngestSources;
  readonly #folds: Folds;
  readonly #writes: WriteQueue<FileRecord>;
  /** Whole readings that the index does not have yet. */
  readonly #outcomes = new Map<FileRecord, ReadOutcome>();
  /** Records that are being read; `true` when they are to be looked at once more. */
  readonly #busy = new Map<FileRecord, boolean>();
  /** Files whose kept usage is to be replaced by the next write, not added to. */
  readonly #rewrite = new WeakSet<FileRecord>();
  /** Files read in this thread, one after the other. */
  #here: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(sources: IngestSources) {
    this.#sources = sources;
    this.#writes = new WriteQueue<FileRecord>(sources.store, {
      toWrite: (record) => this.#toWrite(record),
      settled: (record, written) => this.#settled(record, written),
      health: (error) => this.#indexHealth(error),
    });
    this.#folds = new Folds(
      sources.store,
      () => this.#writes.flush(),
      (record) => this.#rewrite.add(record),
    );
    this.claims = new Claims({
      catalog: sources.catalog,
      store: sources.store,
      pause: sources.pause,
      entriesOf: (record) => this.#entriesOf(record),
      affected: (record) => {
        this.#writes.put(record);
        sources.hub.changed(record);
      },
    });
  }

  /** A file may have changed. Starts at once unless it is being read already. */
  look(record: FileRecord): void {
    if (this.#closed) return;
    if (this.#busy.has(record)) this.#busy.set(record, true);
    else if (record.stamp === undefined) this.readWhole(record, this.#sources.hub.followed.has(record.key));
    else {
      this.#busy.set(record, false);
      this.#appended(record);
    }
  }

  /** Reads a file from its beginning, in a worker where there is one. */
  readWhole(record: FileRecord, first = false): void {
    this.#busy.set(record, false);
    const { delegate } = this.#sources;
    const job: ReadJob = {
      no: record.no,
      backend: record.mounted.backend.id,
      root: record.root,
      path: record.path,
      ref: record.ref,
    };
    if (delegate !== undefined && record.mounted.source !== undefined) delegate(job, first);
    else this.#here = this.#here.then(() => this.#readHere(record));
  }

  /** Takes over what a worker read. */
  absorb(reply: ReadReply): void {
    const record = this.#sources.catalog.byNo(reply.ok ? reply.outcome.no : reply.no);
    if (record === undefined || this.#closed) return;
    if (reply.ok) this.#learnWhole(record, reply.outcome);
    else this.#unreadable(record, reply.code, reply.message);
    this.#sources.onWhole(record);
    this.#done(record);
  }

  /** A file is gone. */
  forget(record: FileRecord): void {
    const { catalog, hub, store } = this.#sources;
    const affected = catalog.copies.sharers(record.no);
    const parent = catalog.parent(record);
    catalog.remove(record);
    this.#folds.drop(record);
    this.#outcomes.delete(record);
    this.#writes.drop(record);
    this.#busy.delete(record);
    try {
      store.remove([record.no]);
    } catch (error) {
      this.#sources.logger.warn({ err: error }, "The index could not forget a file; the next start will");
    }
    hub.removed(record);
    for (const no of affected) {
      const sharer = catalog.byNo(no);
      if (sharer !== undefined) hub.changed(sharer);
    }
    if (parent !== undefined) hub.changed(parent);
  }

  /** A first reading is under way: the index can wait. */
  hold(holding: boolean): void {
    this.#writes.hold(holding);
  }

  flush(): void {
    this.#writes.flush();
  }

  close(): void {
    this.#writes.close();
    this.#closed = true;
  }

  #appended(record: FileRecord): void {
    try {
      using file = openBeneath(record.root, record.path);
      const fold = this.#isAnother(record, file) ? undefined : this.#wake(record);
      if (fold === undefined) {
        this.#restart(record);
        return;
      }
      const from = fold.cursor.offset;
      const result = fold.step(file, SLICE);
      record.facts = fold.facts();
      record.totals = fold.totals;
      record.stamp = this.#stampOf(record, file, fold.cursor, result.blank, fold.failures);
      record.size = file.size;
      record.mtimeMs = file.stat.mtimeMs;
      if (fold.cursor.offset > from) this.#announce(record, result.entries, from, file);
      if (!result.atEnd) {
        setImmediate(() => this.#appended(record));
        return;
      }
    } catch (error) {
      this.#unreadable(record, codeOf(error), messageOf(error));
    }
    this.#done(record);
  }

  #wake(record: FileRecord): Fold | undefined {
    return this.#folds.wake(record, this.#outcomes.get(record));
  }

  #announce(record: FileRecord, entries: readonly RawEntry[], from: number, file: BeneathFile): void {
    const { catalog, hub, now } = this.#sources;
    record.quietSince = Math.min(now(), Math.max(file.stat.mtimeMs, record.facts?.lastMessageAt ?? 0));
    const to = record.stamp?.offset ?? from;
    if (hub.followed.has(record.key) && record.stamp?.generation !== undefined) {
      const data = messagesEvent(record, record.stamp.generation, entries, from, to);
      hub.followed.keep(record.key, { epoch: record.epoch, from, to, data });
    }
    hub.followed.grew(record);
    catalog.learn(record);
    const global = this.#folds.get(record)?.takeGlobal();
    if (global !== undefined && global.size > 0) this.claims.claim(record, global);
    this.#writes.put(record);
    hub.changed(record);
  }

  /** Whether the opened file is not the one that was read: replaced, cut, or rewritten in place. */
  #isAnother(record: FileRecord, file: BeneathFile): boolean {
    const stamp = record.stamp;
    if (stamp === undefined) return true;
    const { dev, ino, birthtimeMs } = file.stat;
    if (stamp.dev !== dev || stamp.ino !== ino || stamp.bornAt !== birthtimeMs) return true;
    if (file.size < stamp.offset) return true;
    if (stamp.generation === undefined) return false;
    return markBefore(file, stamp.offset) !== stamp.mark || generation(file) !== stamp.generation;
  }

  #restart(record: FileRecord): void {
    const { catalog, hub } = this.#sources;
    const affected = catalog.copies.forget(record.no);
    this.#folds.drop(record);
    this.#outcomes.delete(record);
    record.reset();
    for (const no of affected) {
      const sharer = catalog.byNo(no);
      if (sharer !== undefined) hub.changed(sharer);
    }
    hub.followed.grew(record);
    this.readWhole(record, true);
  }

  async #readHere(record: FileRecord): Promise<void> {
    if (this.#closed) return;
    await this.#sources.pause();
    try {
      using file = openBeneath(record.root, record.path);
      const outcome = await readWhole(
        record.mounted.backend,
        record.ref,
        record.no,
        file,
        this.#sources.pause,
      );
      if (!this.#closed) this.absorb({ ok: true, outcome });
    } catch (error) {
      this.#unreadable(record, codeOf(error), messageOf(error));
      this.#sources.onWhole(record);
      this.#done(record);
    }
  }

  #learnWhole(record: FileRecord, outcome: ReadOutcome): void {
    const { catalog, hub } = this.#sources;
    record.stamp = outcome.stamp;
    record.facts = outcome.facts;
    record.totals = Totals.from(outcome.totals);
    record.partial = false;
    record.size = Math.max(record.size, outcome.stamp.size);
    record.quietSince = outcome.facts.lastMessageAt ?? outcome.stamp.mtimeMs;
    this.#outcomes.set(record, outcome);
    catalog.learn(record);
    this.claims.claim(record, outcome.globalHashes);
    this.#writes.put(record);
    hub.changed(record);
    hub.followed.grew(record);
  }

  #done(record: FileRecord): void {
    const again = this.#busy.get(record) === true;
    this.#busy.delete(record);
    if (again) this.look(record);
  }

  #stampOf(
    record: FileRecord,
    file: BeneathFile,
    cursor: { readonly offset: number; readonly scanned?: number },
    blank: number,
    failures: number,
  ): FileStamp {
    const before = record.stamp;
    const moved = cursor.offset !== before?.offset;
    return {
      dev: file.stat.dev,
      ino: file.stat.ino,
      bornAt: file.stat.birthtimeMs,
      size: file.size,
      mtimeMs: file.stat.mtimeMs,
      generation: before?.generation ?? generation(file),
      offset: cursor.offset,
      scanned: cursor.scanned,
      mark: moved ? markBefore(file, cursor.offset) : (before?.mark ?? ""),
      blank: (before?.blank ?? 0) + blank,
      failures,
    };
  }

  #entriesOf(record: FileRecord): ReadonlyMap<number, LedgerEntry> {
    const fold = this.#folds.get(record);
    if (fold !== undefined) return fold.ledger.entries;
    const outcome = this.#outcomes.get(record);
    return outcome === undefined
      ? this.#sources.store.ledger(record.no).entries
      : new Map(unpackEntries(outcome.entries));
  }

  #toWrite(record: FileRecord): FileWrite | undefined {
    const { stamp, facts } = record;
    if (stamp === undefined || facts === undefined) return undefined;
    const copies = packEntries(this.#sources.catalog.copies.entriesOf(record.no));
    const head = {
      no: record.no,
      backend: record.mounted.backend.id,
      root: record.root.path,
      path: record.path,
    };
    const base = { ...head, stamp, facts, totals: record.totals.toData(), copies };
    const outcome = this.#outcomes.get(record);
    const fold = this.#folds.get(record);
    if (fold === undefined) {
      if (outcome === undefined) return base;
      const usage = { entries: outcome.entries, hashes: outcome.globalHashes, whole: true };
      return { ...base, state: outcome.state, usage };
    }
    if (outcome !== undefined) this.#rewrite.add(record);
    const whole = this.#rewrite.has(record);
    const changed = fold.takeChanged();
    const entries = whole ? fold.ledger.entries : changed;
    const hashes = Float64Array.from([...entries].filter(([, entry]) => entry.global).map(([hash]) => hash));
    const usage = entries.size === 0 ? {} : { usage: { entries: packEntries(entries), hashes, whole } };
    return { ...base, state: JSON.stringify(fold.state), ...usage };
  }

  #settled(record: FileRecord, written: boolean): void {
    if (!written) this.#rewrite.add(record);
    else {
      this.#outcomes.delete(record);
      this.#rewrite.delete(record);
    }
  }

  #indexHealth(error: unknown): void {
    const { notices, logger } = this.#sources;
    if (error === undefined) {
      notices.clear("index-unwritable");
      return;
    }
    logger.error({ err: error }, "The index cannot be written; it is tried again");
    notices.raise({
      id: "index-unwritable",
      level: "warning",
      text: "The index cannot be written. Sessions stay readable; the next start will read them again.",
      hint: "Check the free space of the state directory.",
    });
  }

  /** Too few descriptors are a passing state; what else there is shows itself again when the file changes. */
  #unreadable(record: FileRecord, code: string | undefined, message: string): void {
    this.#sources.logger.debug(
      { session: record.key, code, reason: message },
      "A transcript cannot be read now",
    );
    if (code === "UNAVAILABLE") setTimeout(() => this.#lookAgain(record), RETRY_MS).unref();
  }

  #lookAgain(record: FileRecord): void {
    if (this.#sources.catalog.get(record.key) === record) this.look(record);
  }
}
