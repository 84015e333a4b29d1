/**
 * How long to wait before a reconnection, in milliseconds: doubles from half a second to fifteen, less up to half of
 * it by chance, so that the tabs of a restarted server do not all come back in one moment.
 * @param attempt Failed attempts so far, from 0.
 * @param random From 0 to 1.
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (1 - random / 2));
}
