import { type ErrorCode, VibeDeckError } from "@vibedeck/core";
import { closest, distance } from "fastest-levenshtein";

/** Something wrong with the configuration, and where: `vibedeck.toml:3:1`, `VIBEDECK_PORT`, `--port`. */
export interface ConfigProblem {
  readonly where: string;
  /** A sentence. */
  readonly text: string;
}

/** One error for all problems, one a line. */
export function configError(
  problems: readonly ConfigProblem[],
  code: ErrorCode = "CONFIG_INVALID",
): VibeDeckError {
  return new VibeDeckError(code, problems.map(({ where, text }) => `${where}: ${text}`).join("\n"), {
    hint: "docs/configuration.md lists every key; `vibedeck config` shows what is in effect.",
  });
}

/** What the writer of an unknown name may have meant. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  // Long names are no misspellings of ours, and comparing them is quadratic.
  if (name.length > 64) return undefined;
  const best = closest(name, [...known]);
  // Two letters swapped count as two changes, also in a word of four letters.
  const allowed = Math.max(1, Math.min(3, Math.floor(Math.max(name.length, best.length) / 2)));
  return distance(name, best) <= allowed ? best : undefined;
}

/** The sentence for an unknown key. */
export function unknownKey(name: string, within: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  const start = `Unknown key ${JSON.stringify(name)} in ${within}`;
  if (meant !== undefined) return `${start}, did you mean "${meant}"?`;
  return known.length === 0 ? `${start}.` : `${start}; known are ${known.join(", ")}.`;
}
