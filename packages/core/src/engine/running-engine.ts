import { setImmediate as breathe } from "node:timers/promises";
import type { Scope } from "../principal.ts";
import type { ScopedView } from "../view.ts";
import type { FileRecord } from "./catalog/file-record.ts";
import { compose, type MakeDriver, type Pieces } from "./compose.ts";
import type { EngineOptions } from "./engine.ts";
import { lastMessages } from "./ingest/last-messages.ts";
import { CatalogView } from "./view/scoped-view.ts";

/** How long a reader waits before it connects again after a shutdown, in milliseconds. */
const RETRY_MS = 1_000;

/** How long running turns may go on when the engine stops, in milliseconds. */
const TURN_GRACE_MS = 10_000;

/** One run of the engine: starts and stops its pieces in order. */
export class RunningEngine {
  ready = false;
  readonly #options: EngineOptions;
  readonly #pieces: Pieces;

  constructor(options: EngineOptions, makeDriver: MakeDriver) {
    this.#options = options;
    this.#pieces = compose(options, makeDriver);
  }

  async start(): Promise<void> {
    const { stored, pool, ingest, arrivals } = this.#pieces;
    const { logger } = this.#options;
    stored.load();
    if (stored.empty) pool?.warm();
    await this.#walk();
    stored.forgetRest();
    this.ready = true;
    void ingest.claims
      .load()
      .catch((error: unknown) => logger.error({ err: error }, "The index cannot be read"));
    const unread = arrivals.readUnread();
    await this.#startDriving();
    if (this.ready) await this.#catchUp(unread);
  }

  async stop(): Promise<void> {
    const { driver, hub, ticker, roots, pool, ingest, state } = this.#pieces;
    this.ready = false;
    await driver
      .stop(this.#options.turnGraceMs ?? TURN_GRACE_MS)
      .catch((error: unknown) => this.#options.logger.error({ err: error }, "Agents could not be stopped"));
    hub.close(RETRY_MS);
    ticker.close();
    roots.close();
    await pool?.close();
    ingest.close();
    state.close();
  }

  view(scope: Scope): ScopedView {
    return new CatalogView(this.#pieces.views, scope);
  }

  async #walk(): Promise<void> {
    const { backends, logger } = this.#options;
    const { roots, notices } = this.#pieces;
    const results = await Promise.allSettled(backends.map((mounted) => roots.follow(mounted)));
    for (const [index, result] of results.entries()) {
      if (result.status === "fulfilled") continue;
      const { backend } = backends[index] ?? {};
      logger.error({ err: result.reason, backend: backend?.id }, "Discovery failed");
      notices.raise({
        id: `discovery:${backend?.id}`,
        level: "error",
        text: `The ${backend?.title} backend cannot tell where its sessions are.`,
        hint: "Run `vibedeck doctor`; the log has the reason.",
      });
    }
  }

  /** Tells the driver what happened while no server ran: files that are new, and how sessions end that it left. */
  async #catchUp(unread: readonly FileRecord[]): Promise<void> {
    const { driver, catalog } = this.#pieces;
    for (const record of unread) if (catalog.get(record.key) === record) driver.found(record);
    const left = [...catalog.all()].filter(({ key }) => driver.asksTranscript(key));
    for (const record of left) {
      await breathe();
      if (!this.ready) return;
      const untouched = record.stamp !== undefined && driver.asksTranscript(record.key);
      if (untouched) driver.seen(record, lastMessages(record));
    }
  }

  /** After the first walk, so that every session is known. What an earlier run left behind must not stop this one. */
  async #startDriving(): Promise<void> {
    const { driver, notices } = this.#pieces;
    try {
      await driver.start();
    } catch (error) {
      this.#options.logger.error({ err: error }, "What an earlier run left behind could not be looked at");
      notices.raise({
        id: "drive",
        level: "error",
        text: "Agents that an earlier run of the server started may still be running.",
        hint: "Look for them in the process list; the log has the reason.",
      });
    }
  }
}
