import type { DeckEvent, DriveState, Send } from "@vibedeck/core";
import { PartialBlocks } from "./partial-blocks.ts";

/** Sessions whose last state is kept. */
const MAX_STATES = 20;

/** How sessions are driven, as the stream and the answers to our own calls last said. Replaced, never changed. */
export class DriveFeed {
  readonly partials: PartialBlocks = new PartialBlocks();
  readonly #states = new Map<string, DriveState>();

  /** `undefined` until the stream said it. */
  state(key: string): DriveState | undefined {
    return this.#states.get(key);
  }

  /** Takes what the stream says; returns whether a drive state changed. */
  take(events: readonly DeckEvent[]): boolean {
    let changed = false;
    for (const event of events) {
      if (event.type === "drive") {
        this.put(event.key, event.drive);
        changed = true;
      } else this.partials.take(event);
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

  put(key: string, drive: DriveState): void {
    this.#states.delete(key);
    this.#states.set(key, drive);
    const [oldest] = this.#states.keys();
    if (this.#states.size > MAX_STATES && oldest !== undefined) this.#states.delete(oldest);
  }
}
