import type { RawEntry } from "../entry.ts";
import type { OpenedFile } from "../parts.ts";
import { readRange } from "./fill-buffer.ts";
import type { JsonlLimits, SkimPlan } from "./limits.ts";
import { excerptBytes, parseLine, tooLong } from "./parse-line.ts";

/** What one call has found so far. */
export class FoundLines {
  readonly entries: RawEntry[] = [];
  blank = 0;
  readonly #file: OpenedFile;
  readonly #limits: JsonlLimits;

  readonly #skim: SkimPlan | undefined;

  constructor(file: OpenedFile, limits: JsonlLimits, skim?: SkimPlan) {
    this.#file = file;
    this.#limits = limits;
    this.#skim = skim;
  }

  /**
   * Takes the line `[start, end)` of the file.
   * @param window A piece of the file, and where it begins; a line that is not wholly in it is read by itself.
   */
  take(start: number, end: number, window: Buffer, base: number): void {
    const inside = start >= base && end <= base + window.length;
    const entry =
      end - start > this.#limits.lineBytes
        ? this.#placeholder(start, end)
        : inside
          ? parseLine(window, start - base, end - base, start, this.#limits, this.#skim)
          : this.#readLine(start, end);
    if (entry === undefined) this.blank++;
    else this.entries.push(entry);
  }

  #readLine(start: number, end: number): RawEntry | undefined {
    const line = readRange(this.#file, start, end - start);
    return parseLine(line, 0, line.length, start, this.#limits, this.#skim);
  }

  #placeholder(start: number, end: number): RawEntry {
    const head = readRange(this.#file, start, Math.min(end - start, excerptBytes(this.#limits)));
    return tooLong(start, end - start, head, this.#limits);
  }
}
