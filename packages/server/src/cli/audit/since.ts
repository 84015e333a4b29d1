const UNITS: ReadonlyMap<string, number> = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 7 * 86_400_000],
]);

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/;

/**
 * The beginning that `--since` names: a day or a time in UTC (`2026-01-31`, `2026-01-31T14:05Z`), or how long ago
 * (`90m`, `12h`, `7d`, `2w`).
 * @param now milliseconds since the epoch.
 * @returns milliseconds since the epoch; `undefined` for what is none of these.
 */
export function sinceOf(text: string, now: number): number | undefined {
  const [, count, unit = ""] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const length = UNITS.get(unit);
  if (count !== undefined && length !== undefined) return now - Number(count) * length;
  if (!DATE.test(text) && !TIME.test(text)) return undefined;
  const at = Date.parse(text);
  // There is no 31st of February, and JavaScript takes it for one of March.
  const same = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.replace(/Z$/, ""));
  return same ? at : undefined;
}
