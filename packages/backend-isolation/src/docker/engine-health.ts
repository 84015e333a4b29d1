import { isVibeDeckError } from "@vibedeck/core";
import type { EngineHealth, SandboxSpec } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { type FitImage, fitImage } from "./image.ts";
import { requireNetwork } from "./network.ts";
import { objectAt, textAt } from "./read.ts";

/** How long an answer stands, in milliseconds. */
const FRESH_MS = 5_000;

/** What was found, with the version of Claude Code in the image. */
export interface HealthFound extends EngineHealth {
  readonly claude?: string;
}

/** Whether sandboxes can be made; nothing is made to find out. */
export class HealthCheck {
  readonly #client: EngineClient;
  readonly #spec: SandboxSpec;
  readonly #now: () => number;
  #last: { readonly at: number; readonly found: Promise<HealthFound> } | undefined;

  constructor(client: EngineClient, spec: SandboxSpec, now: () => number) {
    this.#client = client;
    this.#spec = spec;
    this.#now = now;
  }

  /** What was found lately, or is found now. Never throws. */
  look(): Promise<HealthFound> {
    const now = this.#now();
    if (this.#last === undefined || now - this.#last.at > FRESH_MS) {
      this.#last = { at: now, found: this.#look() };
    }
    return this.#last.found;
  }

  async #look(): Promise<HealthFound> {
    const { runtime, image, network } = this.#spec;
    let text = `Docker, ${runtime}`;
    try {
      const info = await this.#client.must("GET", "/info");
      text = `Docker ${textAt(info, "ServerVersion") ?? ""}, ${runtime}`;
      const runtimes = objectAt(info, "Runtimes") ?? {};
      if (!Object.hasOwn(runtimes, runtime)) {
        const problem = `The runtime "${runtime}" is not known to the sandbox engine.`;
        return {
          ok: false,
          text,
          problem,
          hint: "Whoever runs the server adds it to the engine's daemon.json.",
        };
      }
      const { claude }: FitImage = await fitImage(this.#client, image);
      await requireNetwork(this.#client, network);
      return { ok: true, text, ...(claude === undefined ? {} : { claude }) };
    } catch (error) {
      return { ok: false, text, ...wordsOf(error) };
    }
  }
}

function wordsOf(error: unknown): { readonly problem: string; readonly hint?: string } {
  if (!isVibeDeckError(error)) return { problem: "The sandbox engine cannot be asked." };
  return { problem: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}
