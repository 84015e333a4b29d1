import { type Identity, type Principal, quoteClaim, toUserId, VibeDeckError } from "@vibedeck/core";
import type { Accounts } from "../accounts/accounts.ts";
import type { DeckContext } from "../http/context.ts";
import { admit } from "./admission.ts";
import type { Sessions } from "./sessions.ts";
import type { AdmissionRules } from "./setup.ts";
import type { SignIns } from "./sign-ins.ts";

/** What {@link signInService} takes. */
export interface SignInParts {
  readonly accounts: () => Accounts;
  readonly sessions: Sessions;
  readonly rules: AdmissionRules;
  /** Address of the client. */
  readonly addressOf: (ctx: DeckContext) => string;
  /** Ends the streams of a session, by its id. */
  readonly endStreams: (session: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Begins and ends sessions: the one place that maps, admits and binds whom a provider named. */
export function signInService(parts: SignInParts): SignIns {
  const { sessions, accounts, now } = parts;
  return {
    enter: async (ctx, identity) => {
      const from = parts.addressOf(ctx);
      const principal = refusing(parts, identity, from, () => principalFor(parts, identity));
      const before = sessions.current(ctx);
      await sessions.begin(ctx, { user: principal.id, identity });
      if (before !== undefined) parts.endStreams(before.id);
      accounts().audit.append({ at: now(), act: "sign-in", user: principal.id, from });
      return principal;
    },
    leave: async (ctx) => {
      const kept = sessions.current(ctx);
      await sessions.end(ctx);
      if (kept === undefined) return;
      parts.endStreams(kept.id);
      const { user } = kept.session;
      accounts().audit.append({ at: now(), act: "sign-out", user, from: parts.addressOf(ctx) });
    },
    current: async (ctx) => {
      const kept = sessions.current(ctx);
      return kept === undefined ? undefined : standing(parts, kept.session.user, kept.session.identity);
    },
  };
}

/** The principal of somebody who is signed in already; `undefined` when the rules of today keep them out. */
export function standing(
  { accounts, rules }: Pick<SignInParts, "accounts" | "rules">,
  id: string,
  identity: Identity,
): Principal | undefined {
  const admission = admit(rules, identity);
  const user = admission.admitted ? accounts().users.get(id) : undefined;
  if (!admission.admitted || user === undefined || user.blocked) return undefined;
  return principalOf(id, identity, admission.admin);
}

/** Maps, admits and binds. @throws `VibeDeckError` `SIGN_IN_REFUSED`, `UNAVAILABLE`. */
export function principalFor(
  { accounts, rules, now }: Pick<SignInParts, "accounts" | "rules" | "now">,
  identity: Identity,
): Principal {
  const mapped = toUserId(identity.id);
  if ("refused" in mapped) throw refusal(mapped.refused);
  const admission = admit(rules, identity);
  if (!admission.admitted) throw refusal(admission.reason);
  accounts().users.enter(mapped.id, identity, now());
  return principalOf(mapped.id, identity, admission.admin);
}

/** Writes a refusal down: why, and whom. */
export function refusing<Result>(
  { accounts, now }: Pick<SignInParts, "accounts" | "now">,
  identity: Identity,
  from: string,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof VibeDeckError && error.code === "SIGN_IN_REFUSED") {
      const detail = `${quoteClaim(identity.id).slice(0, 100)}: ${error.message}`;
      accounts().audit.append({ at: now(), act: "refused", detail, from });
    }
    throw error;
  }
}

function principalOf(id: string, { name }: Identity, admin: boolean): Principal {
  return {
    kind: "user",
    id,
    ...(typeof name === "string" && name !== "" ? { name: name.slice(0, 200) } : {}),
    ...(admin ? { admin } : {}),
  };
}

function refusal(message: string): VibeDeckError {
  return new VibeDeckError("SIGN_IN_REFUSED", message, { hint: "Ask the operator of this server." });
}
