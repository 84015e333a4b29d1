import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { openAccounts } from "../../src/accounts/open-accounts.ts";
import { fakeTerminal, runIn } from "./fake-terminal.ts";
import { browser, enter, machine } from "./kept-people.ts";

const BEN = "ben-z40corp-z2eexample";

describe("whom a name on the command line means", () => {
  it("is first of all the one whose id it is: a claim can be written like somebody else's id", async () => {
    const { here, accounts } = machine();
    enter(accounts, BEN, { claim: "ben@corp.example" });
    // What the mapping makes of a claim that is `ben-z40corp-z2eexample` itself.
    const other = "ben-z2dz40corp-z2dz2eexample";
    enter(accounts, other, { claim: BEN });

    const { out } = await runIn(fakeTerminal(here), "users", "revoke", BEN);

    expect(out).toContain(`Ended 1 sign-in of ${BEN},`);
    expect(accounts.sessions.get(browser(other, 0))).toBeDefined();
    expect((await runIn(fakeTerminal(here), "users", "revoke", other)).out).toContain(other);
  });

  it.each([
    "",
    "../../etc",
    "operator",
    "local",
    "__proto__",
    "'; DELETE FROM user; --",
    "%",
    "a".repeat(5_000),
    "x\n\u001b[2J\u202e",
  ])("is nobody for %j, in a few plain words", async (name) => {
    const { here, accounts } = machine();
    enter(accounts, "ann");

    const { code, out, err } = await runIn(fakeTerminal(here), "users", "block", name);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^Nobody called ".*" has signed in here\.\n/);
    expect(err.length).toBeLessThan(400);
    expect(err).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(accounts.users.list()).toMatchObject([{ id: "ann", blocked: false }]);
    expect(accounts.sessions.get(browser("ann", 0))).toBeDefined();
  });
});

describe("what commands say of users", () => {
  it("is that there are none, where the database is new", async () => {
    expect(await runIn(fakeTerminal(machine().here), "users")).toEqual({
      code: 0,
      out: "Nobody has signed in yet.\n",
      err: "",
    });
  });

  it("is that nobody can sign in as who was released and is blocked still", async () => {
    const { here, accounts } = machine();
    enter(accounts, "ann");
    accounts.users.setBlocked("ann", true);

    expect((await runIn(fakeTerminal(here), "users", "release", "ann")).out).toContain(
      "It is blocked still: nobody can sign in as it.",
    );
    expect(() => enter(accounts, "ann")).toThrow("blocked");
  });

  it("is that somebody was not blocked who is let in again", async () => {
    const { here, accounts } = machine();
    enter(accounts, "ann");

    expect((await runIn(fakeTerminal(here), "users", "unblock", "ann")).out).toBe(
      "ann may sign in again (and was not blocked), if the rules of [auth] let them in.\n",
    );
  });

  it("is whose rights are lacking, where the state directory cannot be looked into", async () => {
    const { here, stateDir } = machine();

    // For nobody, root included, does a file have something below it.
    const flags = ["--state-dir", join(stateDir, "accounts.db")];
    const { code, out, err } = await runIn(fakeTerminal(here), "users", ...flags);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("cannot be looked into.\n  Run the command as the user that the server runs as.");
  });

  it("is that the audit log could not be written, and what was to be done is done", async () => {
    const { here, accounts, stateDir } = machine();
    enter(accounts, "ann");
    const broken = new Database(join(stateDir, "accounts.db"));
    broken.exec("DROP TABLE audit");
    broken.close();

    const { code, out, err } = await runIn(fakeTerminal(here), "users", "block", "ann");

    expect(code).toBe(0);
    expect(out).toContain("Ended 1 sign-in of ann");
    expect(err).toContain("The audit log cannot be written");
    const again = openAccounts(stateDir, silentLogger);
    onTestFinished(() => again.close());
    expect(again.users.get("ann")?.blocked).toBe(true);
    expect(again.sessions.get(browser("ann", 0))).toBeUndefined();
    expect((await runIn(fakeTerminal(here), "audit")).code).toBe(1);
  });
});

describe("vibedeck audit without a limit", () => {
  it("prints the newest 200, and says that there may be more", async () => {
    const { here, accounts } = machine();
    for (let at = 0; at < 300; at++) accounts.audit.append({ at, act: "send", user: "ann" });

    const { out, err } = await runIn(fakeTerminal(here), "audit", "--json");

    const lines = out.trimEnd().split("\n");
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([
      200,
      '{"at":100,"act":"send","user":"ann"}',
      '{"at":299,"act":"send","user":"ann"}',
    ]);
    expect(err).toBe("The newest 200; --limit shows more.\n");
  });
});
