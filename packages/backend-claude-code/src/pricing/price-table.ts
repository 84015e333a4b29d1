/** US dollars per million tokens: input, output, 5-minute cache write, 1-hour cache write, cache read. */
export type Rates = readonly [
  input: number,
  output: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
  cacheRead: number,
];

/** What a model costs from a day on. */
export interface PricePeriod {
  /** First day (UTC), `YYYY-MM-DD`. It ends where the next period begins. */
  readonly from: string;
  readonly rates: Rates;
  /** Factor on every class in the tool's fast mode. Absent: the model has none. */
  readonly fast?: number;
  /** Rates for *every* token of a request whose prompt is longer than `over` tokens. */
  readonly long?: { readonly over: number; readonly rates: Rates };
  /** Keys of {@link PRICE_SOURCES}. */
  readonly sources: readonly SourceName[];
}

/** Everything that is known of one model's price. */
export interface ModelPrices {
  /** The API's id. */
  readonly id: string;
  /** Other exact names of the same model. */
  readonly names?: readonly string[];
  /** Inference in the United States costs a tenth more. */
  readonly regional?: true;
  /** Oldest first. */
  readonly periods: readonly [PricePeriod, ...PricePeriod[]];
}

/** A place that prices were read from. */
export type SourceName = "pricing" | "models" | "fast-mode" | "release-notes" | "claude-code" | "resellers";

/** Where the numbers of the table come from. Compiled on 23 and 24 November 2026. */
export const PRICE_SOURCES: Readonly<Record<SourceName, string>> = {
  pricing:
    "https://platform.claude.com/docs/en/about-claude/pricing (copies of several dates, 2025 and 2026)",
  models: "https://platform.claude.com/docs/en/models/… (one overview page a model)",
  "fast-mode": "https://code.claude.com/docs/en/fast-mode (copies with the 6x and the 2x factor)",
  "release-notes": "https://platform.claude.com/docs/en/release-notes/overview",
  "claude-code": "The model catalogue inside Claude Code 2.1.330, checked by running it",
  resellers: "Two or more third parties that copied Anthropic's page on a stated date",
};

const OPUS_OLD: Rates = [15, 75, 18.75, 30, 1.5];
const OPUS: Rates = [5, 25, 6.25, 10, 0.5];
const OPUS_LONG: Rates = [10, 37.5, 12.5, 20, 1];
const SONNET: Rates = [3, 15, 3.75, 6, 0.3];
const SONNET_LONG: Rates = [6, 22.5, 7.5, 12, 0.6];
const SONNET_5: Rates = [2, 10, 2.5, 4, 0.2];

