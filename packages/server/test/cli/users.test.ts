import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockState } from "@vibedeck/core/host";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempSurroundings } from "../config/surroundings.ts";
import { fakeTerminal, runIn } from "./fake-terminal.ts";
import { BEHIND_PROXY, browser, enter, machine } from "./kept-people.ts";

const ANN = "ann-z40corp-z2eexample";
const DAY = 86_400_000;

describe("vibedeck users", () => {
  it("lists who has signed in, in columns", async () => {
    const { here, accounts } = machine();
    const at = Date.parse("2026-01-31T14:05:09Z");
    enter(accounts, "583231", { at });
    enter(accounts, ANN, { claim: "ann@corp.example", name: "Ann Lee", browsers: 2, at: Date.now() });
    accounts.users.setBlocked("583231", true);

    const { code, out, err } = await runIn(fakeTerminal(here), "users");

    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [headings, ...rows] = out.trimEnd().split("\n");
    expect(headings?.split(/ {2,}/)).toEqual(["ID", "CLAIM", "NAME", "LAST SEEN", "BROWSERS", "BLOCKED"]);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ["583231", "583231", "-", "2026-01-31T14:05:09Z", "0", "yes"],
      [ANN, "ann@corp.example", "Ann Lee", expect.stringMatching(/^\d{4}-.*Z$/), "2", "-"],
    ]);
  });

  it("prints a line of JSON for each with --json", async () => {
    const { here, accounts } = machine();
    enter(accounts, "bob", { at: Date.now() - 8 * DAY });
    enter(accounts, "ann", { name: "A\u202e\u009bnn" });

    const { out } = await runIn(fakeTerminal(here), "users", "--json");

    expect(out).toMatch(/^[\n -~]*$/);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { id: "ann", claim: "ann", name: "A\u202e\u009bnn", blocked: false, signedIn: 1 },
      { id: "bob", signedIn: 0, lastSeen: expect.any(Number) },
    ]);
  });

  it("counts the browsers that are signed in by the times of the configuration", async () => {
    const auth = '[auth]\nallowed_users = ["ann"]\nsession_idle = 3600\n';
    const { here, accounts } = machine({
      "vibedeck.toml": `[serve]\npublic_url = "https://deck.example"\n${auth}`,
    });
    enter(accounts, "ann", { at: Date.now() - 2 * 3_600_000 });

    expect((await runIn(fakeTerminal(here), "users", "--json")).out).toContain('"signedIn":0');
  });

  it("shows nothing of a name that could move the cursor or begin a line (255)", async () => {
    const { here, accounts } = machine();
    enter(accounts, "ann", { name: "\u001b[2JAnn\nroot\tx\u202e\u009b1m" });

    const { out } = await runIn(fakeTerminal(here), "users");

    expect(out.trimEnd().split("\n")).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out).toContain("Ann");
    const revoked = await runIn(fakeTerminal(here), "users", "revoke", "ann");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(revoked.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it.each([["users"], ["audit"]])(
    "says plainly that there is nothing yet, and makes nothing: %s",
    async (command) => {
      const here = tempSurroundings();

      const { code, out } = await runIn(fakeTerminal(here), command);
      const json = await runIn(fakeTerminal(here), command, "--json");

      expect(code).toBe(0);
      expect(out).toMatch(
        /^Nobody has signed in yet: there is no accounts\.db in .*vibedeck\.\n.*--state-dir/,
      );
      expect(json).toMatchObject({ code: 0, out: "", err: out });
      expect(existsSync(join(here.home, ".local"))).toBe(false);
    },
  );

  it("makes no accounts.db either where there is a state directory without one", async () => {
    const here = tempSurroundings();
    mkdirSync(join(here.cwd, "state"));

    const listed = await runIn(fakeTerminal(here), "users", "--state-dir", "state");
    const acted = await runIn(fakeTerminal(here), "users", "block", "ann", "--state-dir", "state");

    expect(listed.code).toBe(0);
    expect(acted).toMatchObject({ code: 1, out: "", err: expect.stringContaining("(USER_NOT_FOUND, ") });
    expect(existsSync(join(here.cwd, "state", "accounts.db"))).toBe(false);
  });

  it("names a damaged accounts.db and what to do", async () => {
    const here = tempSurroundings();
    mkdirSync(join(here.cwd, "state"));
    writeFileSync(join(here.cwd, "state", "accounts.db"), "not these bytes ".repeat(1_000));

    const { code, err } = await runIn(fakeTerminal(here), "users", "--state-dir", "state");

    expect(code).toBe(1);
    expect(err).toMatch(/accounts\.db is damaged\.\n.*backup[\s\S]*\(STATE_BROKEN, /);
  });

  it.each([[["--state-dir", "elsewhere"]], [["--config", "other.toml"]]])(
    "looks where it is told to: %j",
    async (flags) => {
      const { here, accounts } = machine({ "other.toml": '[serve]\nstate_dir = "elsewhere"' });
      enter(accounts, "ann");
      const before = await runIn(fakeTerminal(here), "users", "revoke", "ann", ...flags);
      const [first = "", second = ""] = flags;
      const after = await runIn(fakeTerminal(here), "users", first, second, "revoke", "ann");

      for (const { code, err } of [before, after]) {
        expect(code).toBe(1);
        expect(err).toMatch(/there is no accounts\.db in .*work\/elsewhere/);
      }
      expect(accounts.sessions.get(browser("ann", 0))).toBeDefined();
    },
  );
});

describe("vibedeck users revoke, block, unblock, release", () => {
  it("ends all sign-ins of a user and of nobody else, while a server runs and while none does (56)", async () => {
    const { here, stateDir, accounts } = machine();
    enter(accounts, "ann", { browsers: 3 });
    enter(accounts, "bob");
    accounts.changedElsewhere();
    const lock = lockState(stateDir);

    const running = await runIn(fakeTerminal(here), "users", "revoke", "ann");

    expect(running).toEqual({
      code: 0,
      out: "Ended 3 sign-ins of ann, who may sign in again. --block would keep them out.\n",
      err: "",
    });
    expect(accounts.changedElsewhere()).toBe(true);
    expect([0, 1, 2].map((no) => accounts.sessions.get(browser("ann", no)))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(accounts.sessions.get(browser("bob", 0))?.user).toBe("bob");
    expect(accounts.users.get("ann")?.blocked).toBe(false);
    lock.release();
    enter(accounts, "ann");
    expect((await runIn(fakeTerminal(here), "users", "revoke", "ann")).out).toMatch(
      /^Ended 1 sign-in of ann,/,
    );
    expect(accounts.sessions.get(browser("ann", 0))).toBeUndefined();
  });

  it.each([[["revoke", "ann", "--block"]], [["revoke", "--block", "ann"]], [["block", "ann"]]])(
    "keeps somebody out: %j",
    async (argv) => {
      const { here, accounts } = machine();
      enter(accounts, "ann", { name: "Ann Lee" });

      const { code, out } = await runIn(fakeTerminal(here), "users", ...argv);

      expect(code).toBe(0);
      expect(out).toMatch(/^Ended 1 sign-in of ann \(Ann Lee\), who may not come in any more/);
      expect(out).toContain("vibedeck users unblock ann");
      expect(accounts.sessions.get(browser("ann", 0))).toBeUndefined();
      expect(() => enter(accounts, "ann")).toThrow(expect.objectContaining({ code: "SIGN_IN_REFUSED" }));

      const unblocked = await runIn(fakeTerminal(here), "users", "unblock", "ann");
      expect(unblocked).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^ann \(Ann Lee\) may sign in again, /),
      });
      enter(accounts, "ann");
    },
  );

  it("lets another account have an id, and says what that means (19)", async () => {
    const { here, accounts } = machine();
    enter(accounts, ANN, { claim: "ann@corp.example" });
    const another = { issuer: "https://new.example", subject: "7", id: "ann@corp.example" };
    expect(() => accounts.users.enter(ANN, another, Date.now())).toThrow(
      expect.objectContaining({ code: "SIGN_IN_REFUSED" }),
    );

    const { code, out } = await runIn(fakeTerminal(here), "users", "release", "ann@corp.example");

    expect(code).toBe(0);
    expect(out).toContain(`Ended 1 sign-in of ${ANN}, and the id belongs to no account any more.\n`);
    expect(out).toContain(
      'Whoever signs in next with the id claim "ann@corp.example" gets it, with all sessions',
    );
    expect(accounts.users.enter(ANN, another, Date.now()).issuer).toBe("https://new.example");
  });

  it.each(["ann@corp.example", ANN])("knows a user by the id claim and by the user id: %s", async (name) => {
    const { here, accounts } = machine();
    enter(accounts, ANN, { claim: "ann@corp.example" });

    expect((await runIn(fakeTerminal(here), "users", "revoke", name)).out).toContain(`sign-in of ${ANN}`);
  });

  it.each(["revoke", "block", "unblock", "release"])(
    "does not know who never signed in, and says who may have been meant: %s",
    async (act) => {
      const { here, accounts } = machine();
      enter(accounts, ANN, { claim: "ann@corp.example" });

      for (const [name, meant] of [
        ["an@corp.example", ', did you mean "ann@corp.example"?'],
        ["zzzzzzzzz\u001b[2J", "."],
      ] as const) {
        const { code, out, err } = await runIn(fakeTerminal(here), "users", act, name);
        expect({ code, out }).toEqual({ code: 1, out: "" });
        expect(err).toContain(`has signed in here${meant}\n`);
        expect(err).toContain("`vibedeck users` lists everybody");
        expect(err).toContain("(USER_NOT_FOUND, see docs/errors.md)");
        expect(err).not.toContain("\u001b");
      }
      expect(accounts.audit.read({})).toEqual([]);
      expect(accounts.sessions.get(browser(ANN, 0))).toBeDefined();
    },
  );

  it("writes each act down, done by the operator", async () => {
    const { here, accounts } = machine();
    enter(accounts, "ann", { browsers: 2 });
    const before = Date.now();
    for (const act of ["revoke", "block", "unblock", "release"]) {
      await runIn(fakeTerminal(here), "users", act, "ann");
    }

    const entries = accounts.audit.read({ since: before });

    expect(entries).toMatchObject([
      { act: "revoke", user: "operator", target: "ann", detail: "Ended 2 sign-ins" },
      { act: "block", user: "operator", target: "ann" },
      { act: "unblock", user: "operator", target: "ann" },
      { act: "release", user: "operator", target: "ann" },
    ]);
  });

  it("says that sign-ins are the proxy's where a proxy signs people in, and how to keep somebody out", async () => {
    const { here, accounts } = machine({ "vibedeck.toml": BEHIND_PROXY });
    enter(accounts, "ann", { browsers: 0 });

    const revoked = await runIn(fakeTerminal(here), "users", "revoke", "ann");
    const listed = await runIn(fakeTerminal(here), "users", "--json");
    const blocked = await runIn(fakeTerminal(here), "users", "revoke", "ann", "--block");

    expect(revoked.out).toContain("here a proxy signs people in");
    expect(revoked.out).toContain("vibedeck users revoke ann --block");
    expect(listed.out).not.toContain("signedIn");
    expect(blocked.out).not.toContain("proxy");
    expect(accounts.users.get("ann")?.blocked).toBe(true);
  });
});

