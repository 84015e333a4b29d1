import { isVibeDeckError, type Logger } from "@vibedeck/core";
import type { Accounts } from "../accounts/accounts.ts";
import type { Streams } from "../http/sse/streams.ts";
import type { BlockedAgents } from "./blocked-agents.ts";

/** How often it is looked whether another process ended sign-ins, in milliseconds. */
const LOOK_MS = 1_000;

/** So many looks later it is asked again in any case: sign-ins also end by time. */
const ASK_EVERY = 3;

/** Ends the streams of people who are signed in no more, and what blocked people have running, wherever that was decided. */
export class SignInWatch {
  readonly #streams: Streams;
  readonly #accounts: () => Accounts;
  readonly #logger: Logger;
  readonly #blocked: Pick<BlockedAgents, "look">;
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  /** What was noticed but could not be acted on yet. */
  #due = false;

  constructor(
    streams: Streams,
    accounts: () => Accounts,
    blocked: Pick<BlockedAgents, "look">,
    logger: Logger,
  ) {
    this.#streams = streams;
    this.#accounts = accounts;
    this.#blocked = blocked;
    this.#logger = logger;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Something ended in this process. Never throws: what ended has, and the streams are looked at again soon. */
  check(): void {
    void this.#act();
  }

  #look(): void {
    try {
      this.#due ||= this.#accounts().changedElsewhere() || this.#mustAsk();
    } catch (error) {
      this.#note(error);
    }
    if (this.#due) void this.#act();
  }

  /** Only streams can outlive a time. */
  #mustAsk(): boolean {
    return this.#streams.size > 0 && ++this.#looks % ASK_EVERY === 0;
  }

  /** Nobody is signed out because the database does not answer: the next look asks again. */
  async #act(): Promise<void> {
    // Before it begins: what ends meanwhile is another reason to look.
    this.#due = false;
    try {
      await this.#streams.endSignedOut();
      await this.#blocked.look();
    } catch (error) {
      this.#due = true;
      this.#note(error);
    }
  }

  /** Those of the database are in the log already. */
  #note(error: unknown): void {
    if (!isVibeDeckError(error)) this.#logger.error({ err: error }, "Sign-ins cannot be looked at");
  }
}
