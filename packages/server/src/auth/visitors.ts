import type { IncomingMessage } from "node:http";
import {
  type AuthRequest,
  type Identity,
  type Principal,
  quoteClaim,
  type RequestAuthenticator,
  VibeDeckError,
} from "@vibedeck/core";
import type { Accounts, User } from "../accounts/accounts.ts";
import type { ClientAddresses } from "../http/client-address.ts";
import type { DeckContext } from "../http/context.ts";
import { type Admission, admit } from "./admission.ts";
import { sessionOf } from "./koa-sessions.ts";
import { Recently } from "./recently.ts";
import type { SessionRules } from "./session-rules.ts";
import type { AuthSetup } from "./setup.ts";
import { WhenWritable } from "./when-writable.ts";

/** Somebody who may be here, and how to find out later whether they still may. */
export interface Visitor {
  readonly principal: Principal;
  /** Asks the database; false once the sign-in has ended, the rules say no, or the user is blocked. */
  stillIn(): boolean;
}

/** What {@link Visitors} takes. */
export interface VisitorSources {
  readonly setup: AuthSetup;
  readonly accounts: () => Accounts;
  readonly rules: SessionRules;
  readonly addresses: ClientAddresses;
  readonly now: () => number;
}

/** How long a refusal of somebody whom a proxy names is not written down again, in milliseconds. */
const REFUSAL_MS = 10 * 60_000;

/** Finds out who asks: by the session that the browser has, or by what a trusted proxy says. */
export class Visitors {
  readonly #sources: VisitorSources;
  readonly #refused = new Recently(REFUSAL_MS);
  readonly #use: WhenWritable;
  /** Users whom a proxy named since the server started. */
  readonly #met = new Map<string, Identity>();

  constructor(sources: VisitorSources) {
    this.#sources = sources;
    this.#use = new WhenWritable(sources.now);
  }

  /**
   * @returns `undefined` for somebody who has to sign in.
   * @throws `VibeDeckError` `SIGN_IN_REFUSED` for somebody who may not be here, `UNAVAILABLE`.
   */
  of(ctx: DeckContext): Visitor | undefined {
    const { authenticator } = this.#sources.setup;
    return authenticator.kind === "redirect" ? this.#bySession(ctx) : this.#byRequest(ctx, authenticator);
  }

  #bySession(ctx: DeckContext): Visitor | undefined {
    const session = sessionOf(ctx);
    if (session === undefined) return undefined;
    const { accounts, now, rules } = this.#sources;
    const { users, sessions } = accounts();
    const { id, kept } = session;
    const admission = admit(kept.identity, this.#sources.setup.rules);
    const user = users.get(kept.user);
    if ("refused" in admission || admission.id !== kept.user || !mayBe(user, kept.identity)) {
      sessions.end(id);
      throw refusal(admission);
    }
    const time = now();
    // Looked at before it is written: most requests find it fresh.
    this.#use.write(() => {
      if (time - kept.seenAt >= rules.seenEveryMs) sessions.touch(id, time);
      if (time - user.lastSeen >= rules.seenEveryMs) users.seen(user.id, time);
    });
    return {
      principal: principalOf(user, kept.identity, admission.admin),
      stillIn: () => {
        const again = sessions.get(id);
        return again !== undefined && rules.valid(again) && mayBe(users.get(user.id), kept.identity);
      },
    };
  }

  #byRequest(ctx: DeckContext, authenticator: RequestAuthenticator): Visitor | undefined {
    const { accounts, addresses, setup, now } = this.#sources;
    const identity = authenticator.identify(requestOf(ctx.req, addresses.isTrusted(ctx.req)));
    if (identity === undefined) return undefined;
    const admission = admit(identity, setup.rules);
    if ("refused" in admission) {
      this.#note(ctx, quoteClaim(identity.id), admission.detail);
      throw refusal(admission);
    }
    const user = this.#meet(ctx, admission.id, identity);
    const { users } = accounts();
    this.#use.write(() => {
      if (now() - user.lastSeen >= this.#sources.rules.seenEveryMs) users.seen(user.id, now());
    });
    return {
      principal: principalOf(user, identity, admission.admin),
      stillIn: () => mayBe(users.get(user.id), identity),
    };
  }

  /** Binds somebody whom the proxy names for the first time; afterwards only looks whether they are blocked. */
  #meet(ctx: DeckContext, id: string, identity: Identity): User {
    const { accounts, addresses, now } = this.#sources;
    const { users, audit } = accounts();
    const known = users.get(id);
    const met = this.#met.get(id);
    const same = met?.issuer === identity.issuer && met.subject === identity.subject;
    if (mayBe(known, identity) && same) return known;
    try {
      const user = users.enter(id, identity, now());
      if (!same) audit.append({ at: now(), act: "sign-in", user: id, from: addresses.of(ctx.req) });
      this.#met.set(id, { issuer: identity.issuer, subject: identity.subject, id });
      return user;
    } catch (error) {
      if (error instanceof VibeDeckError && error.code === "SIGN_IN_REFUSED")
        this.#note(ctx, id, error.message);
      throw error;
    }
  }

  #note(ctx: DeckContext, who: string, detail: string): void {
    const { accounts, addresses, now } = this.#sources;
    if (!this.#refused.note(who, now())) return;
    accounts().audit.append({ at: now(), act: "refused", target: who, detail, from: addresses.of(ctx.req) });
  }
}

/** Neither blocked, nor bound to somebody else meanwhile: the id is theirs then. */
function mayBe(user: User | undefined, { issuer, subject }: Identity): user is User {
  return user?.issuer === issuer && user.subject === subject && !user.blocked;
}

function refusal(admission: Admission): VibeDeckError {
  const message = "refused" in admission ? admission.refused : "This account may not be here any more.";
  return new VibeDeckError("SIGN_IN_REFUSED", message, { hint: "Ask the operator of this server." });
}

/** How somebody who signed in is known to the engine. */
export function principalOf(user: User, identity: Identity, admin: boolean): Principal {
  const name = identity.name ?? user.name;
  return {
    kind: "user",
    id: user.id,
    ...(name === undefined ? {} : { name: name.slice(0, 200) }),
    ...(admin ? { admin } : {}),
  };
}

function requestOf(request: IncomingMessage, trusted: boolean): AuthRequest {
  const headers = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined) headers.set(name, values);
  }
  return { headers, trusted };
}
