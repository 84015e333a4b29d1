/** The value at a fraction of the sorted list. */
export function percentile(values, fraction) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN;
}

export const median = (values) => percentile(values, 0.5);

/** Repeats a measurement and gives the median. */
export async function medianOf(times, measure) {
  const values = [];
  for (let i = 0; i < times; i++) values.push(await measure());
  return median(values);
}

export const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
export const kb = (bytes) => `${Math.round(bytes / 1e3)} kB`;
