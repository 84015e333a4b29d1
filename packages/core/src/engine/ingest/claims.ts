import type { Catalog } from "../catalog/catalog.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { IndexStore } from "../state/index-store.ts";
import { ClaimTable } from "../usage/claim-table.ts";
import { type LedgerEntry, unpackEntries } from "../usage/ledger.ts";

/** Rows of the index taken in between two breaths of the event loop. */
const SLICE = 400;

/** What noticing copies works with. */
export interface ClaimSources {
  readonly catalog: Catalog;
  readonly store: IndexStore;
  readonly pause: () => Promise<void>;
  /** The ledger of a file, from memory or from the index. */
  readonly entriesOf: (record: FileRecord) => ReadonlyMap<number, LedgerEntry>;
  /** The charge of a record may have changed. */
  readonly affected: (record: FileRecord) => void;
}

/**
 * Notices requests that stand in more than one file of an owner. Per owner, so that nobody can touch another's
 * money by writing their ids. Claims that come before the index is loaded wait for it.
 */
export class Claims {
  readonly #sources: ClaimSources;
  readonly #tables = new Map<string, ClaimTable>();
  #waiting: { record: FileRecord; hashes: Iterable<number> }[] | undefined = [];

  constructor(sources: ClaimSources) {
    this.#sources = sources;
  }

  /** Loads what the index knows, then settles what came meanwhile. */
  async load(): Promise<void> {
    const { catalog, store, pause } = this.#sources;
    for (const { no, entries } of store.copies()) {
      const record = catalog.byNo(no);
      if (record === undefined) continue;
      const scope = scopeOf(record);
      for (const [hash, entry] of unpackEntries(entries)) catalog.copies.note(scope, hash, no, entry);
    }
    let rows = 0;
    for (const { no, hashes } of store.hashes()) {
      const record = catalog.byNo(no);
      if (record !== undefined) {
        const table = this.#table(record);
        for (const hash of hashes) table.claim(hash, no);
      }
      if (++rows % SLICE === 0) await pause();
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { record, hashes } of waiting) this.claim(record, hashes);
  }

  /** Claims globally unique ids for a record. */
  claim(record: FileRecord, hashes: Iterable<number>): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push({ record, hashes });
      return;
    }
    const table = this.#table(record);
    const touched = new Set<FileRecord>();
    for (const hash of hashes) this.#claimOne(table, record, hash, touched);
    for (const other of touched) this.#sources.affected(other);
  }

  #claimOne(table: ClaimTable, record: FileRecord, hash: number, touched: Set<FileRecord>): void {
    const { catalog, entriesOf } = this.#sources;
    const scope = scopeOf(record);
    const holderNo = table.claim(hash, record.no);
    const known = catalog.copies.has(scope, hash);
    if (holderNo === record.no && !known) return;
    const mine = entriesOf(record).get(hash);
    if (mine === undefined) return;
    if (holderNo !== record.no && !known) {
      const holder = catalog.byNo(holderNo);
      const theirs = holder === undefined ? undefined : entriesOf(holder).get(hash);
      if (holder === undefined || theirs === undefined) {
        table.reassign(hash, record.no);
        return;
      }
      catalog.copies.note(scope, hash, holderNo, theirs);
      touched.add(holder);
    }
    catalog.copies.note(scope, hash, record.no, mine);
    touched.add(record);
    for (const no of catalog.copies.sharers(record.no)) {
      const sharer = catalog.byNo(no);
      if (sharer !== undefined) touched.add(sharer);
    }
  }

  #table(record: FileRecord): ClaimTable {
    const scope = scopeOf(record);
    let table = this.#tables.get(scope);
    if (table === undefined) {
      table = new ClaimTable();
      this.#tables.set(scope, table);
    }
    return table;
  }
}

/** Requests are only copies of each other within one tool and one owner. */
function scopeOf(record: FileRecord): string {
  return `${record.mounted.backend.id}\0${record.owner}`;
}
