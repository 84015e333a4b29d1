import { randomUUID } from "node:crypto";
import { type JsonObject, VibeDeckError } from "@vibedeck/core";

/** How a control request ended badly: the tool said no, or did not answer. */
export interface ControlLimits {
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

interface Waiting {
  resolve(value: JsonObject): void;
  reject(error: Error): void;
}

/** Requests to the tool and their answers, joined by an id. */
export class Control {
  readonly #write: (line: JsonObject) => Promise<void>;
  readonly #waiting = new Map<string, Waiting>();
  #gone: Error | undefined;

  /** @param write sends a line to the tool. */
  constructor(write: (line: JsonObject) => Promise<void>) {
    this.#write = write;
  }

  /** @throws `VibeDeckError` `BAD_REQUEST` with the tool's own words, `AGENT_FAILED` when no answer comes. */
  async ask(request: JsonObject, { timeoutMs, signal }: ControlLimits): Promise<JsonObject> {
    if (this.#gone !== undefined) throw this.#gone;
    signal?.throwIfAborted();
    const id = randomUUID();
    const timer = new AbortController();
    try {
      return await new Promise<JsonObject>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        const timeout = setTimeout(() => reject(silent(String(request["subtype"]), timeoutMs)), timeoutMs);
        timer.signal.addEventListener("abort", () => clearTimeout(timeout));
        signal?.addEventListener("abort", () => reject(aborted(signal)), { signal: timer.signal });
        this.#write({ type: "control_request", request_id: id, request }).catch(reject);
      });
    } finally {
      timer.abort();
      this.#waiting.delete(id);
    }
  }

  /** The tool's answer came. One that nobody waits for any more is dropped. */
  answered(id: string, value: JsonObject): void {
    this.#waiting.get(id)?.resolve(value);
  }

  /** The tool refused. */
  failed(id: string, error: string): void {
    this.#waiting.get(id)?.reject(new VibeDeckError("BAD_REQUEST", error));
  }

  /** The tool is gone: nothing will be answered any more. */
  end(error: Error): void {
    this.#gone = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
  }
}

function silent(what: string, timeoutMs: number): VibeDeckError {
  return new VibeDeckError(
    "AGENT_FAILED",
    `Claude Code did not answer "${what}" within ${timeoutMs / 1_000} s.`,
  );
}

function aborted(signal: AbortSignal): Error {
  return signal.reason instanceof Error
    ? signal.reason
    : new VibeDeckError("UNAVAILABLE", "It was given up.");
}
