/** Lets one piece of work run at a time, in the order in which they came. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether somebody works or waits. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Runs work when it is its turn. @throws what the work throws; the signal's reason when it aborts before that. */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    this.#waiting++;
    const turn = this.#last.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.#last = turn.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return signal === undefined ? turn : unlessAborted(turn, signal);
  }
}

/** Leaves when the signal aborts, whatever the work still does. */
function unlessAborted<Result>(turn: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    turn.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
