/** Ticks every second while a turn runs: its time goes on by itself. */
export class TurnClock {
  readonly #tick: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(tick: () => void) {
    this.#tick = tick;
  }

  /** Starts or stops it. */
  run(wanted: boolean): void {
    if (wanted) this.#timer ??= setInterval(this.#tick, 1000);
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}
