import type { TokenCounts, UsageRecord } from "@vibedeck/core";
import { count, promptTokens } from "../entry/token-counts.ts";
import type { PriceBook, Tariff } from "./price-book.ts";

const USD_PER_WEB_SEARCH = 0.01;
const PER_MILLION = 1_000_000;

/**
 * US dollars for a request at list price, the requests inside it included. `undefined` when the price of any of the
 * models is not known: a part of the sum would look like all of it.
 */
export function priceUsage(book: PriceBook, usage: UsageRecord): number | undefined {
  const main = priceRequest(book, usage, usage.model, usage.tokens, usage.speed === "fast");
  if (main === undefined) return undefined;
  let usd = main + count(usage.webSearches) * USD_PER_WEB_SEARCH;
  for (const { model, tokens } of usage.extra ?? []) {
    // Speed is a property of the main request; an adviser answers at its own, standard one.
    const extra = priceRequest(book, usage, model, tokens, false);
    if (extra === undefined) return undefined;
    usd += extra;
  }
  return usd;
}

function priceRequest(
  book: PriceBook,
  usage: UsageRecord,
  model: string,
  tokens: TokenCounts,
  fast: boolean,
): number | undefined {
  const clean = sanitize(tokens);
  const tariff = book.tariff({
    model,
    at: usage.at,
    prompt: promptTokens(clean),
    fast,
    batch: usage.tier === "batch",
    us: usage.region === "us",
  });
  return tariff && priceTokens(clean, tariff);
}

function sanitize(tokens: TokenCounts): TokenCounts {
  return {
    input: count(tokens.input),
    output: count(tokens.output),
    cacheWrite5m: count(tokens.cacheWrite5m),
    cacheWrite1h: count(tokens.cacheWrite1h),
    cacheRead: count(tokens.cacheRead),
  };
}

function priceTokens(tokens: TokenCounts, { rates, factor }: Tariff): number {
  const [input, output, cacheWrite5m, cacheWrite1h, cacheRead] = rates;
  const usd =
    tokens.input * input +
    tokens.output * output +
    tokens.cacheWrite5m * cacheWrite5m +
    tokens.cacheWrite1h * cacheWrite1h +
    tokens.cacheRead * cacheRead;
  return (usd * factor) / PER_MILLION;
}
