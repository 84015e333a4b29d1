import type { Answer, Approval } from "@vibedeck/core";
import { asApiError } from "../app/deck-store.ts";

/** Sends an answer to the server. @throws `ApiError` */
export type SendAnswer = (approvalId: string, answer: Answer) => Promise<Approval>;

/** Where the reader's answer stands. */
export type AnsweringState =
  | { readonly step: "open" }
  | { readonly step: "sending"; readonly answer: Answer }
  /** It may or may not have arrived; it is kept and can be sent again: the first one counts. */
  | { readonly step: "kept"; readonly answer: Answer; readonly text: string; readonly hint?: string }
  /** The server did not take it, and would not take it again. */
  | {
      readonly step: "refused";
      readonly answer: Answer;
      readonly text: string;
      readonly hint?: string;
      readonly over: boolean;
    }
  | { readonly step: "done" };

/** What settles a request for good. */
const OVER: ReadonlySet<string> = new Set(["CONFLICT", "NOT_FOUND"]);
/** What another try may help against. */
const AGAIN: ReadonlySet<string> = new Set(["OFFLINE", "INTERNAL", "UNAVAILABLE", "UNAUTHENTICATED"]);

/** One answer to one request: sent once however often a button is pressed, kept while it cannot be sent. */
export class Answering {
  state: AnsweringState = { step: "open" };
  readonly #changed: () => void;

  /** @param changed Called after each change of the state. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** True while nothing else can be answered. */
  get busy(): boolean {
    return this.state.step === "sending" || this.state.step === "done";
  }

  /** Returns the request as it was settled; `undefined` when it was not, or not by this. */
  async send(id: string, answer: Answer, send: SendAnswer): Promise<Approval | undefined> {
    if (this.busy) return undefined;
    this.#to({ step: "sending", answer });
    try {
      const settled = await send(id, answer);
      this.#to({ step: "done" });
      return settled;
    } catch (cause) {
      const { code, status, message, hint } = asApiError(cause);
      const more = hint === undefined ? {} : { hint };
      if (AGAIN.has(code) || status >= 500) this.#to({ step: "kept", answer, text: message, ...more });
      else this.#to({ step: "refused", answer, text: message, ...more, over: OVER.has(code) });
      return undefined;
    }
  }

  #to(state: AnsweringState): void {
    this.state = state;
    this.#changed();
  }
}
