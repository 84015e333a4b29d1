/** A time as people and `--since` read it, in UTC: `2026-01-31T14:05:09Z`. @param at milliseconds since the epoch. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
