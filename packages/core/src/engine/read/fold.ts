import type { RawEntry } from "../../entry.ts";
import type { OpenedFile, Parts, ReadBudget, TailCursor, TailResult } from "../../parts.ts";
import type { SessionFacts, SessionRef } from "../../session.ts";
import type { UsageRecord } from "../../usage.ts";
import { hashId } from "../usage/hash-id.ts";
import { Ledger, type LedgerEntry, toEntry } from "../usage/ledger.ts";
import { Totals } from "../usage/totals.ts";

/** The pure parts that reading needs. */
export type ReadingParts = Pick<Parts, "tailer" | "renderer" | "pricing">;

/** Where a fold left off, from the index. */
export interface FoldStart {
  readonly state: unknown;
  readonly cursor: TailCursor;
  readonly ledger: Ledger;
  readonly totals: Totals;
}

/**
 * Folds a transcript into session facts and a usage ledger, entry by entry, each byte once. Used by the main thread
 * for what is appended and by workers for whole files.
 */
export class Fold {
  readonly ledger: Ledger;
  /** Entries on which a part threw. They count as bad; the transcript goes on. */
  failures = 0;
  readonly #parts: ReadingParts;
  readonly #totals: Totals;
  /** The latest word on requests since they were last priced: most are told of several times within one slice. */
  #told = new Map<number, UsageRecord>();
  /** Hashes of ledger entries noted since the last {@link takeChanged}, and of global ones since {@link takeGlobal}. */
  #changed = new Set<number>();
  #global = new Set<number>();
  #state: unknown;
  #cursor: TailCursor;

  constructor(parts: ReadingParts, ref: SessionRef, start?: FoldStart) {
    this.#parts = parts;
    this.ledger = start?.ledger ?? new Ledger();
    this.#totals = start?.totals ?? new Totals();
    this.#state = start === undefined ? parts.renderer.start(ref) : start.state;
    this.#cursor = start?.cursor ?? { offset: 0 };
  }

  get cursor(): TailCursor {
    return this.#cursor;
  }

  get state(): unknown {
    return this.#state;
  }

  get totals(): Totals {
    this.#price();
    return this.#totals;
  }

  /** Reads on within a budget; the entries it returns are whole, fit for rendering. */
  step(file: OpenedFile, budget: ReadBudget): TailResult {
    return this.#take(this.#parts.tailer.read(file, this.#cursor, budget));
  }

  /** Reads on within a budget, faster where the tailer can leave out what folding does not need. */
  skim(file: OpenedFile, budget: ReadBudget): TailResult {
    const { tailer } = this.#parts;
    return this.#take(
      tailer.skim === undefined
        ? tailer.read(file, this.#cursor, budget)
        : tailer.skim(file, this.#cursor, budget),
    );
  }

  fold(entry: RawEntry): void {
    try {
      this.#state = this.#parts.renderer.reduce(this.#state, entry);
      const usage = this.#parts.pricing.usage(entry);
      if (usage !== undefined) this.#told.set(hashId(usage.id), usage);
    } catch {
      // A plugin's fault on one entry must not stop the transcript; the count reaches the session's details.
      this.failures++;
    }
  }

  facts(): SessionFacts {
    return this.#parts.renderer.facts(this.#state);
  }

  /** Hashes of globally unique ids noted since the last call. */
  takeGlobal(): ReadonlySet<number> {
    this.#price();
    const global = this.#global;
    this.#global = new Set();
    return global;
  }

  /** The ledger entries noted since the last call. */
  takeChanged(): Map<number, LedgerEntry> {
    this.#price();
    const changed = new Map<number, LedgerEntry>();
    for (const hash of this.#changed) {
      const entry = this.ledger.entries.get(hash);
      if (entry !== undefined) changed.set(hash, entry);
    }
    this.#changed = new Set();
    return changed;
  }

  #take(result: TailResult): TailResult {
    for (const entry of result.entries) this.fold(entry);
    this.#cursor = result.next;
    return result;
  }

  #price(): void {
    if (this.#told.size === 0) return;
    const told = this.#told;
    this.#told = new Map();
    for (const [hash, record] of told) {
      try {
        const entry = toEntry(record, this.#parts.pricing);
        const before = this.ledger.entries.get(hash);
        if (before !== undefined) this.#totals.add(before, -1);
        this.#totals.add(entry, 1);
        this.ledger.entries.set(hash, entry);
        this.#changed.add(hash);
        if (entry.global) this.#global.add(hash);
      } catch {
        this.failures++;
      }
    }
  }
}
