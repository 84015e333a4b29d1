import type { Cost, ModelUsage, TokenCounts } from "../../session.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Running sums for one model. */
interface ModelTotals {
  calls: number;
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
  usd: number;
  unpricedCalls: number;
  unpricedTokens: number;
  lowerBounds: number;
}

/** The same as plain data, for the index and for other threads. */
export type TotalsData = readonly (readonly [model: string, ...numbers: number[]])[];

/** Sums of ledger entries by model. Adding and taking away are exact for tokens. */
export class Totals {
  readonly #models = new Map<string, ModelTotals>();

  static of(entries: Iterable<LedgerEntry>): Totals {
    const totals = new Totals();
    for (const entry of entries) totals.add(entry, 1);
    return totals;
  }

  static from(data: TotalsData): Totals {
    const totals = new Totals();
    for (const [model, ...n] of data) {
      const [calls = 0, input = 0, output = 0, cacheWrite5m = 0, cacheWrite1h = 0] = n;
      const [cacheRead = 0, usd = 0, unpricedCalls = 0, unpricedTokens = 0, lowerBounds = 0] = n.slice(5);
      totals.#models.set(model, {
        calls,
        input,
        output,
        cacheWrite5m,
        cacheWrite1h,
        cacheRead,
        usd,
        unpricedCalls,
        unpricedTokens,
        lowerBounds,
      });
    }
    return totals;
  }

  toData(): TotalsData {
    return [...this.#models].map(([model, m]) => [
      model,
      m.calls,
      m.input,
      m.output,
      m.cacheWrite5m,
      m.cacheWrite1h,
      m.cacheRead,
      m.usd,
      m.unpricedCalls,
      m.unpricedTokens,
      m.lowerBounds,
    ]);
  }

  /** Adds an entry (`sign` 1) or takes it away (`sign` -1). */
  add(entry: LedgerEntry, sign: 1 | -1): void {
    const model = this.#model(entry.model);
    addTokens(model, entry.tokens, sign);
    model.calls += sign;
    if (entry.usd === undefined) {
      model.unpricedCalls += sign;
      model.unpricedTokens += sign * countTokens(entry.tokens);
    } else model.usd += sign * entry.usd;
    if (entry.lowerBound) model.lowerBounds += sign;
    for (const extra of entry.extra ?? []) addTokens(this.#model(extra.model), extra.tokens, sign);
  }

  /** Adds all of another sum. */
  merge(other: Totals): void {
    for (const [name, from] of other.#models) {
      const to = this.#model(name);
      addTokens(to, from, 1);
      to.calls += from.calls;
      to.usd += from.usd;
      to.unpricedCalls += from.unpricedCalls;
      to.unpricedTokens += from.unpricedTokens;
      to.lowerBounds += from.lowerBounds;
    }
  }

  tokens(): TokenCounts {
    const sum = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
    for (const model of this.#models.values()) addTokens(sum, model, 1);
    return sum;
  }

  usd(): number {
    let usd = 0;
    for (const model of this.#models.values()) usd += model.usd;
    return usd;
  }

  cost(): Cost {
    let atLeast = false;
    let calls = 0;
    let tokens = 0;
    const models: string[] = [];
    for (const [name, model] of this.#models) {
      if (model.lowerBounds > 0 || model.unpricedCalls > 0) atLeast = true;
      if (model.unpricedCalls === 0) continue;
      calls += model.unpricedCalls;
      tokens += model.unpricedTokens;
      models.push(name);
    }
    return { usd: this.usd(), atLeast, ...(calls > 0 ? { unpriced: { calls, tokens, models } } : {}) };
  }

  models(): readonly ModelUsage[] {
    return [...this.#models]
      .filter(([, m]) => m.calls > 0 || countTokens(m) > 0)
      .map(([model, m]) => ({
        model,
        calls: m.calls,
        tokens: {
          input: m.input,
          output: m.output,
          cacheWrite5m: m.cacheWrite5m,
          cacheWrite1h: m.cacheWrite1h,
          cacheRead: m.cacheRead,
        },
        ...(m.unpricedCalls === 0 ? { usd: m.usd } : {}),
      }));
  }

  #model(name: string): ModelTotals {
    let model = this.#models.get(name);
    if (model === undefined) {
      model = {
        calls: 0,
        input: 0,
        output: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        cacheRead: 0,
        usd: 0,
        unpricedCalls: 0,
        unpricedTokens: 0,
        lowerBounds: 0,
      };
      this.#models.set(name, model);
    }
    return model;
  }
}

type MutableTokens = { -readonly [Class in keyof TokenCounts]: number };

function addTokens(to: MutableTokens, from: TokenCounts, sign: 1 | -1): void {
  to.input += sign * from.input;
  to.output += sign * from.output;
  to.cacheWrite5m += sign * from.cacheWrite5m;
  to.cacheWrite1h += sign * from.cacheWrite1h;
  to.cacheRead += sign * from.cacheRead;
}

function countTokens(t: TokenCounts): number {
  return t.input + t.output + t.cacheWrite5m + t.cacheWrite1h + t.cacheRead;
}
