const RESETS =
  /\bresets?\s+(?:at\s+)?(?:([A-Z][a-z]{2})\w*\s+(\d{1,2}),?\s+(?:at\s+)?)?(\d{1,2})(?::(\d\d))?\s*([ap]m)?\b/;
const PIPE = /\|(\d{10,13})\b/;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

/**
 * When a limit ends, from the tool's words: "You've hit your limit · resets 5am", "… resets Nov 27, 3:30pm", or
 * "usage limit reached|1795516475" of old ones. Times of day are those of this machine, the next such one after `now`.
 * @returns milliseconds since the epoch.
 */
export function resetTime(text: string, now: number): number | undefined {
  const seconds = PIPE.exec(text)?.[1];
  if (seconds !== undefined) return plausible(epoch(Number(seconds)), now);
  const found = RESETS.exec(text.slice(0, 2_000));
  if (found === null) return undefined;
  const [, month, day, hour, minute, half] = found;
  const time = ofDay(Number(hour), Number(minute ?? 0), half);
  if (time === undefined) return undefined;
  const at = new Date(now);
  at.setHours(time.hours, time.minutes, 0, 0);
  if (month !== undefined && day !== undefined) {
    const index = MONTHS.indexOf(month);
    if (index < 0) return undefined;
    at.setMonth(index, Number(day));
    if (at.getTime() < now - DAY) at.setFullYear(at.getFullYear() + 1);
  } else if (at.getTime() <= now) at.setDate(at.getDate() + 1);
  return plausible(at.getTime(), now);
}

/** Seconds or milliseconds since the epoch, as milliseconds. */
export function epoch(value: number): number {
  return value < 1e11 ? value * 1_000 : value;
}

/** No limit lasts longer than some weeks. */
export function plausible(at: number, now: number): number | undefined {
  return Number.isFinite(at) && at > now - DAY && at < now + 45 * DAY ? Math.round(at) : undefined;
}

function ofDay(
  hour: number,
  minutes: number,
  half: string | undefined,
): { readonly hours: number; readonly minutes: number } | undefined {
  if (minutes > 59 || hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0))
    return undefined;
  if (half === undefined) return { hours: hour, minutes };
  return { hours: (hour % 12) + (half === "pm" ? 12 : 0), minutes };
}
