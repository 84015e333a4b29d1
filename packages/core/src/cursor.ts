/** A place in a transcript file: which incarnation of the file, and the byte where a line begins. */
export interface Cursor {
  /** Changes when the file is replaced or rewritten; 16 URL-safe characters. */
  readonly generation: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

const PATTERN = /^([A-Za-z0-9_-]{1,32})\.(\d{1,15})$/;

/** Writes a cursor as `generation.offset`. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.generation}.${cursor.offset}`;
}

/** Reads what {@link formatCursor} wrote; anything else is `undefined`. */
export function parseCursor(text: string | undefined): Cursor | undefined {
  const match = text === undefined ? null : PATTERN.exec(text);
  const [, generation, offset] = match ?? [];
  return generation === undefined || offset === undefined
    ? undefined
    : { generation, offset: Number(offset) };
}
