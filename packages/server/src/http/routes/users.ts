import { type Principal, VibeDeckError } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import type { Accounts, User } from "../../accounts/accounts.ts";
import { nothing } from "../schemas/drive.ts";
import { blockRequest, revoked, type UserSummary, userPage, userSummary } from "../schemas/users.ts";
import { found } from "./parse-input.ts";
import { changeRoute, type Route, readRoute } from "./route.ts";

/** What {@link userRoutes} takes. */
export interface UserSources {
  readonly engine: Engine;
  /** `undefined` where nobody signs in. */
  readonly accounts: () => Accounts | undefined;
  readonly isAdmin: (user: User) => boolean;
  /** Since when a sign-in must have been used to count, in milliseconds since the epoch. */
  readonly countSince: () => number;
  /** Sign-ins have ended. */
  readonly ended: () => void;
}

/** Who is here, for admins: how much they have, never what. */
export function userRoutes(sources: UserSources): readonly Route[] {
  const accounts = (): Accounts => found(sources.accounts());
  const user = (params: Readonly<Record<string, string>>): User =>
    found(accounts().users.get(params["user"] ?? ""));
  return [
    readRoute({
      path: "/api/users",
      summary: "People who have signed in, with the number and the cost of their sessions. For admins.",
      admin: true,
      answer: userPage,
      run: async ({ principal }) => ({ users: await summaries(accounts(), principal, sources) }),
    }),
    changeRoute({
      method: "POST",
      path: "/api/users/:user/revoke",
      summary: "Ends all sign-ins of a user; they may sign in again. For admins.",
      admin: true,
      audit: "revoke",
      body: nothing,
      answer: revoked,
      run: ({ params }) => {
        const ended = accounts().sessions.endAllOf(user(params).id);
        sources.ended();
        return { ended };
      },
    }),
    changeRoute({
      method: "POST",
      path: "/api/users/:user/block",
      summary: "Keeps a user out, or lets them in again. For admins.",
      admin: true,
      audit: "block",
      act: ({ blocked }) => (blocked ? "block" : "unblock"),
      body: blockRequest,
      answer: userSummary,
      run: async ({ params, principal, body }) => {
        const { id } = user(params);
        if (body.blocked && id === principal.id) {
          throw new VibeDeckError("CONFLICT", "You cannot block yourself.", { hint: "Another admin can." });
        }
        accounts().users.setBlocked(id, body.blocked);
        if (body.blocked) accounts().sessions.endAllOf(id);
        sources.ended();
        const all = await summaries(accounts(), principal, sources);
        return found(all.find((other) => other.id === id));
      },
    }),
  ];
}

async function summaries(
  accounts: Accounts,
  principal: Principal,
  sources: UserSources,
): Promise<readonly UserSummary[]> {
  const owners = await sources.engine.view({ principal, everyone: true }).owners();
  const owned = new Map(owners.map((totals) => [totals.owner, totals]));
  const since = sources.countSince();
  return accounts.users.list().map((user) => {
    const { id, name, firstSeen, lastSeen, blocked } = user;
    const totals = owned.get(id);
    return {
      id,
      ...(name === undefined ? {} : { name }),
      firstSeen,
      lastSeen,
      blocked,
      admin: sources.isAdmin(user),
      signedIn: accounts.sessions.countOf(id, since),
      sessions: totals?.sessions ?? 0,
      cost: totals?.cost ?? { usd: 0, atLeast: false },
    };
  });
}
