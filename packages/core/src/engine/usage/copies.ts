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

/** The copies of one request, by file number. */
type Holders = Map<number, LedgerEntry>;

/** What a file shares with others of its scope. */
interface Shared {
  readonly scope: string;
  readonly hashes: Set<number>;
}

/**
 * Requests that stand in several files: forks, resumed sessions and replays copy history. Each is charged once. The
 * charge goes to the original: not marked as inherited, in a main file rather than a sub-agent's, in the
 * conversation that began first. The amount is the final usage: that of the copy written last. Each scope is apart:
 * a file belongs to one, and what others write changes nothing in it.
 */
export class Copies {
  readonly #scopes = new Map<string, Map<number, Holders>>();
  readonly #byFile = new Map<number, Shared>();
  readonly #holder: (file: number) => CopyHolder | undefined;

  /** @param holder looks a file number up; `undefined` once the file is gone. */
  constructor(holder: (file: number) => CopyHolder | undefined) {
    this.#holder = holder;
  }

  /** @param scope the same text for all files whose requests may be copies of each other. */
  note(scope: string, hash: number, file: number, entry: LedgerEntry): void {
    const byHash = this.#scopes.get(scope) ?? new Map<number, Holders>();
    this.#scopes.set(scope, byHash);
    const copies: Holders = byHash.get(hash) ?? new Map();
    byHash.set(hash, copies.set(file, entry));
    const shared = this.#byFile.get(file) ?? { scope, hashes: new Set() };
    shared.hashes.add(hash);
    this.#byFile.set(file, shared);
  }

  has(scope: string, hash: number): boolean {
    return this.#scopes.get(scope)?.has(hash) === true;
  }

  /** The shared entries of a file, for the index. */
  *entriesOf(file: number): Generator<[number, LedgerEntry]> {
    for (const [hash, copies] of this.#copiesIn(file)) {
      const entry = copies.get(file);
      if (entry !== undefined) yield [hash, entry];
    }
  }

  /** Forgets a file. Returns the other files whose charge may change. */
  forget(file: number): ReadonlySet<number> {
    const affected = this.sharers(file);
    const scope = this.#byFile.get(file)?.scope ?? "";
    const byHash = this.#scopes.get(scope);
    for (const [hash, copies] of this.#copiesIn(file)) {
      copies.delete(file);
      if (copies.size === 0) byHash?.delete(hash);
    }
    if (byHash?.size === 0) this.#scopes.delete(scope);
    this.#byFile.delete(file);
    return affected;
  }

  /** Other files that hold a copy of something in this file. */
  sharers(file: number): ReadonlySet<number> {
    const files = new Set<number>();
    for (const [, copies] of this.#copiesIn(file)) for (const other of copies.keys()) files.add(other);
    files.delete(file);
    return files;
  }

  /** What a file is charged, given the sum of everything that stands in it. */
  charged(file: number, own: Totals): Totals {
    if (!this.#byFile.has(file)) return own;
    const totals = Totals.from(own.toData());
    for (const [, copies] of this.#copiesIn(file)) {
      const mine = copies.get(file);
      if (mine === undefined) continue;
      totals.add(mine, -1);
      const { payer, final } = this.#settle(copies);
      if (payer === file) totals.add(final, 1);
    }
    return totals;
  }

  *#copiesIn(file: number): Generator<[number, Holders]> {
    const shared = this.#byFile.get(file);
    const byHash = shared === undefined ? undefined : this.#scopes.get(shared.scope);
    for (const hash of shared?.hashes ?? []) {
      const copies = byHash?.get(hash);
      if (copies !== undefined) yield [hash, copies];
    }
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
