import type { JsonObject } from "@vibedeck/core";

/** One line by which a transcript grows. */
export interface Beat {
  /** Milliseconds that Claude, a tool or a person takes before it. */
  readonly pause: number;
  /** Path of the transcript below `projects`. */
  readonly file: string;
  /** The line, once its time is known. */
  readonly line: (at: string) => JsonObject;
}

/** A beat that has happened. */
export interface Written {
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly line: JsonObject;
}

/** Places beats in time, so that the last one happens at `endsAt`. */
export function placeInTime(beats: readonly Beat[], endsAt: number): readonly Written[] {
  let at = endsAt - beats.slice(1).reduce((sum, beat) => sum + beat.pause, 0);
  return beats.map(({ pause, file, line }, index) => {
    if (index > 0) at += pause;
    return { file, at, line: line(new Date(at).toISOString()) };
  });
}
