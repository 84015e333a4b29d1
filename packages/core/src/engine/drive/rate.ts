import { VibeDeckError } from "../../errors.ts";

const MINUTE = 60_000;

/** How many messages each person sent in the last minute. */
export class SendRate {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #sent = new Map<string, number[]>();

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** @throws `VibeDeckError` `TOO_MANY_SENDS`. */
  count(user: string): void {
    const now = this.#now();
    const recent = (this.#sent.get(user) ?? []).filter((at) => at > now - MINUTE);
    if (recent.length >= this.#perMinute) {
      this.#sent.set(user, recent);
      const seconds = Math.ceil(((recent[0] ?? now) + MINUTE - now) / 1_000);
      throw new VibeDeckError("TOO_MANY_SENDS", `${recent.length} messages were sent in the last minute.`, {
        hint: `Try again in ${seconds} s.`,
      });
    }
    recent.push(now);
    this.#sent.set(user, recent);
    if (this.#sent.size > 1_000) this.#sweep(now);
  }

  #sweep(now: number): void {
    for (const [user, times] of this.#sent) {
      if ((times.at(-1) ?? 0) <= now - MINUTE) this.#sent.delete(user);
    }
  }
}
