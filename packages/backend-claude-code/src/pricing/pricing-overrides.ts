import { isObject } from "@vibedeck/core";
import * as v from "valibot";

/** Prices of a person's own for one model, in US dollars per million tokens. */
export interface PricingOverride {
  readonly input: number;
  readonly output: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly cache_read: number;
}

/** Prices of a person's own, by exact model id. */
export type PricingOverrides = Readonly<Record<string, PricingOverride>>;

const usdPerMillion = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1_000_000));

/**
 * The shape of `[pricing]` in the configuration: one table a model, `[pricing."model-id"]`, with all five rates. They
 * are all required, because no rate can be derived from another one safely.
 */
export const pricingOverrides: v.GenericSchema<unknown, PricingOverrides> = v.pipe(
  v.custom<object>(isObject, "must be a table of tables, one for each model"),
  v.record(
    v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
    v.strictObject({
      input: usdPerMillion,
      output: usdPerMillion,
      cache_write_5m: usdPerMillion,
      cache_write_1h: usdPerMillion,
      cache_read: usdPerMillion,
    }),
  ),
);
