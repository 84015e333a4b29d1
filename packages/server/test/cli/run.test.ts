import { describe, expect, it } from "vitest";
import { nodeTooOld } from "../../src/cli/node-version.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { fakeTerminal, runIn } from "./fake-terminal.ts";

function terminal(files: Record<string, string> = {}, env: Record<string, string> = {}) {
  return fakeTerminal(tempSurroundings(files, env));
}

describe("the command line", () => {
  it.each(["--version", "-V"])("tells its version: %s", async (flag) => {
    expect(await runIn(terminal(), flag)).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+/),
      err: "",
    });
  });

  it("explains itself on standard output when asked, and on standard error when it is told nothing", async () => {
    expect(await runIn(terminal(), "--help")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/serve[\s\S]*doctor[\s\S]*config/),
      err: "",
    });
    expect(await runIn(terminal())).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("Usage: vibedeck"),
    });
  });

  it("knows the flags of serve", async () => {
    const { out } = await runIn(terminal(), "serve", "--help");

    for (const flag of [
      "--config",
      "--host",
      "--port",
      "--open",
      "--no-open",
      "--demo",
      "--backend",
      "--state-dir",
      "--log-level",
    ]) {
      expect(out).toContain(flag);
    }
  });

  it.each([
    [["serve", "--prot", "1"], "--port"],
    [["serve", "--stat-dir=x"], "--state-dir"],
    [["serv"], "serve"],
    [["docter"], "doctor"],
  ])("suggests what may have been meant: %j", async (argv, meant) => {
    const { code, err } = await runIn(terminal(), ...argv);

    expect(code).toBe(1);
    expect(err).toContain(`Did you mean ${meant}?`);
  });

  it("prints a sentence, a hint and a code to look up, and no stack", async () => {
    const { code, out, err } = await runIn(terminal(), "serve", "--config", "none.toml");

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.split("\n")).toEqual([
      "Cannot read the configuration none.toml: does not exist.",
      expect.stringMatching(/^ {2}Check the path/),
      "  (CONFIG_NOT_FOUND, see docs/errors.md)",
      "",
    ]);
  });

  it.each([
    [["--log-level", "debug"], {}],
    [[], { VIBEDECK_LOG_LEVEL: "debug" }],
  ])("prints the stack with %j %j", async (argv, env) => {
    const { err } = await runIn(terminal({}, env), "serve", "--config", "none.toml", ...argv);

    expect(err).toMatch(/VibeDeckError[\s\S]* at /);
    expect(err).toContain("ENOENT");
  });

  it("prints every mistake of a configuration on a line of its own (245)", async () => {
    const { code, err } = await runIn(
      terminal({ "vibedeck.toml": "[serve]\nprot = 1\nhots = 'x'" }),
      "config",
      "--port",
      "x",
    );

    expect(code).toBe(1);
    expect(err.split("\n").slice(0, 3)).toEqual([
      '--port: "port" must be a number, not the text "x".',
      'vibedeck.toml:2:1: Unknown key "prot" in [serve], did you mean "port"?',
      'vibedeck.toml:3:1: Unknown key "hots" in [serve], did you mean "host"?',
    ]);
  });

  it("shows nothing of a stranger's text that could move the cursor (255)", async () => {
    const { err } = await runIn(terminal({ "vibedeck.toml": '[serve]\n"\\u001b[2Jx\\u202e" = 1' }), "config");

    expect(err).toMatch(/Unknown key/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe("nodeTooOld", () => {
  it.each(["18.20.4", "20.18.1", "20.0.0", "0.10.0"])("refuses Node %s with a sentence", (version) => {
    expect(nodeTooOld(version)).toBe(`VibeDeck needs Node 20.19 or newer, and this is Node ${version}.`);
  });

  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0-nightly"])("accepts Node %s", (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });
});
