import { type Cursor, formatCursor, parseCursor } from "../../cursor.ts";

/** Where a stream stands: in the event log of its scope, and in the file of the session it follows. */
export interface StreamPosition {
  /** Tells the log from those of other scopes and of other runs of the server. */
  readonly run: string;
  readonly seq: number;
  readonly cursor?: Cursor;
}

const PATTERN = /^([A-Za-z0-9_-]{1,16})\.(\d{1,15})(?:~(.{1,64}))?$/;

/** Writes a position as `run.seq` or `run.seq~generation.offset`. It carries no authority, only a place. */
export function formatEventId(position: StreamPosition): string {
  const list = `${position.run}.${position.seq}`;
  return position.cursor === undefined ? list : `${list}~${formatCursor(position.cursor)}`;
}

/** Reads what {@link formatEventId} wrote; anything else is `undefined`. */
export function parseEventId(text: string | undefined): StreamPosition | undefined {
  const match = text === undefined || text.length > 128 ? null : PATTERN.exec(text);
  const [, run, seq, cursorText] = match ?? [];
  if (run === undefined || seq === undefined) return undefined;
  const cursor = parseCursor(cursorText);
  return { run, seq: Number(seq), ...(cursor === undefined ? {} : { cursor }) };
}
