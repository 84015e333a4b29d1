import type { Progress } from "../events.ts";
import type { Owner, Scope } from "../principal.ts";
import { canSee } from "../scope.ts";
import type { FileRecord } from "./catalog/file-record.ts";

/** Progress is told at most this often, and whenever everything of an owner is read. */
const EVERY_MS = 200;

interface Count {
  waiting: number;
  files: number;
  totalFiles: number;
  bytes: number;
  totalBytes: number;
}

/** Counts whole files that wait to be read and that were read, for the progress bar: of each owner apart. */
export class FirstReading {
  readonly #waiting = new Map<FileRecord, number>();
  readonly #counts = new Map<Owner, Count>();
  readonly #untold = new Set<Owner>();
  readonly #tell: (owners: readonly Owner[]) => void;
  #toldAt = 0;

  /** @param tell is given the owners whose counts changed since the last time. */
  constructor(tell: (owners: readonly Owner[]) => void) {
    this.#tell = tell;
  }

  /** Whether nothing waits, of nobody. */
  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  expect(record: FileRecord): void {
    if (this.#waiting.has(record)) return;
    if (this.idle) this.#counts.clear();
    const known = this.#counts.get(record.owner);
    const count = known !== undefined && known.waiting > 0 ? known : nothing();
    this.#counts.set(record.owner, count);
    this.#waiting.set(record, record.size);
    count.waiting++;
    count.totalFiles++;
    count.totalBytes += record.size;
  }

  done(record: FileRecord): void {
    const bytes = this.#waiting.get(record);
    const count = this.#counts.get(record.owner);
    if (bytes === undefined || count === undefined) return;
    this.#waiting.delete(record);
    count.waiting--;
    count.files++;
    count.bytes += bytes;
    this.#untold.add(record.owner);
    const now = Date.now();
    if (count.waiting > 0 && now - this.#toldAt < EVERY_MS) return;
    this.#toldAt = now;
    const owners = [...this.#untold];
    this.#untold.clear();
    this.#tell(owners);
  }

  /** How far the files are that a scope may see; of what others have it says nothing. */
  progress(scope: Scope): Progress {
    const sum = nothing();
    for (const [owner, count] of this.#counts) {
      if (!canSee(scope, { owner })) continue;
      sum.waiting += count.waiting;
      sum.files += count.files;
      sum.totalFiles += count.totalFiles;
      sum.bytes += count.bytes;
      sum.totalBytes += count.totalBytes;
    }
    const { waiting, ...counts } = sum;
    return { done: waiting === 0, ...counts };
  }
}

function nothing(): Count {
  return { waiting: 0, files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
}
