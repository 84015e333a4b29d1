import type { Logger } from "../../logger.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { Fold } from "../read/fold.ts";
import type { ReadOutcome } from "../read/job.ts";
import type { FileWrite, IndexStore } from "../state/index-store.ts";
import type { Notices } from "../stream/notices.ts";
import { type LedgerEntry, packEntries, unpackEntries } from "../usage/ledger.ts";
import { Folds } from "./folds.ts";
import { WriteQueue } from "./write-queue.ts";

/** What keeping readings works with. */
export interface KeepingSources {
  readonly catalog: Catalog;
  readonly store: IndexStore;
  readonly notices: Notices;
  readonly logger: Logger;
}

/**
 * Keeps what was read: in memory for files that grow, in the index for all. A reading that the index does not have
 * yet is as good as one that it has; one that the index lost is told apart, so that the file is read anew.
 */
export class KeptReadings {
  readonly #sources: KeepingSources;
  readonly #folds: Folds;
  readonly #writes: WriteQueue<FileRecord>;
  /** Whole readings that the index does not have yet. */
  readonly #outcomes = new Map<FileRecord, ReadOutcome>();
  /** Files whose kept usage is to be replaced by the next write, not added to. */
  readonly #rewrite = new WeakSet<FileRecord>();

  constructor(sources: KeepingSources) {
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
  }

  /** Where to read on; `undefined` when the file has to be read from its beginning. */
  wake(record: FileRecord): Fold | undefined {
    return this.#folds.wake(record, this.#outcomes.get(record));
  }

  /** A file was read whole. */
  keepWhole(record: FileRecord, outcome: ReadOutcome): void {
    this.#outcomes.set(record, outcome);
    this.#writes.put(record);
  }

  /** Something about a record changed that the index should know. */
  touch(record: FileRecord): void {
    this.#writes.put(record);
  }

  /** The file turned out to be another one: nothing that was read of it holds. */
  drop(record: FileRecord): void {
    this.#folds.drop(record);
    this.#outcomes.delete(record);
  }

  /** The file is gone. */
  forget(record: FileRecord): void {
    this.drop(record);
    this.#writes.drop(record);
    try {
      this.#sources.store.remove([record.no]);
    } catch (error) {
      this.#sources.logger.warn({ err: error }, "The index could not forget a file; the next start will");
    }
  }

  /** The ledger of a file, from memory or from the index. */
  entriesOf(record: FileRecord): ReadonlyMap<number, LedgerEntry> {
    const fold = this.#folds.get(record);
    if (fold !== undefined) return fold.ledger.entries;
    const outcome = this.#outcomes.get(record);
    return outcome === undefined
      ? this.#sources.store.ledger(record.no).entries
      : new Map(unpackEntries(outcome.entries));
  }

  /** Whether to hold writes back for now. */
  hold(holding: boolean): void {
    this.#writes.hold(holding);
  }

  close(): void {
    this.#writes.close();
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
    if (fold !== undefined) return { ...base, ...this.#foldWrite(record, fold, outcome !== undefined) };
    if (outcome === undefined) return base;
    const usage = { entries: outcome.entries, hashes: outcome.globalHashes, whole: true };
    return { ...base, state: outcome.state, usage };
  }

  #foldWrite(record: FileRecord, fold: Fold, unwritten: boolean): Pick<FileWrite, "state" | "usage"> {
    if (unwritten) this.#rewrite.add(record);
    const whole = this.#rewrite.has(record);
    const changed = fold.takeChanged();
    const entries = whole ? fold.ledger.entries : changed;
    const state = JSON.stringify(fold.state);
    if (entries.size === 0) return { state };
    const global = [...entries].filter(([, entry]) => entry.global).map(([hash]) => hash);
    return { state, usage: { entries: packEntries(entries), hashes: Float64Array.from(global), whole } };
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
}
