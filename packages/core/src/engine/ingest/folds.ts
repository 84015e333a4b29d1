import type { FileRecord } from "../catalog/file-record.ts";
import { Fold } from "../read/fold.ts";
import type { ReadOutcome } from "../read/job.ts";
import type { IndexStore } from "../state/index-store.ts";
import { Ledger, unpackEntries } from "../usage/ledger.ts";
import { Totals } from "../usage/totals.ts";

/** Files whose reducer state and ledger stay in memory: those that grow now. */
const MAX_ACTIVE = 96;
/** Pieces of usage beyond which a file's are written as one again. */
const MAX_CHUNKS = 64;

/** The folds of files that grow, loaded from the index when a file wakes up, the longest asleep dropped. */
export class Folds {
  readonly #active = new Map<FileRecord, Fold>();
  readonly #store: IndexStore;
  readonly #beforeDrop: () => void;
  readonly #onScattered: (record: FileRecord) => void;

  /**
   * @param beforeDrop writes what is pending, so that a dropped fold can be loaded again.
   * @param onScattered the usage of a file is kept in many pieces and should be written as one.
   */
  constructor(store: IndexStore, beforeDrop: () => void, onScattered: (record: FileRecord) => void) {
    this.#store = store;
    this.#beforeDrop = beforeDrop;
    this.#onScattered = onScattered;
  }

  /**
   * The fold of a file that was read before; `undefined` when the index lost it.
   * @param unwritten a whole reading that the index does not have yet.
   */
  wake(record: FileRecord, unwritten: ReadOutcome | undefined): Fold | undefined {
    let fold = this.#active.get(record);
    if (fold === undefined) {
      const start = unwritten === undefined ? this.#stored(record) : startOf(unwritten);
      if (start === undefined) return undefined;
      const totals = Totals.from(record.totals.toData());
      fold = new Fold(record.mounted.backend, record.ref, { ...start, cursor: record.cursor, totals });
      if (this.#active.size >= MAX_ACTIVE) this.#dropOldest();
    } else this.#active.delete(record);
    this.#active.set(record, fold);
    return fold;
  }

  get(record: FileRecord): Fold | undefined {
    return this.#active.get(record);
  }

  drop(record: FileRecord): void {
    this.#active.delete(record);
  }

  #stored(record: FileRecord): { state: unknown; ledger: Ledger } | undefined {
    const stored = this.#store.progress(record.no);
    // Where writing failed, the index may be behind: the file is then read anew.
    if (stored === undefined || stored.offset !== record.stamp?.offset) return undefined;
    if (stored.chunks > MAX_CHUNKS) this.#onScattered(record);
    return { state: stored.state, ledger: this.#store.ledger(record.no) };
  }

  #dropOldest(): void {
    this.#beforeDrop();
    const [oldest] = this.#active.keys();
    if (oldest !== undefined) this.#active.delete(oldest);
  }
}

function startOf(outcome: ReadOutcome): { state: unknown; ledger: Ledger } {
  const ledger = new Ledger();
  for (const [hash, entry] of unpackEntries(outcome.entries)) ledger.entries.set(hash, entry);
  return { state: JSON.parse(outcome.state), ledger };
}
