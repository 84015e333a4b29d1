import type { FileWrite, IndexStore } from "../state/index-store.ts";

/** Files are written together, this long after the first change. */
const DELAY_MS = 400;
/** Writes in one transaction, so that one never holds the event loop for long. */
const BATCH = 20;
/** During a first reading, writing waits for the readers' sake until this many files are to be written. */
const HELD_BACK = 2_500;
const RETRY_MS = 5_000;

/** Where the queue gets what it writes. */
export interface WriteSource<Item> {
  toWrite(item: Item): FileWrite | undefined;
  /** Whether what `toWrite` gave is in the index now. */
  settled(item: Item, written: boolean): void;
  /** Called with the error when writing begins to fail, with `undefined` when it works again. */
  health(error: unknown): void;
}

/** Collects what changed and writes it to the index in small transactions. What fails is tried again. */
export class WriteQueue<Item> {
  readonly #store: IndexStore;
  readonly #source: WriteSource<Item>;
  readonly #dirty = new Set<Item>();
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #holding = false;

  constructor(store: IndexStore, source: WriteSource<Item>) {
    this.#store = store;
    this.#source = source;
  }

  put(item: Item): void {
    this.#dirty.add(item);
    if (this.#failing) this.#schedule(RETRY_MS);
    else if (!this.#holding) this.#schedule(this.#dirty.size >= BATCH ? 0 : DELAY_MS);
    else if (this.#dirty.size >= HELD_BACK) this.#schedule(0);
  }

  /** Whether to hold writes back for now. */
  hold(holding: boolean): void {
    this.#holding = holding;
    if (!holding && this.#dirty.size > 0) this.#schedule(0);
  }

  drop(item: Item): void {
    this.#dirty.delete(item);
  }

  /** Writes everything now, as far as it can be written. */
  flush(): void {
    while (this.#dirty.size > 0 && this.#writeBatch());
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#dirty.size > 0) this.#schedule(RETRY_MS);
  }

  close(): void {
    this.flush();
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    if (this.#timer !== undefined && delay > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const worked = this.#writeBatch();
      const due = this.#dirty.size > (this.#holding ? HELD_BACK / 2 : 0);
      if (due) this.#schedule(worked ? 2 : RETRY_MS);
    }, delay);
    this.#timer.unref();
  }

  #writeBatch(): boolean {
    const items = [...this.#dirty].slice(0, BATCH);
    const writes = items.map((item) => this.#source.toWrite(item)).filter((write) => write !== undefined);
    try {
      this.#store.save(writes);
    } catch (error) {
      for (const item of items) this.#source.settled(item, false);
      if (!this.#failing) this.#source.health(error);
      this.#failing = true;
      return false;
    }
    for (const item of items) {
      this.#dirty.delete(item);
      this.#source.settled(item, true);
    }
    if (this.#failing) this.#source.health(undefined);
    this.#failing = false;
    return true;
  }
}
