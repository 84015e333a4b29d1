import type { DriveState } from "./drive.ts";
import type { Message } from "./message.ts";
import type { SessionSummary } from "./session.ts";

/** How far the first reading of all transcripts has come. */
export interface Progress {
  readonly done: boolean;
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Something the operator or the reader should know: a bound that was hit, a root that cannot be read. */
export interface Notice {
  readonly id: string;
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  readonly hint?: string;
}

/** What the stream says. `type` is the SSE event name, the rest its JSON data. */
export type DeckEvent =
  /** First event of a connection: whether what was missed follows (`resumed`) or must be fetched again (`reset`). */
  | {
      readonly type: "hello";
      readonly list: "resumed" | "reset";
      readonly session?: "resumed" | "reset";
      readonly version: string;
    }
  /** A session is new or changed. */
  | { readonly type: "session"; readonly session: SessionSummary }
  | { readonly type: "session-removed"; readonly key: string }
  /** New messages (fragments) of the session the stream follows, from cursor `from` up to `to`. */
  | {
      readonly type: "messages";
      readonly key: string;
      readonly from: string;
      readonly to: string;
      readonly messages: readonly Message[];
    }
  /** The followed session was rewritten or replaced: fetch it again. `cursor` is its new beginning. */
  | { readonly type: "session-reset"; readonly key: string }
  /** How the followed session is driven now; comes at the beginning of a stream too. */
  | { readonly type: "drive"; readonly key: string; readonly drive: DriveState }
  /**
   * More of a message of the followed session that is being written: `text` follows the first `at` characters of block
   * `index`; 0 begins anew. A stream that begins or resumes gets all of it. It stands until the transcript has as many
   * blocks of that message.
   */
  | {
      readonly type: "partial";
      readonly key: string;
      readonly messageId: string;
      readonly index: number;
      readonly kind: "text" | "thinking" | "tool";
      readonly tool?: string;
      readonly at: number;
      readonly text: string;
    }
  /** Nothing of the followed session is being written any more: partial blocks that the transcript lacks are void. */
  | { readonly type: "partial-end"; readonly key: string }
  /** The session that a start or fork announced under `key` turned out to lie elsewhere. */
  | { readonly type: "session-moved"; readonly key: string; readonly to: string }
  | { readonly type: "progress"; readonly progress: Progress }
  /** All notices that stand now. */
  | { readonly type: "notices"; readonly notices: readonly Notice[] }
  /** The server goes away; reconnect after `retryMs`. */
  | { readonly type: "bye"; readonly retryMs: number }
  /** The reader is signed in no more; nothing follows. */
  | { readonly type: "auth" };

/** The names of all events. */
export type DeckEventType = DeckEvent["type"];
