import type { Root } from "../../parts.ts";
import type { SessionFacts, SessionRef } from "../../session.ts";
import type { TotalsData } from "../usage/totals.ts";

/** A whole file to read, sent to a worker thread. Plain data. */
export interface ReadJob {
  readonly no: number;
  readonly backend: string;
  readonly root: Root;
  readonly path: string;
  readonly ref: SessionRef;
}

/** What identifies a file on disk and how far it was read. */
export interface FileStamp {
  readonly dev: number;
  readonly ino: number;
  /** Creation time in milliseconds since the epoch. */
  readonly bornAt: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly generation: string | undefined;
  readonly offset: number;
  readonly scanned: number | undefined;
  readonly mark: string;
  readonly blank: number;
  readonly failures: number;
}

/** What reading a whole file gave. Large parts are JSON text: the main thread passes them on to the index unparsed. */
export interface ReadOutcome {
  readonly no: number;
  readonly stamp: FileStamp;
  readonly facts: SessionFacts;
  readonly totals: TotalsData;
  readonly state: string;
  readonly entries: string;
  /** Hashes of ledger entries with globally unique ids. */
  readonly globalHashes: Float64Array;
}

/** What a worker answers. */
export type ReadReply =
  | { readonly ok: true; readonly outcome: ReadOutcome }
  | { readonly ok: false; readonly no: number; readonly code: string | undefined; readonly message: string };
