import type { AuditEntry, AuditQuery, Users } from "../../accounts/accounts.ts";
import type { Flags } from "../../config/load-config.ts";
import { jsonLine } from "../json-line.ts";
import { ELSEWHERE, withAccounts } from "../kept-accounts.ts";
import { tableText } from "../table.ts";
import { plainText, type Terminal } from "../terminal.ts";
import { timeText } from "../time-text.ts";
import { findUser } from "../users/find-user.ts";
import { OPERATOR } from "../users/user-acts.ts";
import { isAuditAct } from "./acts.ts";

/** `vibedeck audit`: who did what, when and from where, the newest last. */
export async function printAudit(flags: Flags, terminal: Terminal): Promise<number> {
  const asJson = flags.has("--json");
  withAccounts(
    flags,
    terminal,
    ({ accounts: { audit, users } }) => {
      const query = queryOf(flags, users);
      const entries = audit.read(query);
      if (asJson) terminal.stdout.write(entries.map((entry) => jsonLine({ ...entry })).join(""));
      else if (entries.length === 0) terminal.stdout.write("The audit log has nothing of that.\n");
      else terminal.stdout.write(tableText(HEADINGS, entries.map(row)));
      if (entries.length === query.limit)
        terminal.stderr.write(`The newest ${query.limit}; --limit shows more.\n`);
    },
    (nobody) => {
      const to = asJson ? terminal.stderr : terminal.stdout;
      to.write(plainText(`${nobody}\n${ELSEWHERE}\n`));
    },
  );
  return 0;
}

const DEFAULT_LIMIT = 200;

const HEADINGS = ["WHEN", "WHO", "WHAT", "TO WHAT", "FROM", "DETAIL"];

function row({ at, user, act, target, from, detail }: AuditEntry): readonly string[] {
  return [timeText(at), user ?? "-", act, target ?? "-", from ?? "-", detail ?? ""];
}

function queryOf(flags: Flags, users: Users): AuditQuery & { readonly limit: number } {
  const [user, act, since] = [flags.get("--user"), flags.get("--act"), flags.get("--since")];
  return {
    ...(user === undefined ? {} : { user: user === OPERATOR ? user : findUser(users, user).id }),
    ...(isAuditAct(act) ? { act } : {}),
    ...(since === undefined ? {} : { since: Number(since) }),
    limit: Number(flags.get("--limit") ?? DEFAULT_LIMIT),
  };
}
