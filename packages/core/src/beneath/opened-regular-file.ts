import { closeSync, readSync, type Stats } from "node:fs";
import type { OpenedFile } from "../parts.ts";

/** What the file system says of a file. */
export interface FileStat {
  readonly dev: number;
  readonly ino: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch; a stranger may have set any value. */
  readonly mtimeMs: number;
  readonly birthtimeMs: number;
  /** How many names the file has. */
  readonly nlink: number;
}

/** An opened file below a root. Whoever opened it closes it: `using file = openBeneath(…)`. */
export interface BeneathFile extends OpenedFile, Disposable {
  /** As of the moment when it was opened. */
  readonly stat: FileStat;
  /** May be called twice. */
  close(): void;
}

/** Takes over an open descriptor. */
export function openedRegularFile(descriptor: number, stats: Stats): BeneathFile {
  const { dev, ino, size, mtimeMs, birthtimeMs, nlink } = stats;
  // A number of a closed descriptor may soon be another file's: it is forgotten at once.
  let open: number | undefined = descriptor;
  const close = (): void => {
    if (open === undefined) return;
    const closing = open;
    open = undefined;
    closeSync(closing);
  };
  return {
    size,
    stat: { dev, ino, size, mtimeMs, birthtimeMs, nlink },
    read(into, position) {
      if (open === undefined) throw new Error("the file is closed");
      return readSync(open, into, 0, into.length, position);
    },
    close,
    [Symbol.dispose]: close,
  };
}
