import { guard } from "./guard.ts";

/** How long one thing may take to stop, in milliseconds. */
export const DISPOSE_LIMIT_MS = 5_000;

/**
 * Stops things in the reverse order of their start, one after the other. A failure does not keep the rest running.
 * Used instead of the container's own disposal, which forgets instances made by factories, runs in order of
 * creation and ends at the first throw.
 */
export class Disposer {
  readonly #owner: string;
  readonly #limitMs: number;
  readonly #stack: { readonly name: string; readonly stop: () => unknown }[] = [];
  #done: Promise<void> | undefined;

  /** @param owner named in the errors. */
  constructor(owner: string, limitMs: number = DISPOSE_LIMIT_MS) {
    this.#owner = owner;
    this.#limitMs = limitMs;
  }

  /** Runs `stop` when it is this one's turn; at once when everything has been stopped already. */
  defer(name: string, stop: () => unknown): void {
    if (this.#done !== undefined) {
      this.#done = this.#done
        .then(() => guard(this.#owner, `stop ${name}`, this.#limitMs, stop))
        .then(() => {});
      return;
    }
    this.#stack.push({ name, stop });
  }

  /** Takes charge of a value that has `Symbol.asyncDispose` or `Symbol.dispose`; others need no stopping. */
  own(name: string, value: object): void {
    const stop = stopOf(value);
    if (stop !== undefined) this.defer(name, stop);
  }

  /**
   * Stops everything. A second call waits for the first.
   * @throws `AggregateError` of all that failed, each with the name of what did not stop.
   */
  dispose(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (let entry = this.#stack.pop(); entry !== undefined; entry = this.#stack.pop()) {
      await guard(this.#owner, `stop ${entry.name}`, this.#limitMs, entry.stop).catch((error) =>
        errors.push(error),
      );
    }
    if (errors.length > 0)
      throw new AggregateError(errors, `${errors.length} things of ${this.#owner} did not stop cleanly.`);
  }
}

function stopOf(value: object): (() => unknown) | undefined {
  if (Symbol.asyncDispose in value) return methodOf(value, value[Symbol.asyncDispose]);
  if (Symbol.dispose in value) return methodOf(value, value[Symbol.dispose]);
  return undefined;
}

function methodOf(value: object, method: unknown): (() => unknown) | undefined {
  return typeof method === "function" ? () => method.call(value) : undefined;
}
