import type { BackendStatus } from "./backend-status.ts";

/** Between two looks while a tool cannot be run, in milliseconds. */
const ILL_MS = 15_000;
/** The server looks by itself when it is asked for the first time, and knows it so many milliseconds later. */
const FIRST_MS = 5000;

/** Has the backends read again while a tool cannot be run, or is not known to; never in a hidden tab. */
export class AgentWatch {
  readonly #read: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #first = true;
  #late = false;

  constructor(read: () => void) {
    this.#read = read;
  }

  /** Takes the backends as they were read last. */
  take(backends: readonly BackendStatus[]): void {
    clearTimeout(this.#timer);
    const wait = this.#wait(backends);
    if (wait !== undefined) this.#timer = setTimeout(() => this.#due(), wait);
  }

  /** Until the signal aborts. */
  watch(signal: AbortSignal): void {
    const shown = (): void => {
      if (this.#late) this.#due();
    };
    document.addEventListener("visibilitychange", shown, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  #wait(backends: readonly BackendStatus[]): number | undefined {
    if (backends.some(({ agent }) => agent?.ok === false)) return ILL_MS;
    const unknown = backends.some(
      ({ agent, capabilities }) => agent === undefined && capabilities?.run === true,
    );
    if (!unknown || !this.#first) return undefined;
    this.#first = false;
    return FIRST_MS;
  }

  #due(): void {
    this.#late = document.hidden;
    if (!this.#late) this.#read();
  }
}
