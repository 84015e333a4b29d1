import type { Progress } from "../events.ts";
import type { FileRecord } from "./catalog/file-record.ts";

/** Progress is told at most this often. */
const EVERY_MS = 200;

/** Counts whole files that wait to be read and that were read, for the progress bar. */
export class FirstReading {
  readonly #waiting = new Map<FileRecord, number>();
  readonly #tell: (progress: Progress) => void;
  #files = 0;
  #totalFiles = 0;
  #bytes = 0;
  #totalBytes = 0;
  #toldAt = 0;

  constructor(tell: (progress: Progress) => void) {
    this.#tell = tell;
  }

  expect(record: FileRecord): void {
    if (this.#waiting.has(record)) return;
    if (this.#waiting.size === 0) this.#files = this.#totalFiles = this.#bytes = this.#totalBytes = 0;
    this.#waiting.set(record, record.size);
    this.#totalFiles++;
    this.#totalBytes += record.size;
  }

  done(record: FileRecord): void {
    const bytes = this.#waiting.get(record);
    if (bytes === undefined) return;
    this.#waiting.delete(record);
    this.#files++;
    this.#bytes += bytes;
    const now = Date.now();
    if (this.#waiting.size > 0 && now - this.#toldAt < EVERY_MS) return;
    this.#toldAt = now;
    this.#tell(this.progress());
  }

  progress(): Progress {
    return {
      done: this.#waiting.size === 0,
      files: this.#files,
      totalFiles: this.#totalFiles,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
    };
  }
}
