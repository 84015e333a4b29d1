import type { AgentInfo } from "@vibedeck/core";
import { asApiError } from "../app/http.ts";

/** What the tool offers in one folder: asked for once, when it is first wanted, and again after a failure. */
export class AgentOffer {
  readonly #fetch: () => Promise<AgentInfo>;
  readonly #changed: () => void;
  #asking: Promise<AgentInfo> | undefined;
  #info: AgentInfo | undefined;
  #failed: string | undefined;

  constructor(fetch: () => Promise<AgentInfo>, changed: () => void) {
    this.#fetch = fetch;
    this.#changed = changed;
  }

  /** `undefined` until it is here. */
  get info(): AgentInfo | undefined {
    return this.#info;
  }

  /** Why it is not here, for people. */
  get failed(): string | undefined {
    return this.#failed;
  }

  /** @throws `ApiError` when the tool does not tell. */
  ask(): Promise<AgentInfo> {
    this.#asking ??= this.#ask();
    return this.#asking;
  }

  /** Asks for it, without waiting: {@link AgentOffer.failed} says what came of it. */
  want(): void {
    this.ask().catch(() => undefined);
  }

  async #ask(): Promise<AgentInfo> {
    this.#failed = undefined;
    try {
      this.#info = await this.#fetch();
      return this.#info;
    } catch (error) {
      this.#failed = asApiError(error).message;
      this.#asking = undefined;
      throw error;
    } finally {
      this.#changed();
    }
  }
}
