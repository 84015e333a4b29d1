import type { PricingOverride } from "../../src/pricing/index.ts";

/** A way of asking that a price depends on. */
export type Mode = "standard" | "fast" | "us" | "advised";

/** What a version of Claude Code charges instead of the list price, and why. */
export interface Difference {
  readonly models: readonly string[];
  readonly modes: readonly Mode[];
  readonly rates: PricingOverride;
  readonly why: string;
}

/** What holds from a version of Claude Code on. */
export interface KnownVersion {
  readonly version: string;
  /** Whether it knows that inference in the United States costs more. */
  readonly regions: boolean;
  readonly differences: readonly Difference[];
}

const FABLE_5 = rates(10, 50, 12.5, 20, 1);
const OPUS_5 = rates(5, 25, 6.25, 10, 0.5);
const OPUS_5_5 = rates(4, 20, 5, 8, 0.2);
const SONNET_4 = rates(3, 15, 3.75, 6, 0.3);
const CLAUDE_3 = ["claude-3-opus-20240229", "claude-3-sonnet-20240229", "claude-3-haiku-20240307"];
const EVERYWHERE: readonly Mode[] = ["standard", "fast", "us", "advised"];

const KNOWN: readonly KnownVersion[] = [
  {
    version: "2.1.197",
    regions: false,
    differences: [
      {
        models: ["claude-fable-5-1", "claude-fable-5-2", "claude-mythos-5-1", "claude-mythos-5-2"],
        modes: EVERYWHERE,
        rates: FABLE_5,
        why: "it is older than the model and takes its name for that of Fable 5 or Mythos 5",
      },
      {
        models: ["claude-sonnet-5", "claude-sonnet-5-5"],
        modes: EVERYWHERE,
        rates: SONNET_4,
        why: "it has Sonnet 5, and by its name 5.5, at the price that was announced for September 2026 and never came",
      },
      {
        models: ["claude-opus-5", "claude-opus-5-5"],
        modes: ["fast"],
        rates: OPUS_5,
        why: "it is older than the model and does not know its fast mode",
      },
      {
        models: ["claude-opus-5-5", "claude-haiku-5-5"],
        modes: EVERYWHERE,
        rates: OPUS_5,
        why: "it is older than the model and charges unknown ones like its default, Opus 4.8",
      },
      {
        models: [...CLAUDE_3, "glm-4.7"],
        modes: EVERYWHERE,
        rates: OPUS_5,
        why: "it does not know the model and charges it like its default, Opus 4.8",
      },
    ],
  },
  {
    version: "2.1.330",
    regions: true,
    differences: [
      {
        models: [...CLAUDE_3, "glm-4.7"],
        modes: EVERYWHERE,
        rates: OPUS_5_5,
        why: "it does not know the model and charges it like its default, Opus 5.5",
      },
      {
        models: ["claude-haiku-4-5-20251001"],
        modes: ["us"],
        rates: rates(1.1, 5.5, 1.375, 2.2, 0.11),
        why: "it raises the price of every model, though the API has regions only from 4.6 on",
      },
    ],
  },
];

/** What is known of a version: the entry of the newest version that is not newer. */
export function knownVersion(version: string): KnownVersion {
  const [oldest, ...newer] = KNOWN;
  if (oldest === undefined) throw new Error("nothing is known of any version");
  return newer.findLast((known) => compare(known.version, version) <= 0) ?? oldest;
}

/** The difference for a model in a mode, if there is one. */
export function differenceOf(known: KnownVersion, model: string, mode: Mode): Difference | undefined {
  return known.differences.find((one) => one.models.includes(model) && one.modes.includes(mode));
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function rates(
  input: number,
  output: number,
  cache_write_5m: number,
  cache_write_1h: number,
  cache_read: number,
): PricingOverride {
  return { input, output, cache_write_5m, cache_write_1h, cache_read };
}
