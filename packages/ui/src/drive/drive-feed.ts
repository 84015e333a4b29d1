import { type DeckEvent, type DriveState, Partials, type Send } from "@vibedeck/core";

/** Sessions whose last state is kept. */
const MAX_STATES = 20;

/** How sessions are driven, as the stream and the answers to our own calls last said. Replaced, never changed. */
export class DriveFeed {
  #writing: { readonly key: string; readonly partials: Partials } | undefined;
  readonly #states = new Map<string, DriveState>();

  /** `undefined` until the stream said it. */
  state(key: string): DriveState | undefined {
    return this.#states.get(key);
  }

  /** What the agents of a session are writing; `undefined` when it is not the one that the stream told of last. */
  writing(key: string): Partials | undefined {
    return this.#writing?.key === key ? this.#writing.partials : undefined;
  }

  /** Takes what the stream says; returns whether a drive state changed. */
  take(events: readonly DeckEvent[]): boolean {
    let changed = false;
    for (const event of events) {
      if (event.type === "drive") {
        this.put(event.key, event.drive);
        changed = true;
      } else if (event.type === "partial") this.#partialsOf(event.key).apply(event);
      else if (event.type === "partial-end") this.writing(event.key)?.end();
    }
    return changed;
  }

  /** Takes a message that the server has acknowledged and the stream may not have told yet. */
  sent(key: string, send: Send): void {
    const known = this.#states.get(key);
    if (known?.sends.some(({ id }) => id === send.id)) return;
    const state = known ?? { state: "none", sends: [], approvals: [] };
    this.put(key, { ...state, sends: [...state.sends, send] });
  }

  /**
   * Takes an answer that tells how a session is driven, unless the stream told something newer before it came.
   * Returns whether it was taken.
   */
  async ask(key: string, ask: () => Promise<DriveState>): Promise<boolean> {
    const before = this.#states.get(key);
    const drive = await ask();
    if (this.#states.get(key) !== before) return false;
    this.put(key, drive);
    return true;
  }

  #partialsOf(key: string): Partials {
    const known = this.writing(key);
    if (known !== undefined) return known;
    const partials = new Partials();
    this.#writing = { key, partials };
    return partials;
  }

  put(key: string, drive: DriveState): void {
    this.#states.delete(key);
    this.#states.set(key, drive);
    const [oldest] = this.#states.keys();
    if (this.#states.size > MAX_STATES && oldest !== undefined) this.#states.delete(oldest);
  }
}
