import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../src/accounts/accounts.ts";
import { accountsIn, stateDir } from "./support.ts";

const HOUR = 3_600_000;

describe("the audit log", () => {
  it("says who did what, when and from where, oldest first", () => {
    const { audit } = accountsIn(stateDir());
    const entries: readonly AuditEntry[] = [
      { at: 1, act: "sign-in", user: "ann", from: "192.0.2.7" },
      { at: 2, act: "send", user: "ann", target: "key", detail: "POST /api/x", from: "192.0.2.7" },
      { at: 3, act: "refused" },
      { at: 4, act: "sign-in", user: "bob" },
    ];
    for (const entry of entries) audit.append(entry);

    expect(audit.read({})).toEqual(entries);
    expect(audit.read({ user: "ann" })).toEqual(entries.slice(0, 2));
    expect(audit.read({ act: "sign-in" })).toEqual([entries[0], entries[3]]);
    expect(audit.read({ since: 2, limit: 2 })).toEqual(entries.slice(2));
    expect(audit.read({ user: "ann", act: "send", since: 3 })).toEqual([]);
  });

  it.each([
    "DELETE FROM audit",
    "UPDATE audit SET user = 'bob'",
    "INSERT OR REPLACE INTO audit (no, at, act) VALUES (1, 1, 'sign-in')",
  ])("cannot be changed, not even by who has the database open: %s", (sql) => {
    const folder = stateDir();
    const { audit } = accountsIn(folder);
    audit.append({ at: 1, act: "refused", user: "ann" });
    const database = new Database(join(folder, "accounts.db"));

    expect(() => database.exec(sql)).toThrow("the audit log is only added to");
    database.close();
    expect(audit.read({})).toEqual([{ at: 1, act: "refused", user: "ann" }]);
  });

  it("keeps 200 characters of a text, whole ones, and is not cut short by a NUL (255)", () => {
    const { audit } = accountsIn(stateDir());
    audit.append({ at: 1, act: "refused", target: `a\0${"b".repeat(500)}`, detail: `${"c".repeat(199)}😀` });

    expect(audit.read({})).toEqual([
      { at: 1, act: "refused", target: `a\ufffd${"b".repeat(198)}`, detail: `${"c".repeat(199)}\ufffd` },
    ]);
  });

  it("never throws: what cannot be written is said in the server's log", () => {
    const folder = stateDir();
    const said: string[] = [];
    const nothing = (): void => {};
    const error = (_fields: object, text?: string): void => void said.push(text ?? "");
    const { audit } = accountsIn(folder, { debug: nothing, info: nothing, warn: nothing, error });
    const database = new Database(join(folder, "accounts.db"));
    database.exec("DROP TABLE audit");
    database.close();

    audit.append({ at: 1, act: "sign-in", user: "ann" });

    expect(said).toEqual(["The audit log cannot be written"]);
    expect(() => audit.read({})).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
  });

  it("cannot be filled by strangers: a thousand refusals an hour, then how many more there were", () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    const { audit } = accounts;
    const refuse = (from: number, count: number): void => {
      for (let at = from; at < from + count; at++) audit.append({ at, act: "refused" });
    };
    refuse(0, 1_003);
    audit.append({ at: 1_500, act: "sign-in", user: "ann" });
    expect(audit.read({ act: "refused", limit: 5_000 })).toHaveLength(1_000);
    expect(audit.read({ act: "sign-in" })).toHaveLength(1);

    audit.append({ at: HOUR, act: "sign-out", user: "ann" });
    refuse(HOUR, 1_001);

    expect(audit.read({ act: "refused", limit: 5_000 })).toHaveLength(2_001);
    expect(audit.read({ since: 1_000, limit: 5_000 }).slice(0, 3)).toMatchObject([
      { act: "sign-in" },
      { at: 1_002, act: "refused", detail: "3 more refusals were not written down" },
      { act: "sign-out" },
    ]);
    accounts.close();
    expect(accountsIn(folder).audit.read({}).at(-1)?.detail).toBe("1 more refusals were not written down");
    // Each line reaches the disk by itself, and disks differ.
  }, 60_000);
});
