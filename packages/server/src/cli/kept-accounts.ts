import { statSync } from "node:fs";
import { join } from "node:path";
import { VibeDeckError } from "@vibedeck/core";
import type { Accounts } from "../accounts/accounts.ts";
import { ACCOUNTS_FILE, openAccounts } from "../accounts/open-accounts.ts";
import { type Config, type Flags, loadConfig } from "../config/load-config.ts";
import { createLogger } from "../http/log.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is given that works on what is kept about people. */
export interface Kept {
  readonly config: Config;
  readonly accounts: Accounts;
}

/**
 * Opens what is kept about people for a while. A server may have it open, too. Where nobody has signed in yet nothing
 * is made: `otherwise` is called with a sentence that says so.
 * @throws `VibeDeckError` of the configuration, `STATE_BROKEN`, `STATE_UNWRITABLE`, `UNAVAILABLE`.
 */
export function withAccounts<Result>(
  flags: Flags,
  terminal: Terminal,
  work: (kept: Kept) => Result,
  otherwise: (nobody: string) => Result,
): Result {
  const config = loadConfig(flags, terminal);
  const { stateDir } = config.serve;
  if (!isThere(stateDir)) {
    return otherwise(`Nobody has signed in yet: there is no ${ACCOUNTS_FILE} in ${stateDir}.`);
  }
  // What the audit log could not take is said there.
  const logger = createLogger({ level: config.log.level, to: terminal.stderr, pretty: true });
  const accounts = openAccounts(stateDir, logger, PATIENCE_MS);
  try {
    return work({ config, accounts });
  } finally {
    accounts.close();
  }
}

/** How long a command waits for a server that writes, in milliseconds: nobody else waits with it. */
const PATIENCE_MS = 5_000;

/** Where to look instead. */
export const ELSEWHERE = "If the server keeps its state elsewhere, name it with --state-dir or --config.";

function isThere(stateDir: string): boolean {
  try {
    return statSync(join(stateDir, ACCOUNTS_FILE), { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    throw new VibeDeckError("STATE_UNWRITABLE", `The state directory ${stateDir} cannot be looked into.`, {
      hint: "Run the command as the user that the server runs as.",
      cause,
    });
  }
}
