import { fromUserId, VibeDeckError } from "@vibedeck/core";
import type { Accounts, AuditAct, User } from "../../accounts/accounts.ts";
import { PROXY_AUTH } from "../../config/auth-table.ts";
import type { Flags } from "../../config/load-config.ts";
import { ELSEWHERE, type Kept, withAccounts } from "../kept-accounts.ts";
import { cellText } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { findUser } from "./find-user.ts";

/** Who does what is done on the command line, in the audit log. Nobody who signs in can be called that. */
export const OPERATOR = "operator";

/** `vibedeck users revoke`: ends all sign-ins of a user. */
export async function revoke(name: string, flags: Flags, terminal: Terminal): Promise<number> {
  if (flags.has("--block")) return block(name, flags, terminal);
  return actOn(name, flags, terminal, ({ accounts, config }, user) => {
    const ended = endAll(accounts, user);
    note(accounts, "revoke", user, ended);
    if (config.auth?.use === PROXY_AUTH) {
      return [
        `${ended} of ${nameOf(user)}: here a proxy signs people in, and does so again with the next request.`,
        `To keep them out: vibedeck users revoke ${user.id} --block`,
      ];
    }
    return [`${ended} of ${nameOf(user)}, who may sign in again. --block would keep them out.`];
  });
}

/** `vibedeck users block`: ends all sign-ins of a user, and lets them in no more. */
export async function block(name: string, flags: Flags, terminal: Terminal): Promise<number> {
  return actOn(name, flags, terminal, ({ accounts }, user) => {
    // First of all: who signs in meanwhile must find the door closed.
    accounts.users.setBlocked(user.id, true);
    const ended = endAll(accounts, user);
    note(accounts, "block", user, ended);
    return [
      `${ended} of ${nameOf(user)}, who may not come in any more, whatever the rules say.`,
      `To let them in again: vibedeck users unblock ${user.id}`,
    ];
  });
}

/** `vibedeck users unblock`: lets a user in again. */
export async function unblock(name: string, flags: Flags, terminal: Terminal): Promise<number> {
  return actOn(name, flags, terminal, ({ accounts }, user) => {
    accounts.users.setBlocked(user.id, false);
    note(accounts, "unblock", user);
    const before = user.blocked ? "" : " (and was not blocked)";
    return [`${nameOf(user)} may sign in again${before}, if the rules of [auth] let them in.`];
  });
}

/** `vibedeck users release`: forgets which account a user id belongs to. */
export async function release(name: string, flags: Flags, terminal: Terminal): Promise<number> {
  return actOn(name, flags, terminal, ({ accounts }, user) => {
    const ended = endAll(accounts, user);
    accounts.users.release(user.id);
    note(accounts, "release", user, ended);
    const claim = JSON.stringify(fromUserId(user.id) ?? user.id);
    return [
      `${ended} of ${nameOf(user)}, and the id belongs to no account any more.`,
      `Whoever signs in next with the id claim ${claim} gets it, with all sessions, titles and costs that are its own.`,
      ...(user.blocked ? ["It is blocked still: nobody can sign in as it."] : []),
    ];
  });
}

function actOn(
  name: string,
  flags: Flags,
  terminal: Terminal,
  act: (kept: Kept, user: User) => readonly string[],
): number {
  withAccounts(
    flags,
    terminal,
    (kept) => {
      const lines = act(kept, findUser(kept.accounts.users, name));
      terminal.stdout.write(lines.map((line) => `${cellText(line)}\n`).join(""));
    },
    (nobody) => {
      throw new VibeDeckError("USER_NOT_FOUND", nobody, { hint: ELSEWHERE });
    },
  );
  return 0;
}

/** @returns a sentence's beginning. */
function endAll({ sessions }: Accounts, { id }: User): string {
  const ended = sessions.endAllOf(id);
  return `Ended ${ended === 1 ? "1 sign-in" : `${ended} sign-ins`}`;
}

function note({ audit }: Accounts, act: AuditAct, { id }: User, detail?: string): void {
  audit.append({
    at: Date.now(),
    act,
    user: OPERATOR,
    target: id,
    ...(detail === undefined ? {} : { detail }),
  });
}

function nameOf({ id, name }: User): string {
  return name === undefined || name === id ? id : `${id} (${name})`;
}
