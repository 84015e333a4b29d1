import type { ServerResponse } from "node:http";
import type { EventStream, Logger } from "@vibedeck/core";
import { unavailable } from "../errors.ts";
import { deadPeers } from "./dead-peers.ts";
import { STREAM_LIMITS, type StreamLimits, StreamWriter } from "./stream-writer.ts";

/** How often it is checked whether readers are still there, in milliseconds. */
const SWEEP_MS = 10_000;

/** Of how many readers it is asked in one turn whether they may still be here: each answer is looked up. */
const ASKED_A_TURN = 200;

/** All open streams: to end them together, and to let go of readers who vanished without a word. */
export class Streams {
  readonly #logger: Logger;
  readonly #limits: StreamLimits;
  /** Each with the question whether its reader may still be here. */
  readonly #open = new Map<StreamWriter, () => boolean>();
  #sweep: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(logger: Logger, limits: StreamLimits = STREAM_LIMITS) {
    this.#logger = logger;
    this.#limits = limits;
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Takes over a response whose headers are not sent yet.
   * @param stillIn whether the reader is still signed in; asked by {@link Streams.endSignedOut}.
   */
  open(response: ServerResponse, source: EventStream, stillIn: () => boolean = () => true): void {
    if (this.#ended) {
      source.close();
      throw unavailable("The server is stopping.");
    }
    const writer = new StreamWriter(response, source, this.#limits, (end) => {
      this.#open.delete(writer);
      if (end !== "left") this.#logger.debug({ end, streams: this.#open.size }, "A stream was ended");
      if (this.#open.size === 0) this.#stopSweeping();
    });
    this.#open.set(writer, stillIn);
    this.#startSweeping();
    writer.open();
  }

  /** Says goodbye to everybody and takes nobody any more. */
  end(): void {
    this.#ended = true;
    for (const writer of this.#open.keys()) writer.bye();
  }

  /**
   * Ends the streams of readers who are signed in no more: at once, and where there are very many, in turns.
   * @throws what the question throws; whoever was not asked yet is asked the next time.
   */
  async endSignedOut(): Promise<void> {
    let asked = 0;
    for (const [writer, stillIn] of [...this.#open]) {
      if (asked > 0 && asked % ASKED_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      asked++;
      if (this.#open.has(writer) && !stillIn()) writer.signOut();
    }
  }

  #startSweeping(): void {
    this.#sweep ??= setInterval(() => void this.#cutTheDead(), SWEEP_MS).unref();
  }

  #stopSweeping(): void {
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  async #cutTheDead(): Promise<void> {
    const dead = await deadPeers();
    if (dead.size === 0) return;
    for (const writer of this.#open.keys()) {
      const { remotePort, localPort } = writer.response.socket ?? {};
      if (remotePort !== undefined && dead.has(`${localPort}:${remotePort}`)) writer.cut("dead");
    }
  }
}
