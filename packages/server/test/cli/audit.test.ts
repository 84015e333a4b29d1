import { describe, expect, it } from "vitest";
import { AUDIT_ACTS } from "../../src/cli/audit/acts.ts";
import { sinceOf } from "../../src/cli/audit/since.ts";
import { fakeTerminal, runIn } from "./fake-terminal.ts";
import { enter, type Machine, machine } from "./kept-people.ts";

const ANN = "ann-z40corp-z2eexample";
const HOUR = 3_600_000;

function withActs(): Machine {
  const there = machine();
  const { audit } = there.accounts;
  enter(there.accounts, ANN, { claim: "ann@corp.example" });
  const at = Date.parse("2026-01-31T14:05:09Z");
  audit.append({ at, act: "sign-in", user: ANN, from: "192.0.2.7" });
  audit.append({
    at: at + 1_000,
    act: "refused",
    target: '"eve"',
    detail: "No rule of [auth] allows it.",
    from: "192.0.2.8",
  });
  audit.append({ at: at + 2_000, act: "send", user: ANN, target: "key", detail: "/api/sessions/:key/send" });
  audit.append({ at: Date.now() - HOUR, act: "revoke", user: "operator", target: ANN });
  return there;
}

describe("vibedeck audit", () => {
  it("prints who did what, when and from where, the newest last", async () => {
    const { code, out, err } = await runIn(fakeTerminal(withActs().here), "audit");

    expect({ code, err }).toEqual({ code: 0, err: "" });
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ["WHEN", "WHO", "WHAT", "TO WHAT", "FROM", "DETAIL"],
      ["2026-01-31T14:05:09Z", ANN, "sign-in", "-", "192.0.2.7"],
      ["2026-01-31T14:05:10Z", "-", "refused", '"eve"', "192.0.2.8", "No rule of [auth] allows it."],
      ["2026-01-31T14:05:11Z", ANN, "send", "key", "-", "/api/sessions/:key/send"],
      [expect.stringMatching(/Z$/), "operator", "revoke", ANN, "-"],
    ]);
  });

  it.each([
    [
      ["--user", "ann@corp.example"],
      ["sign-in", "send"],
    ],
    [["--user", ANN, "--act", "send"], ["send"]],
    [["--user", "operator"], ["revoke"]],
    [["--act", "refused"], ["refused"]],
    [["--since", "2h"], ["revoke"]],
    [
      ["--since", "2026-01-31T14:05:10Z"],
      ["refused", "send", "revoke"],
    ],
    [["--since", "2026-02-01"], ["revoke"]],
    [
      ["--since", "2026-01-31"],
      ["sign-in", "refused", "send", "revoke"],
    ],
    [
      ["--limit", "2"],
      ["send", "revoke"],
    ],
  ])("prints what it is asked for: %j", async (argv, acts) => {
    const { code, out } = await runIn(fakeTerminal(withActs().here), "audit", "--json", ...argv);

    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { act: string }).act)).toEqual(acts);
  });

  it("prints lines of JSON with --json, and nothing that moves a cursor in either form (255)", async () => {
    const { here, accounts } = machine();
    const hostile = "\u001b[2J\u202ex\n2026 root";
    accounts.audit.append({ at: 1, act: "refused", target: hostile, detail: hostile, from: hostile });

    const json = await runIn(fakeTerminal(here), "audit", "--json");
    const table = await runIn(fakeTerminal(here), "audit");

    expect(JSON.parse(json.out)).toEqual({
      at: 1,
      act: "refused",
      target: hostile,
      detail: hostile,
      from: hostile,
    });
    expect(json.out).toMatch(/^[ -~]*\n$/);
    expect(table.out.trimEnd().split("\n")).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(table.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("says that there may be more when it stops at a limit", async () => {
    const { here } = withActs();

    expect((await runIn(fakeTerminal(here), "audit", "--limit", "4")).err).toContain("--limit");
    expect((await runIn(fakeTerminal(here), "audit", "--limit", "5")).err).toBe("");
  });

  it("says that nothing of that was done", async () => {
    expect(await runIn(fakeTerminal(withActs().here), "audit", "--act", "fork")).toEqual({
      code: 0,
      out: "The audit log has nothing of that.\n",
      err: "",
    });
  });

  it.each([
    [["--user", "nobody-here"], "USER_NOT_FOUND"],
    [["--act", "login"], "Allowed choices are sign-in"],
    [["--since", "yesterday"], "Write 2026-01-31"],
    [["--limit", "0"], "from 1 to"],
    [["--limit", "-1"], "from 1 to"],
    [["--limit", "1e3"], "from 1 to"],
  ])("refuses what it does not understand: %j", async (argv, said) => {
    const { code, out, err } = await runIn(fakeTerminal(withActs().here), "audit", ...argv);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(said);
  });

  it("knows every act", () => {
    expect(AUDIT_ACTS).toHaveLength(15);
  });
});

describe("sinceOf", () => {
  const NOW = Date.parse("2026-03-01T00:00:00Z");

  it.each([
    ["2026-01-31", "2026-01-31T00:00:00Z"],
    ["2026-01-31T14:05Z", "2026-01-31T14:05:00Z"],
    ["2026-01-31T14:05:09Z", "2026-01-31T14:05:09Z"],
    ["90m", "2026-02-28T22:30:00Z"],
    ["12h", "2026-02-28T12:00:00Z"],
    ["7d", "2026-02-22T00:00:00Z"],
    ["2w", "2026-02-15T00:00:00Z"],
  ])("reads %s", (text, time) => {
    expect(sinceOf(text, NOW)).toBe(Date.parse(time));
  });

  it.each([
    "",
    "7",
    "d",
    "-7d",
    "7 d",
    "7D",
    "2026-02-31",
    "2026-13-01",
    "2026-01-31T25:00Z",
    "2026-1-1",
    "1e3d",
    "today",
  ])("does not read %j", (text) => {
    expect(sinceOf(text, NOW)).toBeUndefined();
  });
});
