import type { Logger, UserId } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import type { Accounts } from "../accounts/accounts.ts";

/**
 * Stops what the agents of blocked users do: only owners drive their sessions, so nobody else could. What waits behind
 * is held, as after every interruption.
 */
export class BlockedAgents {
  readonly #engine: Engine;
  readonly #accounts: () => Accounts;
  readonly #logger: Logger;
  /** Blocked users whose agents were told to stop. */
  #stopped: ReadonlySet<UserId> = new Set();

  constructor(engine: Engine, accounts: () => Accounts, logger: Logger) {
    this.#engine = engine;
    this.#accounts = accounts;
    this.#logger = logger;
  }

  /** Looks who is blocked, and stops the agents of those who were not when it looked last. Throws what the accounts do. */
  async look(): Promise<void> {
    const blocked = this.#accounts()
      .users.list()
      .filter((user) => user.blocked)
      .map(({ id }) => id);
    const fresh = blocked.filter((id) => !this.#stopped.has(id));
    this.#stopped = new Set(blocked);
    for (const id of fresh) await this.#stop(id);
  }

  async #stop(id: UserId): Promise<void> {
    try {
      const view = this.#engine.view({ principal: { kind: "user", id } });
      for (let cursor: string | undefined; ; ) {
        const page = await view.sessions({ limit: 1_000, ...(cursor === undefined ? {} : { cursor }) });
        for (const { key, drive } of page.sessions) if (drive !== undefined) await view.drive.interrupt(key);
        if (page.next === undefined) return;
        cursor = page.next;
      }
    } catch (error) {
      this.#logger.error({ err: error, user: id }, "The agents of a blocked user could not all be stopped");
    }
  }
}
