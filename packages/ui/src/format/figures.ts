import type { Cost, TokenCounts } from "@vibedeck/core";

/** US dollars for a list: "$0.04", "$12.30", "<$0.01", "$1,204". */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.01) return "<$0.01";
  const digits = usd >= 1000 ? 0 : 2;
  return `$${usd.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** A cost as a lower bound where it is one, "unknown" where nothing could be priced, nothing where nothing was spent. */
export function costLabel(cost: Cost | undefined): string {
  if (cost === undefined) return "";
  if (cost.usd === 0) return cost.atLeast ? "unknown" : "";
  return cost.atLeast ? `≥ ${dollars(cost.usd)}` : dollars(cost.usd);
}

/** A count in a few characters: "940", "12.4k", "3.1M". */
export function compactCount(count: number): string {
  if (count < 1000) return String(count);
  const [value, unit] =
    count < 999_500 ? [count / 1000, "k"] : count < 999_500_000 ? [count / 1e6, "M"] : [count / 1e9, "G"];
  return `${value < 99.95 ? trimZero(value.toFixed(1)) : Math.round(value)}${unit}`;
}

/** Bytes for people: "812 B", "4.2 MB". */
export function byteSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${value < 99.95 && unit > 0 ? trimZero(value.toFixed(1)) : Math.round(value)} ${units[unit]}`;
}

/** The sum over all price classes. */
export function totalTokens(tokens: TokenCounts): number {
  return tokens.input + tokens.output + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;
}

/** A model's name for narrow places: a trailing date and a leading maker's word go, numbers are joined ("opus 4.5"). */
export function shortModel(model: string): string {
  const [name = "", note] = model.split(/(?=\[)/, 2);
  const words = name
    .replace(/[-@]20\d{6}$/, "")
    .replace(/-latest$/, "")
    .split("-");
  const joined = words.join(" ").replace(/(\d) (?=\d)/g, "$1.");
  const short =
    words.length > 2 && /^[a-z]+$/.test(words[1] ?? "") ? joined.slice(joined.indexOf(" ") + 1) : joined;
  return note === undefined ? short : `${short} ${note}`;
}

/** Keeps the end of a long path, which tells more than its beginning: "…/packages/core". */
export function shortPath(path: string, max = 48): string {
  if (path.length <= max) return path;
  const parts = path.split(/[\\/]/);
  let kept = parts.pop() ?? "";
  for (
    let next = parts.pop();
    next !== undefined && kept.length + next.length + 3 <= max;
    next = parts.pop()
  ) {
    kept = `${next}/${kept}`;
  }
  return `…/${kept.slice(-max)}`;
}

function trimZero(text: string): string {
  return text.endsWith(".0") ? text.slice(0, -2) : text;
}
