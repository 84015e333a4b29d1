import type { SendReceipt } from "../../drive.ts";
import type { DriverCore } from "./driver-core.ts";
import { clippedSend } from "./send-queue.ts";

/** Answers a message that comes again with what it was answered first, also while that is not known yet. */
export class Receipts {
  readonly #core: DriverCore;
  readonly #onTheWay = new Map<string, Promise<SendReceipt>>();

  constructor(core: DriverCore) {
    this.#core = core;
  }

  /** Sends once for each user and id, whatever else the repetition holds. */
  async once(user: string, id: string, send: () => Promise<SendReceipt>): Promise<SendReceipt> {
    const name = JSON.stringify([user, id]);
    const first = this.#onTheWay.get(name);
    if (first !== undefined) return first;
    const before = this.#known(user, id);
    if (before !== undefined) return before;
    const receipt = send().finally(() => this.#onTheWay.delete(name));
    this.#onTheWay.set(name, receipt);
    return receipt;
  }

  #known(user: string, id: string): SendReceipt | undefined {
    const stored = this.#core.sends.get(user, id);
    if (stored === undefined) return undefined;
    const live = this.#core.lanes.get(stored.session)?.queue.find(id)?.send;
    return { key: stored.session, send: clippedSend(live ?? stored.send) };
  }
}
