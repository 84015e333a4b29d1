import { createHash } from "node:crypto";
import type { Pricing } from "@vibedeck/core";
import { PriceBook } from "./price-book.ts";
import { PRICE_TABLE } from "./price-table.ts";
import { priceUsage } from "./price-usage.ts";
import type { PricingOverrides } from "./pricing-overrides.ts";
import { readUsage } from "./read-usage.ts";

export { PRICE_SOURCES, PRICE_TABLE } from "./price-table.ts";
export { type PricingOverride, type PricingOverrides, pricingOverrides } from "./pricing-overrides.ts";

/** Raised whenever a rule (not a price) changes what `usage` or `price` give. */
const RULES = 1;

/**
 * The pricing part of Claude Code: API list prices by the day of the request. Pure, except that it remembers which
 * names it has resolved.
 *
 * How to count with it without counting twice:
 * - Claude Code writes a message as several lines that all carry the usage of the whole message. There is **one charge
 *   per `id`**, and a later line of the same file replaces an earlier one: only the last one has the final output.
 * - Forks, resumed sessions and side questions copy whole histories. Records with `scope: "global"` and the same id in
 *   several files of an owner are **one charge**, and it belongs to the file where the record is not `inherited` (where
 *   that does not decide: to the file that is no `sidechain`, then to the older one). Its amount is that of the copy
 *   that was written last.
 * - Records with `scope: "session"` are charged once per file.
 * - The files of sub-agents are charges of their own; totals in the parent's tool results repeat them and are not read.
 *
 * @param overrides - Prices of a person's own, see {@link pricingOverrides}. They win over the table for their model,
 *   at all times and in all modes.
 */
export function createPricing(overrides: PricingOverrides = {}): Pricing {
  const book = new PriceBook(PRICE_TABLE, overrides);
  return {
    version: fingerprint(overrides),
    usage: readUsage,
    price: (usage) => priceUsage(book, usage),
  };
}

function fingerprint(overrides: PricingOverrides): string {
  const own = Object.entries(overrides)
    .map(
      ([model, o]) => [model, o.input, o.output, o.cache_write_5m, o.cache_write_1h, o.cache_read] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([RULES, PRICE_TABLE, own]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
