import type { FileRecord } from "../catalog/file-record.ts";
import { Fold } from "../read/fold.ts";
import type { ReadOutcome } from "../read/job.ts";
import type { IndexStore } from "../state/index-store.ts";
import { Ledger, unpackEntries } from "../usage/ledger.ts";
import { Totals } from "../usage/totals.ts";

/** Files whose reducer state and ledger stay in memory: those that grow now. */
const MAX_ACTIVE = 96;

/** The folds of files that grow, loaded from the index when a file wakes up, the longest asleep dropped. */
export class Folds {
  readonly #active = new Map<FileRecord, Fold>();
  readonly #store: IndexStore;
  readonly #beforeDrop: () => void;

  /** @param beforeDrop writes what is pending, so that a dropped fold can be loaded again. */
  constructor(store: IndexStore, beforeDrop: () => void) {
    this.#store = store;
    this.#beforeDrop = beforeDrop;
  }

  /**
   * The fold of a file that was read before; `undefined` when the index lost it.
   * @param unwritten a whole reading that the index does not have yet.
   */
  wake(record: FileRecord, unwritten: ReadOutcome | undefined): Fold | undefined {
    let fold = this.#active.get(record);
    if (fold === undefined) {
      const state = unwritten === undefined ? this.#store.state(record.no) : JSON.parse(unwritten.state);
      if (state === undefined || record.stamp === undefined) return undefined;
      const totals = Totals.from(record.totals.toData());
      const ledger = unwritten === undefined ? this.#store.ledger(record.no) : ledgerOf(unwritten);
      fold = new Fold(record.mounted.backend, record.ref, { state, cursor: record.cursor, ledger, totals });
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

  #dropOldest(): void {
    this.#beforeDrop();
    const [oldest] = this.#active.keys();
    if (oldest !== undefined) this.#active.delete(oldest);
  }
}

function ledgerOf(outcome: ReadOutcome): Ledger {
  const ledger = new Ledger();
  for (const [hash, entry] of unpackEntries(outcome.entries)) ledger.entries.set(hash, entry);
  return ledger;
}
