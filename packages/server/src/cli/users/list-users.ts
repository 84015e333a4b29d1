import { fromUserId } from "@vibedeck/core";
import { PROXY_AUTH } from "../../config/auth-table.ts";
import type { Flags } from "../../config/load-config.ts";
import { DEFAULT_IDLE } from "../../config/session-times.ts";
import { jsonLine } from "../json-line.ts";
import { ELSEWHERE, type Kept, withAccounts } from "../kept-accounts.ts";
import { tableText } from "../table.ts";
import { plainText, type Terminal } from "../terminal.ts";
import { timeText } from "../time-text.ts";

/** Somebody who has signed in, as `--json` prints it. Times are milliseconds since the epoch. */
interface Listed {
  readonly id: string;
  /** The value of the id claim that the id was made from. */
  readonly claim?: string;
  readonly name?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly blocked: boolean;
  /** Browsers that are signed in; absent where a proxy signs people in. */
  readonly signedIn?: number;
}

/** `vibedeck users`: everybody who has signed in. */
export async function listUsers(flags: Flags, terminal: Terminal): Promise<number> {
  const asJson = flags.has("--json");
  withAccounts(
    flags,
    terminal,
    (kept) => {
      const users = listed(kept, Date.now());
      if (asJson) terminal.stdout.write(users.map((user) => jsonLine({ ...user })).join(""));
      else if (users.length === 0) terminal.stdout.write("Nobody has signed in yet.\n");
      else terminal.stdout.write(tableText(HEADINGS, users.map(row)));
    },
    (nobody) => {
      // Programs read standard output: nobody is no line there.
      const to = asJson ? terminal.stderr : terminal.stdout;
      to.write(plainText(`${nobody}\n${ELSEWHERE}\n`));
    },
  );
  return 0;
}

const HEADINGS = ["ID", "CLAIM", "NAME", "LAST SEEN", "BROWSERS", "BLOCKED"];

function row({ id, claim, name, lastSeen, signedIn, blocked }: Listed): readonly string[] {
  const browsers = signedIn === undefined ? "-" : String(signedIn);
  return [id, claim ?? "-", name ?? "-", timeText(lastSeen), browsers, blocked ? "yes" : "-"];
}

function listed({ accounts, config: { auth } }: Kept, now: number): readonly Listed[] {
  const since = now - (auth?.idle ?? DEFAULT_IDLE) * 1_000;
  return accounts.users.list().map(({ id, name, firstSeen, lastSeen, blocked }) => {
    const claim = fromUserId(id);
    return {
      id,
      ...(claim === undefined ? {} : { claim }),
      ...(name === undefined ? {} : { name }),
      firstSeen,
      lastSeen,
      blocked,
      ...(auth?.use === PROXY_AUTH ? {} : { signedIn: accounts.sessions.countOf(id, since) }),
    };
  });
}
