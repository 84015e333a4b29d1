import type { RawEntry } from "../../entry.ts";
import type { OpenedFile, Parts, ReadBudget, TailCursor, TailResult } from "../../parts.ts";
import type { SessionFacts, SessionRef } from "../../session.ts";
import { Ledger, type LedgerEntry } from "../usage/ledger.ts";
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
  readonly totals: Totals;
  /** Hashes of ledger entries noted since the last {@link takeChanged}, and of global ones since {@link takeGlobal}. */
  #changed = new Set<number>();
  #global = new Set<number>();
  #state: unknown;
  #cursor: TailCursor;
  readonly #parts: ReadingParts;
  /** Entries on which a part threw. They count as bad; the transcript goes on. */
  failures = 0;

  constructor(parts: ReadingParts, ref: SessionRef, start?: FoldStart) {
    this.#parts = parts;
    this.ledger = start?.ledger ?? new Ledger();
    this.totals = start?.totals ?? new Totals();
    this.#state = start === undefined ? parts.renderer.start(ref) : start.state;
    this.#cursor = start?.cursor ?? { offset: 0 };
  }

  get cursor(): TailCursor {
    return this.#cursor;
  }

  get state(): unknown {
    return this.#state;
  }

  /** Reads on within a budget. */
  step(file: OpenedFile, budget: ReadBudget): TailResult {
    const result = this.#parts.tailer.read(file, this.#cursor, budget);
    for (const entry of result.entries) this.fold(entry);
    this.#cursor = result.next;
    return result;
  }

  fold(entry: RawEntry): void {
    try {
      this.#state = this.#parts.renderer.reduce(this.#state, entry);
      const usage = this.#parts.pricing.usage(entry);
      if (usage === undefined) return;
      const { hash, before, entry: noted } = this.ledger.note(usage, this.#parts.pricing);
      if (before !== undefined) this.totals.add(before, -1);
      this.totals.add(noted, 1);
      this.#changed.add(hash);
      if (noted.global) this.#global.add(hash);
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
    const global = this.#global;
    this.#global = new Set();
    return global;
  }

  /** The ledger entries noted since the last call. */
  takeChanged(): Map<number, LedgerEntry> {
    const changed = new Map<number, LedgerEntry>();
    for (const hash of this.#changed) {
      const entry = this.ledger.entries.get(hash);
      if (entry !== undefined) changed.set(hash, entry);
    }
    this.#changed = new Set();
    return changed;
  }
}
