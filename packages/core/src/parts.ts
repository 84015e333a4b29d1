import type { Cli } from "./cli.ts";
import type { OtherProgram } from "./drive.ts";
import type { RawEntry } from "./entry.ts";
import type { Message } from "./message.ts";
import type { Owner } from "./principal.ts";
import type { SessionFacts, SessionRef } from "./session.ts";
import type { UsageRecord } from "./usage.ts";

/** The five parts of a backend. Everything that crosses them is plain JSON-shaped data. */
export interface Parts {
  readonly discovery: Discovery;
  readonly tailer: Tailer;
  readonly renderer: Renderer;
  readonly pricing: Pricing;
  readonly cli: Cli;
}

/** The name of a part. */
export type PartName = keyof Parts;

/** A directory in which sessions live. */
export interface Root {
  /**
   * Absolute path. It may not exist yet, vanish and come back. Links are followed on the way to it, never below it:
   * of an untrusted user take the directory that he cannot rename, his home, and leave the way down to `enter`.
   */
  readonly path: string;
  /** Tells several roots of one owner apart; part of the session keys, so keep it stable. Default: empty. */
  readonly id?: string;
  readonly owner: Owner;
  /** False when somebody else than the server's own user can write below it: every byte is hostile then. */
  readonly trusted: boolean;
  /** Directories deeper than this below the root are not looked into. Default 6. */
  readonly maxDepth?: number;
}

/** Which sessions exist, and whose they are. The host walks, watches and opens; discovery only names and identifies. */
export interface Discovery {
  /**
   * Yields the set of roots, again whenever it changes, until the signal aborts. A fixed set is yielded once.
   * @throws `VibeDeckError` when the roots cannot be named at all.
   */
  roots(signal: AbortSignal): AsyncIterable<readonly Root[]>;
  /**
   * Tells which session a file is, from its path relative to the root (`/` between components). Pure.
   * @returns `undefined` for a file that is no transcript.
   */
  identify(root: Root, relativePath: string): SessionRef | undefined;
  /**
   * Where the transcript of a session will lie that is started in `cwd` with this id, relative to the root. Pure.
   * @returns `undefined` when it cannot be told beforehand.
   */
  locate?(root: Root, sessionId: string, cwd: string): string | undefined;
  /** Other programs that run a session of this root now, except those with the process ids given. */
  running?(root: Root, sessionId: string, except: readonly number[]): Promise<OtherProgram | undefined>;
  /** Whether a directory is worth walking and watching. Pure. Absent: all are, down to the root's `maxDepth`. */
  enter?(root: Root, relativePath: string): boolean;
  /** The path of a file as its owner knows it, where that is not its path on this machine. Pure. */
  shownPath?(root: Root, relativePath: string): string;
}

/** An opened regular file. Only the host makes one; reading cannot leave the file. */
export interface OpenedFile {
  /** Size in bytes when it was opened. */
  readonly size: number;
  /** Reads into the buffer from a position in bytes; returns the bytes read, 0 at the end. */
  read(into: Uint8Array, position: number): number;
}

/** Where to go on reading. Plain data; kept in the index between runs. */
export interface TailCursor {
  /** The byte after the last entry that was returned. */
  readonly offset: number;
  /** How far an unfinished line at `offset` was already searched for its end, so that it is not searched twice. */
  readonly scanned?: number;
}

/** How much one call may read. */
export interface ReadBudget {
  /** Stop after about this many bytes. */
  readonly bytes: number;
  /** Stop after this many entries. */
  readonly entries: number;
}

/** What {@link Tailer.read} found. */
export interface TailResult {
  readonly entries: readonly RawEntry[];
  readonly next: TailCursor;
  /** True when nothing complete is left to read. */
  readonly atEnd: boolean;
  /** Lines without any content; they are no entries. */
  readonly blank: number;
}

/** Bytes to entries, incrementally. It never opens anything by itself. */
export interface Tailer {
  /** Reads complete entries forwards. A half-written one at the end is left for later. */
  read(file: OpenedFile, from: TailCursor, budget: ReadBudget): TailResult;
  /**
   * The same for `reduce` and `usage` only, over many gigabytes at a first reading: entries may lack what those never
   * look at. Absent: `read` serves.
   */
  skim?(file: OpenedFile, from: TailCursor, budget: ReadBudget): TailResult;
  /**
   * Reads the last complete entries that end at or before `offset`, in file order. `next.offset` is where the first
   * of them begins: the offset to ask for what comes before. `atEnd` says that nothing does.
   */
  readBefore(file: OpenedFile, offset: number, budget: ReadBudget): TailResult;
  /** The start of the first entry that begins at or after `offset`; the file's size when there is none. */
  align(file: OpenedFile, offset: number): number;
}

/** Entries to messages and session facts. Pure and total: it never throws and nothing vanishes. */
export interface Renderer<State = unknown> {
  /** Raised whenever `reduce` or `facts` would give something else for the same file: the index is rebuilt. */
  readonly version: number;
  /** The messages (usually none or one) of an entry. Bad and unknown entries become a visible raw block. */
  messages(entry: RawEntry): readonly Message[];
  /** The state before the first entry. JSON-shaped and bounded: it is stored between runs. */
  start(ref: SessionRef): State;
  /** Folds an entry into the state. May return the state it was given, changed or not; the host keeps only the result. */
  reduce(state: State, entry: RawEntry): State;
  /** What the state says of the session. */
  facts(state: State): SessionFacts;
}

/** Usage to money. Pure. */
export interface Pricing {
  /** Changes whenever a price or a rule does: the index is rebuilt. */
  readonly version: string;
  /** What an entry says of the tokens of one request; `undefined` when it says nothing. */
  usage(entry: RawEntry): UsageRecord | undefined;
  /** US dollars at list price; `undefined` when the model's price is not known. Never NaN, never negative. */
  price(usage: UsageRecord): number | undefined;
}
