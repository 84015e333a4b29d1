import type { ApiError } from "./http.ts";
import type { Me } from "./me.ts";

/** Whether the server lets the reader in. */
export type AccessState =
  | { readonly kind: "in" }
  /** Their sign-in ended. */
  | { readonly kind: "out" }
  /** They are signed in, and not allowed here (any more). */
  | { readonly kind: "refused"; readonly message: string; readonly hint?: string };

/** What {@link Access} works with. */
export interface AccessHost {
  /** Asks who the reader is. */
  readonly ask: () => Promise<Me>;
  readonly changed: () => void;
  /** They are let in again. */
  readonly back: (me: Me) => void;
  readonly now?: () => number;
}

/** Between two questions whether somebody signed in elsewhere, in milliseconds. */
const PROBE_MS = 3000;

const IN: AccessState = { kind: "in" };

/** Notices that the server refuses the reader, and that it lets them in again: they may sign in in another tab. */
export class Access {
  readonly #host: AccessHost;
  #state: AccessState = IN;
  #asked = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: AccessHost) {
    this.#host = host;
  }

  get state(): AccessState {
    return this.#state;
  }

  /** Takes a refusal of the server; those that say nothing of who the reader is change nothing. */
  report({ status, code, message, hint }: ApiError): void {
    if (status === 401) this.#set({ kind: "out" });
    else if (status === 403 && code === "SIGN_IN_REFUSED")
      this.#set({ kind: "refused", message, ...(hint === undefined ? {} : { hint }) });
  }

  /** Asks whether the reader is let in by now: at once, or a little later when that was asked just now. */
  probe(): void {
    if (this.#state.kind === "in" || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#asked + PROBE_MS - this.#now());
    this.#timer = setTimeout(() => void this.#ask(), wait);
  }

  /** Asks whenever the page is looked at, until the signal aborts. */
  watch(signal: AbortSignal): void {
    const looked = (): void => {
      if (!document.hidden) this.probe();
    };
    document.addEventListener("visibilitychange", looked, { signal });
    for (const name of ["focus", "pageshow", "online"]) addEventListener(name, looked, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  async #ask(): Promise<void> {
    this.#asked = this.#now();
    try {
      const me = await this.#host.ask();
      this.#set(IN);
      this.#host.back(me);
    } catch {
      // Still refused, or the server is gone.
    } finally {
      this.#timer = undefined;
    }
  }

  #now(): number {
    return (this.#host.now ?? Date.now)();
  }

  #set(state: AccessState): void {
    if (state.kind === this.#state.kind && state.kind !== "refused") return;
    this.#state = state;
    this.#host.changed();
  }
}
