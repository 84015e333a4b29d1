import type { SessionSummary } from "@vibedeck/core";
import type { Api } from "../app/api.ts";
import type { Attention, AttentionHost } from "./attention.ts";
import type { Notifier } from "./notifier.ts";

/** Tells of sessions that need the reader. The code for it comes after the first screen. */
export class Attending {
  readonly #api: Api;
  readonly #host: AttentionHost;
  #attention: Attention | undefined;
  #wanted = false;

  constructor(api: Api, host: AttentionHost) {
    this.#api = api;
    this.#host = host;
  }

  get notifier(): Notifier | undefined {
    return this.#attention?.notifier;
  }

  /** How many sessions need the reader, that one left out. */
  others(key: string): number {
    return this.#attention?.others(key) ?? 0;
  }

  /** The title of the tab. */
  title(text: string): string {
    return this.#attention?.title(text) ?? text;
  }

  /** Takes all sessions as they are now. */
  look(sessions: ReadonlyMap<string, SessionSummary>): void {
    if (!this.#wanted) void this.#begin();
    this.#attention?.look(sessions);
  }

  /** Tells nothing more until something is to be looked at again. */
  rest(): void {
    this.#wanted = false;
    this.#attention?.look(new Map());
    this.#attention?.stop();
    this.#attention = undefined;
  }

  async #begin(): Promise<void> {
    this.#wanted = true;
    try {
      const { Attention } = await import("./attention.ts");
      if (!this.#wanted || this.#attention !== undefined) return;
      this.#attention = new Attention(this.#api, this.#host);
      this.#attention.start();
      this.#host.changed();
    } catch {
      this.#wanted = false; // It is tried again with the next change.
    }
  }
}
