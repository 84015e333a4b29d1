import type { Identity, Principal } from "@vibedeck/core";
import type { DeckContext } from "../http/context.ts";

/** Begins and ends sessions of this server. Every way in goes through {@link SignIns.enter}. */
export interface SignIns {
  /**
   * Maps, admits and binds whom the provider named, then gives the browser a session with a new id; one that it had
   * ends. Written to the audit log, refusals too.
   * @throws `VibeDeckError` `SIGN_IN_REFUSED` with a sentence for the person; `UNAVAILABLE` when nothing can be stored.
   */
  enter(ctx: DeckContext, identity: Identity): Promise<Principal>;
  /** Ends the session of this browser, if it has one, and its streams. */
  leave(ctx: DeckContext): Promise<void>;
  /** Who this browser is signed in as. */
  current(ctx: DeckContext): Promise<Principal | undefined>;
}