/** API list prices of every Claude model that can occur in a transcript. */
export const PRICE_TABLE: readonly ModelPrices[] = [
  {
    id: "claude-fable-5-2",
    regional: true,
    periods: [
      {
        from: "2026-11-09",
        rates: [8, 40, 10, 16, 0.2],
        fast: 2,
        sources: ["resellers", "fast-mode", "claude-code"],
      },
    ],
  },
  {
    id: "claude-mythos-5-2",
    regional: true,
    periods: [{ from: "2026-11-09", rates: [8, 40, 10, 16, 0.2], fast: 2, sources: ["claude-code"] }],
  },
  {
    id: "claude-fable-5-1",
    regional: true,
    periods: [
      { from: "2026-09-01", rates: [10, 50, 12.5, 20, 0.25], sources: ["pricing", "models", "claude-code"] },
    ],
  },
  {
    id: "claude-mythos-5-1",
    regional: true,
    periods: [{ from: "2026-09-01", rates: [10, 50, 12.5, 20, 0.25], sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-fable-5",
    regional: true,
    periods: [
      { from: "2026-06-09", rates: [10, 50, 12.5, 20, 1], sources: ["pricing", "models", "claude-code"] },
    ],
  },
  {
    id: "claude-mythos-5",
    regional: true,
    periods: [{ from: "2026-06-09", rates: [10, 50, 12.5, 20, 1], sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-opus-5-5",
    regional: true,
    periods: [
      {
        from: "2026-09-22",
        rates: [4, 20, 5, 8, 0.2],
        fast: 2,
        sources: ["models", "fast-mode", "claude-code"],
      },
    ],
  },
  {
    id: "claude-opus-5",
    regional: true,
    periods: [
      {
        from: "2026-07-24",
        rates: OPUS,
        fast: 2,
        sources: ["pricing", "models", "fast-mode", "claude-code"],
      },
    ],
  },
  {
    id: "claude-opus-4-8",
    regional: true,
    periods: [{ from: "2026-05-28", rates: OPUS, fast: 2, sources: ["pricing", "fast-mode", "claude-code"] }],
  },
  {
    id: "claude-opus-4-7",
    regional: true,
    periods: [{ from: "2026-04-16", rates: OPUS, fast: 6, sources: ["pricing", "fast-mode", "claude-code"] }],
  },
  {
    id: "claude-opus-4-6",
    regional: true,
    periods: [
      {
        from: "2026-02-05",
        rates: OPUS,
        fast: 6,
        long: { over: 200_000, rates: OPUS_LONG },
        sources: ["pricing", "fast-mode"],
      },
      {
        from: "2026-03-13",
        rates: OPUS,
        fast: 6,
        sources: ["pricing", "models", "fast-mode", "claude-code"],
      },
    ],
  },
  {
    id: "claude-opus-4-5-20251101",
    names: ["claude-opus-4-5"],
    periods: [{ from: "2025-11-24", rates: OPUS, sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-opus-4-1-20250805",
    names: ["claude-opus-4-1"],
    periods: [{ from: "2025-08-05", rates: OPUS_OLD, sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-opus-4-20250514",
    names: ["claude-opus-4-0", "claude-4-opus-20250514", "anthropic/claude-opus-4"],
    periods: [{ from: "2025-05-22", rates: OPUS_OLD, sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-sonnet-5-5",
    regional: true,
    periods: [
      { from: "2026-09-28", rates: SONNET_5, sources: ["pricing", "models"] },
      { from: "2026-10-07", rates: [2, 10, 2.5, 4, 0.1], sources: ["resellers", "claude-code"] },
    ],
  },
  {
    id: "claude-sonnet-5",
    regional: true,
    periods: [{ from: "2026-06-30", rates: SONNET_5, sources: ["pricing", "models", "claude-code"] }],
  },
  {
    id: "claude-sonnet-4-6",
    regional: true,
    periods: [
      {
        from: "2026-02-17",
        rates: SONNET,
        long: { over: 200_000, rates: SONNET_LONG },
        sources: ["pricing"],
      },
      { from: "2026-03-13", rates: SONNET, sources: ["pricing", "models", "claude-code"] },
    ],
  },
  {
    id: "claude-sonnet-4-5-20250929",
    names: ["claude-sonnet-4-5"],
    periods: [
      {
        from: "2025-09-29",
        rates: SONNET,
        long: { over: 200_000, rates: SONNET_LONG },
        sources: ["pricing"],
      },
      { from: "2026-05-01", rates: SONNET, sources: ["models", "release-notes", "claude-code"] },
    ],
  },
  {
    id: "claude-sonnet-4-20250514",
    names: ["claude-sonnet-4-0", "claude-4-sonnet-20250514", "anthropic/claude-sonnet-4"],
    periods: [
      {
        from: "2025-05-22",
        rates: SONNET,
        long: { over: 200_000, rates: SONNET_LONG },
        sources: ["pricing"],
      },
      { from: "2026-05-01", rates: SONNET, sources: ["release-notes", "claude-code"] },
    ],
  },
  {
    id: "claude-haiku-5-5",
    regional: true,
    periods: [
      {
        from: "2026-10-07",
        rates: [0.1, 0.5, 0.125, 0.2, 0.01],
        long: { over: 100_000, rates: [0.5, 2.5, 0.625, 1, 0.05] },
        sources: ["models", "resellers", "claude-code"],
      },
    ],
  },
  {
    id: "claude-haiku-4-5-20251001",
    names: ["claude-haiku-4-5"],
    periods: [{ from: "2025-10-15", rates: [1, 5, 1.25, 2, 0.1], sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-3-7-sonnet-20250219",
    names: ["claude-3-7-sonnet-latest", "claude-3-7-sonnet"],
    periods: [{ from: "2025-02-24", rates: SONNET, sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-3-5-sonnet-20241022",
    names: ["claude-3-5-sonnet-latest", "claude-3-5-sonnet", "claude-3-5-sonnet-v2@20241022"],
    periods: [{ from: "2024-10-22", rates: SONNET, sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-3-5-sonnet-20240620",
    periods: [{ from: "2024-06-20", rates: SONNET, sources: ["pricing"] }],
  },
  {
    id: "claude-3-5-haiku-20241022",
    names: ["claude-3-5-haiku-latest", "claude-3-5-haiku"],
    periods: [{ from: "2024-11-04", rates: [0.8, 4, 1, 1.6, 0.08], sources: ["pricing", "claude-code"] }],
  },
  {
    id: "claude-3-opus-20240229",
    names: ["claude-3-opus-latest", "claude-3-opus"],
    periods: [{ from: "2024-03-04", rates: OPUS_OLD, sources: ["pricing"] }],
  },
  {
    id: "claude-3-haiku-20240307",
    names: ["claude-3-haiku"],
    periods: [{ from: "2024-03-13", rates: [0.25, 1.25, 0.3, 0.5, 0.03], sources: ["pricing"] }],
  },
  {
    id: "claude-3-sonnet-20240229",
    names: ["claude-3-sonnet"],
    periods: [{ from: "2024-03-04", rates: SONNET, sources: ["pricing"] }],
  },
];
