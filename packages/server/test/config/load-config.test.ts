import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isVibeDeckError } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../src/config/load-config.ts";
import { tempSurroundings } from "./surroundings.ts";

/** What loading a `vibedeck.toml` of this text gives. */
function load(text: string, flags: Record<string, string> = {}, env: Record<string, string> = {}): Config {
  return loadConfig(new Map(Object.entries(flags)), tempSurroundings({ "vibedeck.toml": text }, env));
}

/** The lines of the error that loading gives. */
function problems(
  text: string,
  flags: Record<string, string> = {},
  env: Record<string, string> = {},
): string[] {
  try {
    load(text, flags, env);
  } catch (error) {
    if (isVibeDeckError(error)) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("loadConfig", () => {
  it("works without any configuration", () => {
    const here = tempSurroundings();

    const config = loadConfig(new Map(), here);

    expect(config).toMatchObject({
      folder: here.cwd,
      serve: { host: "127.0.0.1", port: 3210, allowedHosts: [], insecureNoAuth: false },
      log: { level: "info", format: "auto" },
      backends: [{ id: "claude-code", onFailure: "continue", options: {} }],
    });
    expect(config.serve.stateDir).toBe(join(here.home, ".local/state/vibedeck"));
    expect(config.file).toBeUndefined();
    expect([...config.origins.values()].every(({ kind }) => kind === "default")).toBe(true);
  });

  it("takes --config first, then VIBEDECK_CONFIG, then ./vibedeck.toml, then the user's", () => {
    const port = (value: number) => `[serve]\nport = ${value}`;
    const files = {
      "flag.toml": port(1),
      "env.toml": port(2),
      "vibedeck.toml": port(3),
      "../home/.config/vibedeck/config.toml": port(4),
    };
    const here = tempSurroundings(files);
    const withEnv = { ...here, env: { VIBEDECK_CONFIG: "env.toml" } };
    const elsewhere = { ...here, cwd: here.home };

    expect(loadConfig(new Map([["--config", "flag.toml"]]), withEnv).serve.port).toBe(1);
    expect(loadConfig(new Map(), withEnv).serve.port).toBe(2);
    expect(loadConfig(new Map(), here).serve.port).toBe(3);
    expect(loadConfig(new Map(), elsewhere).serve.port).toBe(4);
    expect(loadConfig(new Map(), elsewhere).file?.shown).toBe(".config/vibedeck/config.toml");
  });

  it("respects XDG_CONFIG_HOME and XDG_STATE_HOME, but not relative ones", () => {
    const here = tempSurroundings({ "../xdg/vibedeck/config.toml": "[serve]\nport = 5" });
    const xdg = join(here.root, "xdg");

    const config = loadConfig(new Map(), { ...here, env: { XDG_CONFIG_HOME: xdg, XDG_STATE_HOME: xdg } });
    expect(config.serve).toMatchObject({ port: 5, stateDir: join(xdg, "vibedeck") });

    const relative = loadConfig(new Map(), {
      ...here,
      cwd: here.root,
      env: { XDG_CONFIG_HOME: "xdg", XDG_STATE_HOME: "xdg" },
    });
    expect(relative.serve).toMatchObject({ port: 3210, stateDir: join(here.home, ".local/state/vibedeck") });
  });

  it("puts flags over variables over the file over defaults, and keeps where each value is from", () => {
    const text = '[serve]\nhost = "::1"\nport = 1\nopen = false\n[log]\nlevel = "warn"';
    const config = load(
      text,
      { "--port": "3" },
      { VIBEDECK_PORT: "2", VIBEDECK_OPEN: "yes", VIBEDECK_STATE_DIR: "" },
    );

    expect(config.serve).toMatchObject({ host: "::1", port: 3, open: true });
    expect(config.log.level).toBe("warn");
    expect(Object.fromEntries(config.origins)).toMatchObject({
      "serve.host": { kind: "file", where: "vibedeck.toml:2:1" },
      "serve.port": { kind: "flag", name: "--port" },
      "serve.open": { kind: "env", name: "VIBEDECK_OPEN" },
      "serve.state_dir": { kind: "default" },
      "log.level": { kind: "file", where: "vibedeck.toml:6:1" },
    });
  });

  it("hands each backend its own table without the two keys that are the host's", () => {
    const text = `
      [serve]
      backend = ["mine", "claude-code"]
      [mine]
      use = "./mine.js"
      on_failure = "abort"
      dir = "~/src"
      when = 2026-01-02
      deep = { a = [1, { b = true }] }
    `;

    expect(load(text).backends).toEqual([
      {
        id: "mine",
        use: "./mine.js",
        onFailure: "abort",
        options: { dir: "~/src", when: "2026-01-02", deep: { a: [1, { b: true }] } },
      },
      { id: "claude-code", onFailure: "continue", options: {} },
    ]);
  });

  it("takes a list of backends from a flag and from a variable, each once", () => {
    expect(load("", { "--backend": "a, b,a" }).backends.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(load("", {}, { VIBEDECK_BACKEND: "a" }).backends.map(({ id }) => id)).toEqual(["a"]);
  });

  it("leaves the tables of backends alone that a flag switched off", () => {
    const text = '[serve]\nbackend = "other"\n[other]\nx = 1\n[third]\nuse = "./third.js"\n[claude-code]\n';

    expect(load(text, { "--backend": "claude-code" }).backends).toHaveLength(1);
  });

  it("reads paths from the file relative to it, from a flag relative to the working directory, and ~ as the home", () => {
    const here = tempSurroundings({
      "sub/c.toml": '[serve]\nstate_dir = "state"',
      "home.toml": '[serve]\nstate_dir = "~/s"',
    });
    const stateDir = (flags: Record<string, string>) =>
      loadConfig(new Map(Object.entries(flags)), here).serve.stateDir;

    expect(stateDir({ "--config": "sub/c.toml" })).toBe(join(here.cwd, "sub/state"));
    expect(stateDir({ "--config": "sub/c.toml", "--state-dir": "state" })).toBe(join(here.cwd, "state"));
    expect(stateDir({ "--config": "home.toml" })).toBe(join(here.home, "s"));
  });
});

describe("a mistake in the configuration", () => {
  it.each([
    ["[serve]\nprot = 1", 'vibedeck.toml:2:1: Unknown key "prot" in [serve], did you mean "port"?'],
    [
      "[serve]\nsession_secrt = 'x'",
      /^vibedeck\.toml:2:1: Unknown key "session_secrt" in \[serve\]; known are host, port, /,
    ],
    ['[serve]\n  port = "3000"', 'vibedeck.toml:2:3: "port" must be a number, not the text "3000".'],
    ["[serve]\nport = 1.5", 'vibedeck.toml:2:1: "port" must be a whole number, not the number 1.5.'],
    ["[serve]\nport = 70000", 'vibedeck.toml:2:1: "port" must be at most 65535.'],
    [
      '[serve]\nhost = "http://x"',
      'vibedeck.toml:2:1: "host" must be a name or an address, without scheme, port or path.',
    ],
    ['[serve]\nhost = ""', 'vibedeck.toml:2:1: "host" must not be empty.'],
    [
      "[serve]\nbackend = 3",
      'vibedeck.toml:2:1: "backend" must be a text or a list of texts, not the number 3.',
    ],
    ['[serve]\npublic_url = "deck"', /^vibedeck\.toml:2:1: "public_url" must be an address such as /],
    [
      '[serve]\npublic_url = "https://me:pw@deck"',
      /^vibedeck\.toml:2:1: "public_url" must be an address such as /,
    ],
    [
      "[serve]\nallowed_hosts = [\n 'ok',\n 3 ]",
      'vibedeck.toml:2:1: "allowed_hosts.1" must be a text, not the number 3.',
    ],
    ["serve = 3", 'vibedeck.toml:1:1: "serve" must be a table, not the number 3.'],
    [
      '[log]\nlevel = "verbose"',
      'vibedeck.toml:2:1: "level" must be one of "debug", "info", "warn", "error", "silent", not the text "verbose".',
    ],
    ["pricing = 1", 'vibedeck.toml:1:1: "pricing" must be a table, not the number 1.'],
    ["[sever]\nport = 1", "vibedeck.toml:1:2: Unknown table [sever], did you mean [serve]?"],
    ["[claud-code]\n", "vibedeck.toml:1:2: Unknown table [claud-code], did you mean [claude-code]?"],
    [
      "[aider]\n",
      "vibedeck.toml:1:2: Unknown table [aider]; to make it a backend's, name it in `backend` under [serve].",
    ],
    ["port = 1", 'vibedeck.toml:1:1: Unknown key "port" outside of a table, did you mean it under [serve]?'],
    ["[[claude-code]]\nx = 1", 'vibedeck.toml:1:3: "claude-code" must be a table, not a list.'],
    ["[claude-code]\nuse = 3", 'vibedeck.toml:2:1: "use" must be a text, not the number 3.'],
    [
      "[claude-code]\non_failure = 'stop'",
      'vibedeck.toml:2:1: "on_failure" must be one of "continue", "abort", not the text "stop".',
    ],
    ["[serve]\nbackend = 'log'", 'vibedeck.toml:2:1: "backend" cannot be "log": the name is taken.'],
    [
      "[serve]\nbackend = 'A/b'",
      'vibedeck.toml:2:1: "backend" must be made of lower-case letters, digits and hyphens.',
    ],
    ["[serve]\nbackend = []", 'vibedeck.toml:2:1: "backend" must not be empty.'],
    ["[serve]\nbackend = ['a', 3]", 'vibedeck.toml:2:1: "backend" must be a text, not the number 3.'],
    ["[auht]\n", "vibedeck.toml:1:2: Unknown table [auht], did you mean [auth]?"],
    ["auth = 1", 'vibedeck.toml:1:1: "auth" must be a table, not the number 1.'],
    [
      "[serve]\nsession_secret = 'x'",
      'vibedeck.toml:2:1: "session_secret" belongs under [auth], not under [serve].',
    ],
    ["[serve]\nstate_dir = '/'", 'vibedeck.toml:2:1: "state_dir" must be a folder of its own, not "/".'],
    [
      "[serve]\nstate_dir = '~'",
      'vibedeck.toml:2:1: "state_dir" must be a folder of its own, not your home.',
    ],
    ["[claude-code]\nlimit = inf", "vibedeck.toml: claude-code.limit must be a finite number."],
  ])("names file, line and column: %j (245, 247)", (text, expected) => {
    const [first = "", ...more] = problems(text);

    if (typeof expected === "string") expect(first.slice(0, expected.length)).toBe(expected);
    else expect(first).toMatch(expected);
    expect(more).toEqual([]);
  });

  it.each([
    ["[serve", /^vibedeck\.toml:1:\d+: .+\.$/],
    ["[serve]\nport = ", /^vibedeck\.toml:2:\d+: .+\.$/],
    ["[serve]\nport = 1\nport = 2", 'vibedeck.toml:3:1: "serve.port" is defined already, on line 2.'],
    ["[serve]\n[log]\n[serve]", 'vibedeck.toml:3:2: "serve" is defined already, on line 1.'],
    ["a.b = 1\na = 2", 'vibedeck.toml:2:1: "a" is defined already, on line 1.'],
    [`a = ${"[".repeat(100)}${"]".repeat(100)}`, /^vibedeck\.toml:1:\d+: .+\.$/],
    [`# ${"x".repeat(1024 * 1024)}`, "vibedeck.toml: The file is larger than 1 MiB."],
  ])("in the syntax is told with its place (245)", (text, expected) => {
    expect(() => load(text)).toThrow(expect.objectContaining({ code: "CONFIG_SYNTAX" }));
    if (typeof expected === "string") expect(problems(text)).toEqual([expected]);
    else expect(problems(text)[0]).toMatch(expected);
  });

  it("is told together with all others", () => {
    const text = '[serve]\nprot = 1\nhost = 2\n[loog]\n[log]\nlevel = "x"\ncolour = true';

    expect(problems(text, { "--port": "x" }, { VIBEDECK_OPEN: "maybe" })).toEqual([
      '--port: "port" must be a number, not the text "x".',
      'VIBEDECK_OPEN: "open" must be true or false, not the text "maybe".',
      'vibedeck.toml:3:1: "host" must be a text, not the number 2.',
      'vibedeck.toml:2:1: Unknown key "prot" in [serve], did you mean "port"?',
      expect.stringMatching(/^vibedeck\.toml:6:1: "level" must be one of/),
      'vibedeck.toml:7:1: Unknown key "colour" in [log]; known are level, format.',
      "vibedeck.toml:4:2: Unknown table [loog], did you mean [log]?",
    ]);
  });

  it.each([
    "__proto__.x = 1",
    "[constructor.prototype]\nx = 1",
    "[serve.__proto__]\nx = 1",
    "[serve]\nconstructor = 1",
  ])("with a prototype's name is refused and changes nothing: %j (246)", (text) => {
    expect(problems(text)[0]).toMatch(/Unknown (?:key|table)/);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  it("keeps a prototype's name in a backend's table as an ordinary key (246)", () => {
    const [backend] = load("[claude-code.__proto__]\nx = 1").backends;

    expect(Object.keys(backend?.options ?? {})).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(backend?.options)).not.toHaveProperty("x");
  });

  it("in a variable that only looks like ours is a warning", () => {
    expect(load("", {}, { VIBEDECK_PROT: "1", VIBEDECK_SERVICE_HOST: "10.0.0.1" }).warnings).toEqual([
      "The environment variable VIBEDECK_PROT is not known, did you mean VIBEDECK_PORT?",
    ]);
  });

  it("is a file that is named and not there, or no file, or not text", () => {
    const here = tempSurroundings();
    mkdirSync(join(here.cwd, "folder.toml"));
    writeFileSync(join(here.cwd, "latin.toml"), Buffer.from([0x61, 0x3d, 0x22, 0xe9, 0x22]));
    const named = (path: string) => () => loadConfig(new Map([["--config", path]]), here);

    expect(named("none.toml")).toThrow(
      expect.objectContaining({
        code: "CONFIG_NOT_FOUND",
        message: "Cannot read the configuration none.toml: does not exist.",
      }),
    );
    expect(named("folder.toml")).toThrow(expect.objectContaining({ code: "CONFIG_NOT_FOUND" }));
    expect(named("latin.toml")).toThrow(expect.objectContaining({ code: "CONFIG_SYNTAX" }));
  });
});
