import type { LedgerEntry } from "./ledger.ts";
import { Totals } from "./totals.ts";

/** What deciding between copies needs to know of a file. */
export interface CopyHolder {
  readonly key: string;
  /** Time of its first message, in milliseconds since the epoch. */
  readonly firstAt: number;
  /** When the file was created, in milliseconds since the epoch. */
  readonly bornAt: number;
}

/**
 * Requests that stand in several files: forks, resumed sessions and replays copy history. Each is charged once. The
 * charge goes to the original: not marked as inherited, in a main file rather than a sub-agent's, in the
 * conversation that began first. The amount is the final usage: that of the copy written last.
 */
export class Copies {
  readonly #byHash = new Map<number, Map<number, LedgerEntry>>();
  readonly #byFile = new Map<number, Set<number>>();
  readonly #holder: (file: number) => CopyHolder | undefined;

  /** @param holder looks a file number up; `undefined` once the file is gone. */
  constructor(holder: (file: number) => CopyHolder | undefined) {
    this.#holder = holder;
  }

  note(hash: number, file: number, entry: LedgerEntry): void {
    let copies = this.#byHash.get(hash);
    if (copies === undefined) {
      copies = new Map();
      this.#byHash.set(hash, copies);
    }
    copies.set(file, entry);
    let hashes = this.#byFile.get(file);
    if (hashes === undefined) {
      hashes = new Set();
      this.#byFile.set(file, hashes);
    }
    hashes.add(hash);
  }

  has(hash: number): boolean {
    return this.#byHash.has(hash);
  }

  /** The shared entries of a file, for the index. */
  *entriesOf(file: number): Generator<[number, LedgerEntry]> {
    for (const hash of this.#byFile.get(file) ?? []) {
      const entry = this.#byHash.get(hash)?.get(file);
      if (entry !== undefined) yield [hash, entry];
    }
  }

  /** Forgets a file. Returns the other files whose charge may change. */
  forget(file: number): ReadonlySet<number> {
    const affected = this.sharers(file);
    for (const hash of this.#byFile.get(file) ?? []) {
      const copies = this.#byHash.get(hash);
      copies?.delete(file);
      if (copies?.size === 0) this.#byHash.delete(hash);
    }
    this.#byFile.delete(file);
    return affected;
  }

  /** Other files that hold a copy of something in this file. */
  sharers(file: number): ReadonlySet<number> {
    const files = new Set<number>();
    for (const hash of this.#byFile.get(file) ?? []) {
      for (const other of this.#byHash.get(hash)?.keys() ?? []) files.add(other);
    }
    files.delete(file);
    return files;
  }

  /** What a file is charged, given the sum of everything that stands in it. */
  charged(file: number, own: Totals): Totals {
    const hashes = this.#byFile.get(file);
    if (hashes === undefined) return own;
    const totals = Totals.from(own.toData());
    for (const hash of hashes) {
      const copies = this.#byHash.get(hash);
      const mine = copies?.get(file);
      if (copies === undefined || mine === undefined) continue;
      totals.add(mine, -1);
      const { payer, final } = this.#settle(copies);
      if (payer === file) totals.add(final, 1);
    }
    return totals;
  }

  #settle(copies: ReadonlyMap<number, LedgerEntry>): { payer: number; final: LedgerEntry } {
    const ranked = [...copies].map(([file, entry]) => ({
      file,
      entry,
      holder: this.#holder(file) ?? NOBODY,
    }));
    ranked.sort(
      (a, b) =>
        Number(a.entry.inherited) - Number(b.entry.inherited) ||
        Number(a.entry.sidechain) - Number(b.entry.sidechain) ||
        a.holder.firstAt - b.holder.firstAt ||
        a.holder.bornAt - b.holder.bornAt ||
        (a.holder.key < b.holder.key ? -1 : 1),
    );
    const [original] = ranked;
    if (original === undefined) throw new RangeError("a shared request without copies");
    const latest = ranked.reduce((best, next) =>
      next.holder.bornAt > best.holder.bornAt ||
      (next.holder.bornAt === best.holder.bornAt && next.holder.key > best.holder.key)
        ? next
        : best,
    );
    return { payer: original.file, final: latest.entry };
  }
}

const NOBODY: CopyHolder = { key: "", firstAt: Number.POSITIVE_INFINITY, bornAt: Number.NEGATIVE_INFINITY };
