import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { prompt } from "../support/home.ts";
import { type Account, IdentityProvider } from "../support/identity-provider.ts";
import { BIN } from "../support/server-process.ts";
import { authAt, SignedDeck } from "../support/signed-deck.ts";

export const ALICE: Account = {
  sub: "alice",
  name: "Alice Ångström",
  email: "alice@house.example",
  email_verified: true,
};
const BOB: Account = { sub: "bob", name: "Bob" };
/** The provider knows her; the deck lets her in nowhere. */
export const EVE: Account = { sub: "eve", name: "Eve", groups: ["staff"] };

/** What alice's and bob's sessions begin with. */
export const OF_ALICE = "Paint the shed of alice";
export const OF_BOB = "Mow the lawn of bob";

/** A deck for Alice and Bob with a session each, and the provider where they sign in. */
export interface HouseSet {
  readonly deck: SignedDeck;
  readonly provider: IdentityProvider;
}

/** Opens it. @param auth more keys of `[auth]`. */
export async function openHouse(auth: Readonly<Record<string, unknown>> = {}): Promise<HouseSet> {
  const provider = await IdentityProvider.start(ALICE, BOB, EVE);
  const keys = authAt(provider, { allowed_users: ["alice", "bob"], ...auth });
  const deck = await SignedDeck.prepare({ users: ["alice", "bob", "eve"], auth: keys });
  provider.register({ publicUrl: deck.url });
  deck.append("alice", 1, prompt(1, OF_ALICE));
  deck.append("bob", 2, prompt(2, OF_BOB));
  await deck.start();
  return { deck, provider };
}

/** Runs the command beside the server, as its operator does. @returns what it wrote. */
export async function operate(deck: SignedDeck, ...args: readonly string[]): Promise<string> {
  const { base, stateDir } = deck.home;
  const env = { PATH: process.env["PATH"], HOME: base, XDG_CONFIG_HOME: base };
  const all = [BIN, ...args, "--state-dir", stateDir];
  const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: base, env });
  return stdout;
}
