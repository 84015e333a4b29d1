import { type Principal, VibeDeckError } from "@vibedeck/core";
import type { Accounts } from "../accounts/accounts.ts";
import type { ClientAddresses } from "../http/client-address.ts";
import type { DeckContext } from "../http/context.ts";
import type { Route } from "../http/routes/route.ts";
import { ChangeLimit } from "./change-limit.ts";
import { Recently } from "./recently.ts";

/** How long looking at the same thing of somebody else is one act, in milliseconds. */
const LOOK_MS = 10 * 60_000;

/** How long changing the same thing in the same way is one act, in milliseconds. */
const CHANGE_MS = 60_000;

/** Writes down who did what and from where; never what they wrote. */
export class Acts {
  readonly #accounts: () => Accounts;
  readonly #addresses: ClientAddresses;
  readonly #now: () => number;
  readonly #looked = new Recently(LOOK_MS);
  readonly #touched = new Recently(CHANGE_MS);
  readonly #limit = new ChangeLimit();

  constructor(accounts: () => Accounts, addresses: ClientAddresses, now: () => number) {
    this.#accounts = accounts;
    this.#addresses = addresses;
    this.#now = now;
  }

  /** Somebody is about to change something. @throws `VibeDeckError` `TOO_MANY_ATTEMPTS`. */
  admit({ state: { principal } }: DeckContext): void {
    if (principal === undefined || this.#limit.spend(principal.id, this.#now())) return;
    throw new VibeDeckError("TOO_MANY_ATTEMPTS", "Too much was changed in the last minute.", {
      hint: "Wait a minute, then go on.",
    });
  }

  /** A route changed something. */
  changed(ctx: DeckContext, { audit, path }: Route): void {
    const { principal, params = {}, target, act } = ctx.state;
    if (audit === undefined || principal === undefined) return;
    const named = target ?? params["key"] ?? params["id"] ?? params["user"];
    const again = `${principal.id}\0${ctx.method}\0${ctx.path}`;
    if (audit === "change" && !this.#touched.note(again, this.#now())) return;
    this.#append(ctx, {
      act: act ?? audit,
      user: principal.id,
      detail: path,
      ...(named === undefined ? {} : { target: named }),
    });
  }

  /** An admin looked at what everybody has. */
  sawAll(ctx: DeckContext, principal: Principal): void {
    const { path, state } = ctx;
    // By session, not by path: one page of a session may ask for hundreds of its images.
    const what = `${principal.id}\0${state.route ?? path}\0${state.params?.["key"] ?? ""}`;
    if (!this.#looked.note(what, this.#now())) return;
    this.#append(ctx, { act: "see-all", user: principal.id, target: path });
  }

  #append(ctx: DeckContext, entry: Omit<Parameters<Accounts["audit"]["append"]>[0], "at" | "from">): void {
    this.#accounts().audit.append({ ...entry, at: this.#now(), from: this.#addresses.of(ctx.req) });
  }
}
