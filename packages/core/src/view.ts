import type { ScopedDrive } from "./drive.ts";
import type { DeckEvent, Notice, Progress } from "./events.ts";
import type { JsonObject } from "./json.ts";
import type { Message } from "./message.ts";
import type { Owner, Scope } from "./principal.ts";
import type { ActivityState, Cost, SessionSummary } from "./session.ts";

/** What to list. All conditions must hold. */
export interface SessionQuery {
  /** `project.id` of the summaries wanted. */
  readonly project?: string;
  /** Words that must all occur in title, project, branch, model or first prompt; case does not matter. */
  readonly q?: string;
  readonly status?: ActivityState;
  /** Default: both. */
  readonly archived?: boolean;
  /** Key of a session: list its sub-agents instead of top-level sessions. */
  readonly parent?: string;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 1,000; default 100. */
  readonly limit?: number;
}

/** A page of the list, newest activity first (pinned ones are not moved: the reader's page does that). */
export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  /** Sessions that match, on all pages. */
  readonly total: number;
  /** Absent on the last page. */
  readonly next?: string;
  readonly progress: Progress;
}

/** A session with its sub-agents, oldest first. */
export interface SessionDetail {
  readonly session: SessionSummary;
  readonly agents: readonly SessionSummary[];
  /** Path of the transcript as people may see it. */
  readonly path: string;
}

/** Which messages to read. Without any of the three: the last ones. */
export interface MessageQuery {
  readonly before?: string;
  readonly after?: string;
  /** Offsets that are no entry's beginning are moved to the next one. */
  readonly around?: string;
  /** 1 to 500; default 100. Pages may hold a few more, so that a message is not cut. */
  readonly limit?: number;
  /** Do not clip long texts. */
  readonly full?: boolean;
}

/** A page of messages in file order. */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** Cursor of the first entry of the page, and the one after its last. */
  readonly from: string;
  readonly to: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Size of the file in bytes, to tell how far into it a cursor is. */
  readonly size: number;
}

/** What a reader may change of a session. `title: null` gives the tool's own title back. */
export interface SessionPatch {
  readonly title?: string | null;
  readonly pinned?: boolean;
  readonly archived?: boolean;
}

/** How to open a stream of events. */
export interface StreamOptions {
  /** The session to follow. */
  readonly session?: string;
  /** Cursor after which its messages are wanted; absent: from the end of the file. */
  readonly after?: string;
  /** The last event id of the connection before. */
  readonly lastEventId?: string;
}

/** An event and the id to resume after it. */
export interface StreamItem {
  readonly id: string;
  /** One line of JSON: the event without its type. Stringified once for all readers. */
  readonly data: string;
  readonly type: DeckEvent["type"];
}

/** A reader of events. Pull-based, so that a slow reader costs no memory. */
export interface EventStream {
  /** Hands out what is ready now, in order, at most about `maxBytes` of it; empty when nothing is. */
  take(maxBytes: number): readonly StreamItem[];
  /** Called once, when something becomes ready; register again after a `take` that gave nothing. */
  onReady(listener: () => void): void;
  close(): void;
}

/** How much of what one owner has, sub-agents' costs included. */
export interface OwnerTotals {
  readonly owner: Owner;
  /** Listed top-level sessions. */
  readonly sessions: number;
  readonly cost: Cost;
  /** Of the newest session; milliseconds since the epoch. */
  readonly lastActivity?: number;
}

/** The only way to sessions for a request: it cannot yield what the scope may not see. Foreign is `undefined`, like missing. */
export interface ScopedView {
  readonly scope: Scope;
  sessions(query: SessionQuery): Promise<SessionPage>;
  session(key: string): SessionDetail | undefined;
  messages(key: string, query: MessageQuery): MessagePage | undefined;
  /** The parsed entry at a cursor, or the text of a bad line. */
  raw(key: string, cursor: string): JsonObject | string | undefined;
  image(
    key: string,
    cursor: string,
    index: number,
  ): { readonly mediaType: string; readonly data: Uint8Array } | undefined;
  patch(key: string, change: SessionPatch): SessionSummary | undefined;
  /** Driving. Every call throws `READ_ONLY` where the server only watches. */
  readonly drive: ScopedDrive;
  /** @throws `VibeDeckError` `TOO_MANY_STREAMS`. */
  stream(options: StreamOptions): EventStream;
  /** What each owner in scope has: for admins who ask for everybody. */
  owners(): Promise<readonly OwnerTotals[]>;
  progress(): Progress;
  notices(): readonly Notice[];
}
