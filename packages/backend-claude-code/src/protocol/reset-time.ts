const DATE =
  /\bresets?\s+(?:at\s+|on\s+)?([A-Z][a-z]{2})[a-z]*\s+(\d{1,2})(?:,?\s+(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*([ap]m)?)?/;
const TIME = /\bresets?\s+(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*([ap]m)?\b/;
const ZONE = /\(([A-Za-z_]{2,30}(?:\/[A-Za-z_+\-0-9]{1,30}){0,2})\)/;
const PIPE = /\|(\d{10,13})\b/;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

/**
 * When a limit ends, from the tool's words: "You've hit your limit · resets 5am (Europe/Berlin)", "… resets Nov 27,
 * 3:30pm", or "usage limit reached|1795516475" of old ones. Without a zone it is that of this machine. A time of day
 * is the next such one after `now`.
 * @returns milliseconds since the epoch.
 */
export function resetTime(text: string, now: number): number | undefined {
  const words = text.slice(0, 2_000);
  const seconds = PIPE.exec(words)?.[1];
  if (seconds !== undefined) return plausible(epoch(Number(seconds)), now);
  const zone = ZONE.exec(words)?.[1];
  const at = onDate(words, zone, now) ?? atTime(words, zone, now);
  return at === undefined ? undefined : plausible(at, now);
}

/** Seconds or milliseconds since the epoch, as milliseconds. */
export function epoch(value: number): number {
  return value < 1e11 ? value * 1_000 : value;
}

/** No limit lasts longer than some weeks. */
export function plausible(at: number, now: number): number | undefined {
  return Number.isFinite(at) && at > now - DAY && at < now + 45 * DAY ? Math.round(at) : undefined;
}

function onDate(words: string, zone: string | undefined, now: number): number | undefined {
  const found = DATE.exec(words);
  const month = MONTHS.indexOf(found?.[1] ?? "");
  if (found === null || month < 0) return undefined;
  const time = found[3] === undefined ? { hours: 0, minutes: 0 } : ofDay(found[3], found[4], found[5]);
  if (time === undefined) return undefined;
  const { year } = wallClock(now, zone);
  const wall = { year, month, day: Number(found[2]), ...time };
  const at = fromWallClock(wall, zone);
  return at < now - DAY ? fromWallClock({ ...wall, year: year + 1 }, zone) : at;
}

function atTime(words: string, zone: string | undefined, now: number): number | undefined {
  const found = TIME.exec(words);
  const time = ofDay(found?.[1], found?.[2], found?.[3]);
  if (time === undefined) return undefined;
  const wall = { ...wallClock(now, zone), ...time };
  const at = fromWallClock(wall, zone);
  return at <= now ? fromWallClock({ ...wall, day: wall.day + 1 }, zone) : at;
}

function ofDay(
  hour: string | undefined,
  minute: string | undefined,
  half: string | undefined,
): { readonly hours: number; readonly minutes: number } | undefined {
  const hours = Number(hour);
  const minutes = Number(minute ?? 0);
  if (hour === undefined || minutes > 59 || hours > (half === undefined ? 23 : 12)) return undefined;
  if (half === undefined) return { hours, minutes };
  return hours === 0 ? undefined : { hours: (hours % 12) + (half === "pm" ? 12 : 0), minutes };
}

/** What a clock on the wall of a place shows. `month` begins with 0; a day past the end of its month is in the next. */
interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
}

function wallClock(at: number, zone: string | undefined): WallClock {
  const date = new Date(at + offset(at, zone));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
  };
}

function fromWallClock({ year, month, day, hours, minutes }: WallClock, zone: string | undefined): number {
  const utc = Date.UTC(year, month, day, hours, minutes);
  // The offset at that very time, which the first guess may miss by an hour when clocks are changed.
  return utc - offset(utc - offset(utc, zone), zone);
}

/** Milliseconds by which the clocks of a zone are ahead of UTC. */
function offset(at: number, zone: string | undefined): number {
  if (zone === undefined) return -new Date(at).getTimezoneOffset() * 60_000;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const name = format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
    return sign === "-" ? -size : size;
  } catch {
    // No zone that is known here.
    return offset(at, undefined);
  }
}
