import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Identity, silentLogger, toUserId } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import type { Accounts } from "../../src/accounts/accounts.ts";
import { openAccounts } from "../../src/accounts/open-accounts.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";

/** A state directory with people in it, which something has open as a server would, and terminals beside it. */
export interface People {
  readonly stateDir: string;
  /** As the server has it open. */
  readonly accounts: Accounts;
  terminal(): FakeTerminal;
  /** Signs somebody in in so many browsers. @returns the ids of their sessions. */
  signIn(claim: string, browsers: number, name?: string): readonly string[];
}

const RULES = `[serve]
public_url = "https://deck.example"
trusted_proxies = ["127.0.0.1"]
state_dir = "state"
[auth]
allow_all = true
session_secret = "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ="
`;

/** @param use how `[auth]` says that people sign in. */
export function people(use = "oidc"): People {
  const here = tempSurroundings({ "vibedeck.toml": `${RULES}use = "${use}"\n` });
  const stateDir = join(here.cwd, "state");
  mkdirSync(stateDir);
  const accounts = openAccounts(stateDir, silentLogger);
  onTestFinished(() => accounts.close());
  return {
    stateDir,
    accounts,
    terminal: () => fakeTerminal(here),
    signIn: (claim, browsers, name) => {
      const mapped = toUserId(claim);
      const id = "id" in mapped ? mapped.id : "";
      const identity: Identity = {
        issuer: "https://id.example",
        subject: `subject of ${claim}`,
        id: claim,
        ...(name === undefined ? {} : { name }),
      };
      const now = Date.now();
      accounts.users.enter(id, identity, now);
      return Array.from({ length: browsers }, (_, at) => {
        const session = `${id} in browser ${at}`;
        accounts.sessions.put(session, { user: id, identity, fingerprint: "1", createdAt: now, seenAt: now });
        return session;
      });
    },
  };
}
