/** Folders that are remembered, and for how long one that was looked at counts as looked at, in milliseconds. */
const MAX_KNOWN = 1_000;
const FRESH_MS = 60_000;

/**
 * What is known of folders inside between the question for one and the start of an agent in it: what was looked at a
 * moment ago is not looked at again, and what nobody could look at, because the sandbox does not run, is looked at by
 * whoever starts it.
 */
export class KnownFolders {
  readonly #looked = new Map<string, number>();
  readonly #toMake = new Map<string, true>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The folder was there, in this very sandbox. */
  looked(sandbox: string, path: string): void {
    put(this.#looked, keyOf(sandbox, path), this.#now());
  }

  /** Whether it was there a moment ago. */
  isFresh(sandbox: string, path: string): boolean {
    const at = this.#looked.get(keyOf(sandbox, path));
    return at !== undefined && this.#now() - at < FRESH_MS;
  }

  /** The folder is to be made once its user's sandbox runs. */
  makeLater(owner: string, path: string): void {
    put(this.#toMake, keyOf(owner, path), true);
  }

  /** Whether it is to be made. */
  isToBeMade(owner: string, path: string): boolean {
    return this.#toMake.has(keyOf(owner, path));
  }

  /** It was made. */
  made(owner: string, path: string): void {
    this.#toMake.delete(keyOf(owner, path));
  }
}

function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_KNOWN) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

function keyOf(place: string, path: string): string {
  return JSON.stringify([place, path]);
}
