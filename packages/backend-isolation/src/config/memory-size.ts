const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["k", 2 ** 10],
  ["m", 2 ** 20],
  ["g", 2 ** 30],
]);

/** Less does not start Claude Code, and a sandbox that is out of memory is killed with all that runs in it. */
export const LEAST_MEMORY: number = 128 * 2 ** 20;

/**
 * Bytes of a size such as `2g`, `512m`, `131072k` or `134217728`.
 * @returns `undefined` for what is no whole number with one of these units, and for less than {@link LEAST_MEMORY}.
 */
export function memorySize(written: string | number): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,16})([kmg]?)$/i.exec(String(written)) ?? [];
  const factor = UNITS.get(unit.toLowerCase());
  if (digits === "" || factor === undefined) return undefined;
  const bytes = Number(digits) * factor;
  return Number.isSafeInteger(bytes) && bytes >= LEAST_MEMORY ? bytes : undefined;
}
