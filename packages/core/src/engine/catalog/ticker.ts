import { nextChange } from "./activity.ts";
import type { Catalog } from "./catalog.ts";
import type { FileRecord } from "./file-record.ts";
import { quietSince } from "./summary.ts";

/** How often states that depend on time are looked at. */
const TICK_MS = 1_000;

/** Announces records whose state changes because nothing happens: quiet turns "working" into something else. */
export class Ticker {
  readonly #restless = new Map<FileRecord, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #catalog: Catalog;
  readonly #now: () => number;
  readonly #changed: (record: FileRecord) => void;

  constructor(catalog: Catalog, now: () => number, changed: (record: FileRecord) => void) {
    this.#catalog = catalog;
    this.#now = now;
    this.#changed = changed;
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Takes a record that was just announced into account. */
  watch(record: FileRecord): void {
    const quiet = quietSince(record, this.#catalog.children(record));
    const next = record.facts && nextChange(record.facts.activity, this.#now() - quiet);
    if (next === undefined) this.#restless.delete(record);
    else this.#restless.set(record, quiet + next);
  }

  tick(): void {
    const now = this.#now();
    for (const [record, due] of this.#restless) {
      if (due > now) continue;
      this.#restless.delete(record);
      if (this.#catalog.get(record.key) !== record) continue;
      this.#changed(record);
      this.watch(record);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
