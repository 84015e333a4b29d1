import type { Pricing } from "../../parts.ts";
import type { TokenCounts } from "../../session.ts";
import type { UsageRecord } from "../../usage.ts";

/** The final usage of one request to a model, priced. */
export interface LedgerEntry {
  readonly model: string;
  readonly tokens: TokenCounts;
  /** US dollars; `undefined` for an unknown price. */
  readonly usd: number | undefined;
  readonly at: number | undefined;
  /** The id is unique over all files of an owner. */
  readonly global: boolean;
  readonly inherited: boolean;
  readonly sidechain: boolean;
  readonly lowerBound: boolean;
  readonly extra: UsageRecord["extra"];
}

/** What a transcript was charged, one entry a request: a later line about the same request replaces the earlier. */
export class Ledger {
  readonly entries: Map<number, LedgerEntry> = new Map<number, LedgerEntry>();
}

/** Prices a record. */
export function toEntry(record: UsageRecord, pricing: Pricing): LedgerEntry {
  const usd = pricing.price(record);
  return {
    model: record.model,
    tokens: record.tokens,
    usd: usd !== undefined && Number.isFinite(usd) && usd >= 0 ? usd : undefined,
    at: record.at,
    global: record.scope === "global",
    inherited: record.inherited === true,
    sidechain: record.sidechain === true,
    lowerBound: record.lowerBound === true,
    extra: record.extra,
  };
}

type Packed = readonly [
  hash: number,
  model: string,
  input: number,
  output: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
  cacheRead: number,
  usd: number | null,
  flags: number,
  at: number | null,
  extra?: UsageRecord["extra"],
];

/** Writes entries as compact JSON, for the index. */
export function packEntries(entries: Iterable<readonly [number, LedgerEntry]>): string {
  const rows: Packed[] = [];
  for (const [hash, e] of entries) {
    const t = e.tokens;
    const flags = (e.global ? 1 : 0) | (e.inherited ? 2 : 0) | (e.sidechain ? 4 : 0) | (e.lowerBound ? 8 : 0);
    const head = [hash, e.model, t.input, t.output, t.cacheWrite5m, t.cacheWrite1h, t.cacheRead] as const;
    rows.push(
      e.extra
        ? [...head, e.usd ?? null, flags, e.at ?? null, e.extra]
        : [...head, e.usd ?? null, flags, e.at ?? null],
    );
  }
  return JSON.stringify(rows);
}

/** Reads what {@link packEntries} wrote; the text comes from our own index. */
export function* unpackEntries(text: string): Generator<[number, LedgerEntry]> {
  for (const row of JSON.parse(text) as readonly Packed[]) {
    const [hash, model, input, output, cacheWrite5m, cacheWrite1h, cacheRead, usd, flags, at, extra] = row;
    yield [
      hash,
      {
        model,
        tokens: { input, output, cacheWrite5m, cacheWrite1h, cacheRead },
        usd: usd ?? undefined,
        at: at ?? undefined,
        global: (flags & 1) !== 0,
        inherited: (flags & 2) !== 0,
        sidechain: (flags & 4) !== 0,
        lowerBound: (flags & 8) !== 0,
        extra,
      },
    ];
  }
}
