import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import type { Accounts } from "../../src/accounts/accounts.ts";
import { openAccounts } from "../../src/accounts/open-accounts.ts";
import type { Surroundings } from "../../src/config/surroundings.ts";
import { identity, signIn } from "../accounts/support.ts";
import { tempSurroundings } from "../config/surroundings.ts";

/** A machine with accounts that somebody, such as a server, has open. */
export interface Machine {
  readonly here: Surroundings;
  readonly stateDir: string;
  readonly accounts: Accounts;
}

/** @param files such as a configuration; accounts are where it is looked for without one. */
export function machine(files: Readonly<Record<string, string>> = {}): Machine {
  const here = tempSurroundings(files);
  const stateDir = join(here.home, ".local/state/vibedeck");
  mkdirSync(stateDir, { recursive: true });
  const accounts = openAccounts(stateDir, silentLogger);
  onTestFinished(() => accounts.close());
  return { here, stateDir, accounts };
}

/** Somebody who has signed in with so many browsers, at a time. */
export function enter(
  { users, sessions }: Accounts,
  id: string,
  { claim = id, name, browsers = 1, at = Date.now() }: Entered = {},
): void {
  users.enter(id, identity(claim, name === undefined ? {} : { name }), at);
  for (let no = 0; no < browsers; no++) sessions.put(browser(id, no), signIn(id, at));
}

interface Entered {
  readonly claim?: string;
  readonly name?: string;
  readonly browsers?: number;
  readonly at?: number;
}

/** The session id of one of the browsers of {@link enter}. */
export function browser(id: string, no: number): string {
  return `${id} ${no}`;
}

/** `[auth]` as a proxy's, complete. */
export const BEHIND_PROXY = `[serve]
public_url = "https://deck.example"
trusted_proxies = ["127.0.0.1"]
[auth]
use = "proxy"
allow_all = true
user_header = "x-user"
`;
