import {
  type Identity,
  isVibeDeckError,
  type Logger,
  type Principal,
  quoteClaim,
  VibeDeckError,
} from "@vibedeck/core";
import type { User } from "../accounts/accounts.ts";
import type { DeckContext } from "../http/context.ts";
import { admit } from "./admission.ts";
import { renewSession, sessionOf } from "./koa-sessions.ts";
import type { SessionCookie } from "./session-cookie.ts";
import type { SignIns } from "./sign-ins.ts";
import { principalOf, type VisitorSources, type Visitors } from "./visitors.ts";

/** What {@link SignInService} takes. */
export interface SignInSources extends Omit<VisitorSources, "rules"> {
  readonly visitors: Visitors;
  readonly cookie: SessionCookie;
  readonly logger: Logger;
  /** A sign-in has ended: its streams must too. */
  readonly ended: () => void;
}

/** Groups that are kept of an identity, to apply the rules to later. */
const MAX_GROUPS = 1_000;

/** Begins and ends the sessions of browsers: over the accounts, and koa's sessions. */
export class SignInService implements SignIns {
  readonly #sources: SignInSources;

  constructor(sources: SignInSources) {
    this.#sources = sources;
  }

  async enter(ctx: DeckContext, identity: Identity): Promise<Principal> {
    const { accounts, addresses, ended, now, setup } = this.#sources;
    const admission = admit(identity, setup.rules);
    if ("refused" in admission) throw this.#refusal(ctx, identity, admission.detail, admission.refused);
    const { id, admin } = admission;
    const user = this.#bind(ctx, id, identity);
    const kept = toKeep(identity);
    const { fingerprint } = setup.authenticator;
    await renewSession(ctx, { user: id, identity: kept, fingerprint }, now());
    accounts().audit.append({ at: now(), act: "sign-in", user: id, from: addresses.of(ctx.req) });
    // The session that this browser had before is over.
    ended();
    return principalOf(user, kept, admin);
  }

  async leave(ctx: DeckContext): Promise<void> {
    const { accounts, addresses, cookie, ended, now } = this.#sources;
    const session = sessionOf(ctx);
    cookie.clear(ctx);
    if (session === undefined || !accounts().sessions.end(session.id)) return;
    const { user } = session.kept;
    accounts().audit.append({ at: now(), act: "sign-out", user, from: addresses.of(ctx.req) });
    ended();
  }

  async current(ctx: DeckContext): Promise<Principal | undefined> {
    try {
      return this.#sources.visitors.of(ctx)?.principal;
    } catch (error) {
      // Whoever is signed in and may not be here any more is nobody.
      if (isVibeDeckError(error) && error.code === "SIGN_IN_REFUSED") return undefined;
      throw error;
    }
  }

  #bind(ctx: DeckContext, id: string, identity: Identity): User {
    try {
      return this.#sources.accounts().users.enter(id, identity, this.#sources.now());
    } catch (error) {
      if (!isVibeDeckError(error) || error.code !== "SIGN_IN_REFUSED") throw error;
      throw this.#refusal(ctx, identity, error.message, error.message, error.hint);
    }
  }

  /** Writes it down, and makes the error that the person is shown. */
  #refusal(
    ctx: DeckContext,
    identity: Identity,
    detail: string,
    message: string,
    hint: string = "Ask the operator of this server.",
  ): VibeDeckError {
    const { accounts, addresses, logger, now } = this.#sources;
    const target = quoteClaim(identity.id);
    accounts().audit.append({ at: now(), act: "refused", detail, target, from: addresses.of(ctx.req) });
    logger.warn({ requestId: ctx.state.requestId, claim: target, detail }, "A sign-in was refused");
    return new VibeDeckError("SIGN_IN_REFUSED", message, { hint });
  }
}

/** What the rules look at, and no more: the provider may have sent a great deal. */
function toKeep({ issuer, subject, id, name, email, emailVerified, groups }: Identity): Identity {
  return {
    issuer,
    subject,
    id,
    ...(name === undefined ? {} : { name: name.slice(0, 200) }),
    ...(email === undefined ? {} : { email: email.slice(0, 320) }),
    ...(emailVerified === undefined ? {} : { emailVerified }),
    ...(groups === undefined ? {} : { groups: groups.slice(0, MAX_GROUPS) }),
  };
}
