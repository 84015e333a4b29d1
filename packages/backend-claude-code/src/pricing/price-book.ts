import { type ModelName, resolveModelName } from "./model-names.ts";
import type { ModelPrices, Rates } from "./price-table.ts";
import type { PricingOverrides } from "./pricing-overrides.ts";

/** What one request is charged by. */
export interface Tariff {
  readonly rates: Rates;
  /** Multiplies the price of every token. */
  readonly factor: number;
}

/** The circumstances of a request that its price depends on. */
export interface Circumstances {
  readonly model: string;
  /** Milliseconds since the epoch; absent: the newest prices hold. */
  readonly at: number | undefined;
  /** Tokens of the prompt: input, cache reads and cache writes. */
  readonly prompt: number;
  readonly fast: boolean;
  readonly batch: boolean;
  /** Inference ran in the United States. */
  readonly us: boolean;
}

interface Found {
  readonly name: ModelName;
  readonly override?: Rates;
  readonly model?: ModelPrices;
}

const US_FACTOR = 1.1;
const BATCH_FACTOR = 0.5;
const MOST_NAMES = 1000;

/** Finds tariffs in a price table and in a person's own prices. */
export class PriceBook {
  readonly #models = new Map<string, ModelPrices>();
  readonly #overrides = new Map<string, Rates>();
  readonly #starts = new Map<ModelPrices, readonly number[]>();
  readonly #found = new Map<string, Found | undefined>();

  constructor(table: readonly ModelPrices[], overrides: PricingOverrides) {
    for (const model of table) {
      this.#starts.set(
        model,
        model.periods.map((period) => Date.parse(`${period.from}T00:00:00Z`)),
      );
      for (const name of [model.id, ...(model.names ?? [])]) this.#models.set(name, model);
    }
    const own = Object.entries(overrides);
    for (const [name, o] of own) {
      const model = this.#models.get(name);
      const rates: Rates = [o.input, o.output, o.cache_write_5m, o.cache_write_1h, o.cache_read];
      if (model !== undefined && !Object.hasOwn(overrides, model.id)) this.#overrides.set(model.id, rates);
      this.#overrides.set(name, rates);
    }
  }

  /** The tariff of a request, or `undefined` when its model's price is not known. */
  tariff(request: Circumstances): Tariff | undefined {
    const found = this.#find(request.model);
    if (found === undefined) return undefined;
    // A person's own prices are final: they know their contract, its region and its discounts.
    if (found.override !== undefined) return { rates: found.override, factor: 1 };
    const period = found.model && this.#period(found.model, request.at);
    if (period === undefined) return undefined;
    const fast = (request.fast || found.name.fast) && !request.batch ? (period.fast ?? 1) : 1;
    const us = request.us && found.model?.regional === true ? US_FACTOR : 1;
    const long = period.long !== undefined && request.prompt > period.long.over;
    return {
      rates: long && period.long ? period.long.rates : period.rates,
      factor: fast * us * (request.batch ? BATCH_FACTOR : 1),
    };
  }

  #period(model: ModelPrices, at: number | undefined): ModelPrices["periods"][number] | undefined {
    const starts = this.#starts.get(model) ?? [];
    if (at === undefined || !Number.isFinite(at)) return model.periods[starts.length - 1];
    let index = starts.length - 1;
    while (index > 0 && at < (starts[index] ?? 0)) index--;
    return model.periods[index];
  }

  #find(name: string): Found | undefined {
    if (this.#found.has(name)) return this.#found.get(name);
    const found = this.#look(name);
    // The names come from transcripts: without a bound, made-up ones would fill the memory.
    if (this.#found.size >= MOST_NAMES) this.#found.clear();
    this.#found.set(name, found);
    return found;
  }

  #look(name: string): Found | undefined {
    const resolved = resolveModelName(name, (id) => this.#overrides.has(id) || this.#models.has(id));
    if (resolved === undefined) return undefined;
    const model = this.#models.get(resolved.id);
    const override = this.#overrides.get(resolved.id) ?? this.#overrides.get(model?.id ?? resolved.id);
    return { name: resolved, ...(override ? { override } : {}), ...(model ? { model } : {}) };
  }
}
