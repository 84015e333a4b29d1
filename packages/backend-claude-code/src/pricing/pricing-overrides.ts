import { z } from "zod";

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

const usdPerMillion = z.number().min(0).max(1_000_000).describe("US dollars per million tokens");

/**
 * The shape of `[pricing]` in the configuration: one table a model, `[pricing."model-id"]`, with all five rates. They
 * are all required, because no rate can be derived from another one safely.
 */
export const pricingOverrides: z.ZodType<PricingOverrides> = z.record(
  z.string().min(1).max(200),
  z.strictObject({
    input: usdPerMillion,
    output: usdPerMillion,
    cache_write_5m: usdPerMillion,
    cache_write_1h: usdPerMillion,
    cache_read: usdPerMillion,
  }),
);