describe("the command line of users", () => {
  it.each([
    [["users", "rvoke", "ann"], "unknown command 'rvoke'\n(Did you mean revoke?)"],
    [["users", "xyzzy"], "unknown command 'xyzzy'"],
    [["users", "revoke"], "missing required argument"],
    [["users", "revoke", "ann", "bob"], "too many arguments"],
    [["users", "unblock", "ann", "--block"], "unknown option '--block'"],
    [["users", "--port", "1"], "unknown option '--port'"],
  ])("refuses what it does not understand, and does nothing: %j", async (argv, said) => {
    const { here, accounts } = machine();
    enter(accounts, "ann");

    const { code, out, err } = await runIn(fakeTerminal(here), ...argv);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(said);
    expect(accounts.sessions.get(browser("ann", 0))).toBeDefined();
  });

  it("explains itself", async () => {
    const { here } = machine();
    const help = async (...argv: string[]): Promise<string> => {
      const { code, out } = await runIn(fakeTerminal(here), ...argv, "--help");
      expect(code).toBe(0);
      return out;
    };

    expect(await help()).toMatch(/users[\s\S]*audit/);
    expect(await help("users")).toMatch(
      /revoke[\s\S]*block[\s\S]*unblock[\s\S]*release[\s\S]*while the server runs/,
    );
    expect(await help("users", "revoke")).toMatch(/<name>[\s\S]*--config[\s\S]*--state-dir[\s\S]*--block/);
    expect(await help("users", "release")).toContain("whoever signs in next");
    expect(await help("audit")).toMatch(/--user[\s\S]*--act[\s\S]*--since[\s\S]*--limit[\s\S]*--json/);
  });

  it("is told to wait no longer when somebody does not end their writing", async () => {
    const { here, stateDir, accounts } = machine();
    enter(accounts, "ann");
    const { default: Database } = await import("libsql");
    const database = new Database(join(stateDir, "accounts.db"));
    onTestFinished(() => void database.close());
    database.exec("BEGIN IMMEDIATE");

    const { code, err } = await runIn(fakeTerminal(here), "users", "revoke", "ann");

    expect(code).toBe(1);
    expect(err).toContain("(UNAVAILABLE, see docs/errors.md)");
    database.exec("COMMIT");
    expect((await runIn(fakeTerminal(here), "users", "revoke", "ann")).code).toBe(0);
  }, 20_000);
});
