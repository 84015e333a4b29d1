import type { JsonObject } from "./json.ts";

/** Why a line of a transcript could not be read as an entry. */
export type EntryProblem = "invalid-json" | "not-an-object" | "too-long" | "too-deep";

/** One line (or record) of a transcript as the tailer yields it. Plain data; frozen inputs are allowed. */
export interface RawEntry {
  /** Where the line begins, in bytes from the start of the file. */
  readonly offset: number;
  /** Length of the line in bytes, its line feed included. */
  readonly bytes: number;
  /** The parsed object; absent when `problem` is set. */
  readonly value?: JsonObject;
  readonly problem?: EntryProblem;
  /** The beginning of a bad line (at most 2,000 characters), for people to look at. */
  readonly excerpt?: string;
}
