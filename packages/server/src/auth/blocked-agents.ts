import type { Logger, UserId } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import type { Accounts } from "../accounts/accounts.ts";
import type { PlaceBoard } from "../places/place-board.ts";

/** What {@link BlockedAgents} works with. */
export interface BlockedSources {
  readonly engine: Engine;
  readonly accounts: () => Accounts;
  readonly places: Pick<PlaceBoard, "stopAllOf">;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Stops what the agents of blocked users do: only owners drive their sessions, so nobody else could. What waits behind
 * is held, as after every interruption. Where each has a place of their own, that is stopped too, with whatever they
 * left running in it.
 */
export class BlockedAgents {
  readonly #sources: BlockedSources;
  /** Blocked users whose agents were told to stop. */
  #stopped: ReadonlySet<UserId> = new Set();
  /** Those of whom a place could not be stopped yet; tried again whenever it is looked. */
  readonly #left = new Set<UserId>();
  /** Those whose places are being stopped. */
  readonly #stopping = new Set<UserId>();

  constructor(sources: BlockedSources) {
    this.#sources = sources;
  }

  /** Looks who is blocked, and stops the agents of those who were not when it looked last. Throws what the accounts do. */
  async look(): Promise<void> {
    const blocked = this.#sources
      .accounts()
      .users.list()
      .filter((user) => user.blocked)
      .map(({ id }) => id);
    const fresh = blocked.filter((id) => !this.#stopped.has(id));
    this.#stopped = new Set(blocked);
    for (const id of this.#left) if (!this.#stopped.has(id)) this.#left.delete(id);
    const again = [...this.#left];
    for (const id of fresh) {
      await this.#stop(id);
      await this.#stopPlaces(id);
    }
    for (const id of again) await this.#stopPlaces(id);
  }

  async #stop(id: UserId): Promise<void> {
    const { engine, logger } = this.#sources;
    try {
      const view = engine.view({ principal: { kind: "user", id } });
      for (let cursor: string | undefined; ; ) {
        const page = await view.sessions({ limit: 1_000, ...(cursor === undefined ? {} : { cursor }) });
        for (const { key, drive } of page.sessions) if (drive !== undefined) await view.drive.interrupt(key);
        if (page.next === undefined) return;
        cursor = page.next;
      }
    } catch (error) {
      logger.error({ err: error, user: id }, "The agents of a blocked user could not all be stopped");
    }
  }

  async #stopPlaces(id: UserId): Promise<void> {
    const { places, accounts, logger, now } = this.#sources;
    if (this.#stopping.has(id)) return;
    this.#stopping.add(id);
    try {
      const stopped = await places.stopAllOf(id);
      this.#left.delete(id);
      if (stopped.length === 0) return;
      const detail = `Blocked; of ${stopped.join(", ")}`;
      accounts().audit.append({ at: now(), act: "sandbox-stop", target: id, detail });
    } catch (error) {
      // Said once: an engine that is away stays away for a while.
      const log = this.#left.has(id) ? logger.debug : logger.error;
      this.#left.add(id);
      log.call(
        logger,
        { err: error, user: id },
        "The place of a blocked user could not be stopped; it is tried again",
      );
    } finally {
      this.#stopping.delete(id);
    }
  }
}
