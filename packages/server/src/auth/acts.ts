import type { Principal } from "@vibedeck/core";
import type { Accounts } from "../accounts/accounts.ts";
import type { ClientAddresses } from "../http/client-address.ts";
import type { DeckContext } from "../http/context.ts";
import type { Route } from "../http/routes/route.ts";
import { Recently } from "./recently.ts";

/** How long looking at the same thing of somebody else is one act, in milliseconds. */
const LOOK_MS = 10 * 60_000;

/** Writes down who did what and from where; never what they wrote. */
export class Acts {
  readonly #accounts: () => Accounts;
  readonly #addresses: ClientAddresses;
  readonly #now: () => number;
  readonly #looked = new Recently(LOOK_MS);

  constructor(accounts: () => Accounts, addresses: ClientAddresses, now: () => number) {
    this.#accounts = accounts;
    this.#addresses = addresses;
    this.#now = now;
  }

  /** A route changed something. */
  changed(ctx: DeckContext, { audit, path }: Route): void {
    const { principal, params = {}, target, act } = ctx.state;
    if (audit === undefined || principal === undefined) return;
    const named = target ?? params["key"] ?? params["id"] ?? params["user"];
    this.#append(ctx, {
      act: act ?? audit,
      user: principal.id,
      detail: path,
      ...(named === undefined ? {} : { target: named }),
    });
  }

  /** An admin looked at what everybody has. */
  sawAll(ctx: DeckContext, principal: Principal): void {
    const what = ctx.path;
    if (!this.#looked.note(`${principal.id}\0${what}`, this.#now())) return;
    this.#append(ctx, { act: "see-all", user: principal.id, target: what });
  }

  #append(ctx: DeckContext, entry: Omit<Parameters<Accounts["audit"]["append"]>[0], "at" | "from">): void {
    this.#accounts().audit.append({ ...entry, at: this.#now(), from: this.#addresses.of(ctx.req) });
  }
}
