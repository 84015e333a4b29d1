const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
/** The last millisecond a `Date` can hold. */
const LAST = 8.64e15;

/** A moment as people say it, here and in full, and as machines do. */
export interface Moment {
  readonly clock: string;
  readonly full: string;
  readonly iso: string;
}

/** Writes milliseconds since the epoch; `undefined` for what is no moment. */
export function moment(at: number | undefined): Moment | undefined {
  if (at === undefined || !(Math.abs(at) <= LAST)) return undefined;
  const date = new Date(at);
  return { clock: CLOCK.format(date), full: FULL.format(date), iso: date.toISOString() };
}
