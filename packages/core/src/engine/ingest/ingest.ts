import { type BeneathFile, openBeneath } from "../../beneath/open-beneath.ts";
import type { RawEntry } from "../../entry.ts";
import type { Logger } from "../../logger.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { codeOf, messageOf } from "../read/failure.ts";
import type { Fold } from "../read/fold.ts";
import type { ReadJob, ReadOutcome, ReadReply } from "../read/job.ts";
import { readWhole } from "../read/read-whole.ts";
import type { IndexStore } from "../state/index-store.ts";
import type { Notices } from "../stream/notices.ts";
import { Totals } from "../usage/totals.ts";
import { Claims } from "./claims.ts";
import { isAnother, nextStamp } from "./file-stamp.ts";
import { KeptReadings } from "./kept-readings.ts";
import { lastMessages } from "./last-messages.ts";
import { ReadingTurns } from "./reading-turns.ts";
import { type ShowSources, showAppended } from "./show-appended.ts";

/** What one look reads before other work gets its turn. */
const SLICE = { bytes: 1 << 20, entries: 1_000 };

/** How long until a file is tried again for which there were no descriptors. */
const RETRY_MS = 1_000;

/** What ingesting works with. */
export interface IngestSources extends ShowSources {
  readonly catalog: Catalog;
  readonly store: IndexStore;
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
  readonly #kept: KeptReadings;
  readonly #turns = new ReadingTurns();
  /** Records that are being read; `true` when they are to be looked at once more. */
  readonly #busy = new Map<FileRecord, boolean>();
  /** Files read in this thread, one after the other. */
  #here: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(sources: IngestSources) {
    this.#sources = sources;
    this.#kept = new KeptReadings(sources);
    this.claims = new Claims({
      catalog: sources.catalog,
      store: sources.store,
      pause: sources.pause,
      entriesOf: (record) => this.#kept.entriesOf(record),
      affected: (record) => {
        this.#kept.touch(record);
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
      this.#turns.run(record.owner, () => this.#goOn(record));
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
    // What a person has just begun from here does not wait for the workers, who may be at gigabytes.
    const begun = record.size <= SLICE.bytes && this.#sources.driven(record.key);
    if (!begun && delegate !== undefined && record.mounted.source !== undefined) delegate(job, first);
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
    const { catalog, hub } = this.#sources;
    const affected = catalog.copies.sharers(record.no);
    const parent = catalog.parent(record);
    catalog.remove(record);
    this.#kept.forget(record);
    this.#busy.delete(record);
    hub.removed(record);
    this.#announceAll(affected);
    if (parent !== undefined) hub.changed(parent);
  }

  /** A first reading is under way: the index can wait. */
  hold(holding: boolean): void {
    this.#kept.hold(holding);
  }

  close(): void {
    this.#turns.close();
    this.#kept.close();
    this.#closed = true;
  }

  #readOn(record: FileRecord): void {
    try {
      using file = openBeneath(record.root, record.path);
      const known = record.stamp !== undefined && !isAnother(record.stamp, file);
      const fold = known ? this.#kept.wake(record) : undefined;
      if (fold === undefined) {
        this.#restart(record);
        return;
      }
      const from = fold.cursor.offset;
      const result = fold.step(file, SLICE);
      record.facts = fold.facts();
      record.totals = fold.totals;
      record.stamp = nextStamp(record.stamp, file, fold, result.blank);
      record.size = file.size;
      record.mtimeMs = file.stat.mtimeMs;
      if (fold.cursor.offset > from) this.#announce(record, fold, result.entries, from, file);
      if (!result.atEnd) {
        this.#turns.later(record.owner, () => this.#goOn(record));
        return;
      }
    } catch (error) {
      this.#unreadable(record, codeOf(error), messageOf(error));
    }
    this.#done(record);
  }

  #goOn(record: FileRecord): void {
    const wanted = !this.#closed && this.#sources.catalog.get(record.key) === record;
    if (wanted) this.#readOn(record);
  }

  #announce(
    record: FileRecord,
    fold: Fold,
    entries: readonly RawEntry[],
    from: number,
    file: BeneathFile,
  ): void {
    const { catalog, hub, now } = this.#sources;
    const current = record.stamp?.generation;
    record.quietSince = Math.min(now(), Math.max(file.stat.mtimeMs, record.facts?.lastMessageAt ?? 0));
    const to = fold.cursor.offset;
    catalog.learn(record);
    if (current !== undefined) showAppended(this.#sources, record, { current, entries, from, to });
    hub.followed.wake(record.key);
    const global = fold.takeGlobal();
    if (global.size > 0) this.claims.claim(record, global);
    this.#kept.touch(record);
    hub.changed(record);
  }

  #restart(record: FileRecord): void {
    const { catalog, hub } = this.#sources;
    const affected = catalog.copies.forget(record.no);
    this.#kept.drop(record);
    record.reset();
    this.#announceAll(affected);
    hub.followed.wake(record.key);
    this.readWhole(record, true);
  }

  async #readHere(record: FileRecord): Promise<void> {
    if (this.#closed) return;
    await this.#sources.pause();
    try {
      using file = openBeneath(record.root, record.path);
      const { backend } = record.mounted;
      const outcome = await readWhole(backend, record.ref, record.no, file, this.#sources.pause);
      if (!this.#closed) this.absorb({ ok: true, outcome });
    } catch (error) {
      this.absorb({ ok: false, no: record.no, code: codeOf(error), message: messageOf(error) });
    }
  }

  #learnWhole(record: FileRecord, outcome: ReadOutcome): void {
    const { catalog, hub, driven, seen } = this.#sources;
    record.stamp = outcome.stamp;
    record.facts = outcome.facts;
    record.totals = Totals.from(outcome.totals);
    record.partial = false;
    record.size = Math.max(record.size, outcome.stamp.size);
    record.quietSince = outcome.facts.lastMessageAt ?? outcome.stamp.mtimeMs;
    this.#kept.keepWhole(record, outcome);
    catalog.learn(record);
    this.claims.claim(record, outcome.globalHashes);
    if (driven(record.key)) seen(record, lastMessages(record));
    hub.changed(record);
    hub.followed.wake(record.key);
  }

  #done(record: FileRecord): void {
    const again = this.#busy.get(record) === true;
    this.#busy.delete(record);
    if (again) this.look(record);
  }

  #announceAll(numbers: Iterable<number>): void {
    const { catalog, hub } = this.#sources;
    for (const no of numbers) {
      const record = catalog.byNo(no);
      if (record !== undefined) hub.changed(record);
    }
  }

  /** Too few descriptors are a passing state; what else there is shows itself again when the file changes. */
  #unreadable(record: FileRecord, code: string | undefined, reason: string): void {
    this.#sources.logger.debug({ session: record.key, code, reason }, "A transcript cannot be read now");
    if (code === "UNAVAILABLE") setTimeout(() => this.#lookAgain(record), RETRY_MS).unref();
  }

  #lookAgain(record: FileRecord): void {
    if (this.#sources.catalog.get(record.key) === record) this.look(record);
  }
}
