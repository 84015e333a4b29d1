import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import type { AuthSetup } from "../../src/auth/setup.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { loadAuth } from "../../src/plugins/load-auth.ts";
import { type Files, packageOf, project } from "./project.ts";

const SERVE = '[serve]\npublic_url = "https://deck.example"\nstate_dir = "state"\n';

/** The source of a sign-in plugin that works and keeps what it was given; `extra` members come last and win. */
function authSource(extra = "", authenticator = ""): string {
  return `export default {
    type: "vibedeck.auth",
    apiVersion: 1,
    name: "plain",
    config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
    create: (context) => ({
      kind: "request", fingerprint: "1", identify: () => undefined, context, ${authenticator}
    }),
    ${extra}
  };`;
}

/** A schema that lists its keys, takes no others, and quotes what it refuses. */
const STRICT = `config: {
  entries: { client_id: 0, client_secret: 0, own_file: 0 },
  "~standard": { version: 1, vendor: "test", validate: (value) => {
    const issues = Object.keys(value)
      .filter((key) => !["client_id", "client_secret", "own_file"].includes(key))
      .map((key) => ({ message: "x", expected: "never", type: "strict_object", path: [{ key }] }));
    if (String(value.client_secret ?? "").startsWith("bad"))
      issues.push({ message: "Expected better but received " + value.client_secret, path: [{ key: "client_secret" }] });
    return issues.length > 0 ? { issues } : { value };
  } },
},`;

const MANIFEST = { vibedeck: { api: 1, kind: "auth" } };

async function load(
  lines: string,
  files: Files = { "mine.js": authSource() },
  limitMs = 5_000,
): Promise<{ setup: AuthSetup | undefined; folder: string; context: Record<string, unknown> }> {
  const folder = project({ "vibedeck.toml": `${SERVE}[auth]\n${lines}`, ...files });
  for (const name of Object.keys(files).filter((path) => path.endsWith(".secret")))
    chmodSync(join(folder, name), 0o600);
  const config = loadConfig(new Map(), { cwd: folder, home: join(folder, "home"), env: {} });
  const options = { logger: silentLogger, signal: new AbortController().signal, limitMs };
  const setup = await loadAuth(config, options);
  const made: unknown = Reflect.get(setup?.authenticator ?? {}, "context");
  return { setup, folder, context: Object(made) };
}

const MINE = 'use = "./mine.js"\nallow_all = true\n';
const strict = { "mine.js": authSource(STRICT) };

describe("loadAuth", () => {
  it("gives nothing without [auth]", async () => {
    const folder = project({ "vibedeck.toml": SERVE });
    const config = loadConfig(new Map(), { cwd: folder, home: folder, env: {} });

    expect(
      await loadAuth(config, { logger: silentLogger, signal: new AbortController().signal }),
    ).toBeUndefined();
    expect(existsSync(join(folder, "state"))).toBe(false);
  });

  it("hands the plugin its own keys only, the public address and a signal, and keeps the rules", async () => {
    const { setup, context } = await load(`${MINE}session_idle = 60\nsession_max = 120\nclient_id = "x"`);

    expect(setup).toMatchObject({ rules: { allowAll: true }, idleMs: 60_000, maxAgeMs: 120_000 });
    expect(context).toMatchObject({ config: { client_id: "x" }, publicUrl: "https://deck.example" });
    expect(Object.keys(Object(context["config"]))).toEqual(["client_id"]);
    expect(context["signal"]).toBeInstanceOf(AbortSignal);
  });

  it("finds @vibedeck/auth-NAME first, then vibedeck-auth-NAME", async () => {
    const first = packageOf("@vibedeck/auth-tool", authSource("", 'fingerprint: "official"'), MANIFEST);
    const second = packageOf("vibedeck-auth-tool", authSource("", 'fingerprint: "other"'), MANIFEST);
    const lines = 'use = "tool"\nallow_all = true';

    expect((await load(lines, { ...first, ...second })).setup?.authenticator.fingerprint).toBe("official");
    expect((await load(lines, second)).setup?.authenticator.fingerprint).toBe("other");
  });

  const failing: readonly (readonly [string, string, Files, string, RegExp])[] = [
    [
      "is not there",
      'use = "nobody-has-this"',
      {},
      "PLUGIN_NOT_FOUND",
      /of \[auth\]\. Tried: @vibedeck\/auth-nobody-has-this, vibedeck-auth-nobody-has-this/,
    ],
    [
      "is a backend by its package.json",
      'use = "tool"',
      packageOf("vibedeck-auth-tool", authSource()),
      "PLUGIN_MANIFEST",
      /is of kind "backend", not "auth"/,
    ],
    [
      "is a backend by its mark",
      'use = "./mine.js"',
      { "mine.js": authSource('type: "vibedeck.backend"') },
      "PLUGIN_SHAPE",
      /is not a way to sign in/,
    ],
    [
      "has no create",
      'use = "./mine.js"',
      { "mine.js": authSource("create: 1") },
      "PLUGIN_SHAPE",
      /lacks a create function/,
    ],
    [
      "throws while it loads",
      'use = "./mine.js"',
      { "mine.js": "throw new Error('oops')" },
      "PLUGIN_BROKEN",
      /of \[auth\] cannot be loaded: oops/,
    ],
    [
      "throws in create",
      'use = "./mine.js"',
      { "mine.js": authSource("create() { throw new Error('oops'); }") },
      "PLUGIN_CALL",
      /The plugin of \[auth\] failed in "create": oops/,
    ],
    [
      "makes a promise",
      'use = "./mine.js"',
      { "mine.js": authSource("async create() {}") },
      "PLUGIN_SHAPE",
      /lacks a kind .*, a fingerprint/,
    ],
    [
      "cannot begin",
      'use = "./mine.js"',
      { "mine.js": authSource("", 'kind: "redirect"') },
      "PLUGIN_SHAPE",
      /lacks a label, begin\(\), finish\(\)/,
    ],
    [
      "never loads",
      'use = "./mine.js"',
      { "mine.js": "await new Promise(() => {});" },
      "PLUGIN_TIMEOUT",
      /\[auth\]/,
    ],
  ];

  it.each(failing)("is fatal when the plugin %s", async (_what, use, files, code, message) => {
    const limit = code === "PLUGIN_TIMEOUT" ? 20 : 5_000;
    await expect(load(`${use}\nallow_all = true`, files, limit)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("refuses misspelled keys at their place, also those that look like the host's (22)", async () => {
    const lines = `${MINE}alowed_users = ["a"]\nwhitelist = ["a"]\nclient_di = "x"`;

    await expect(load(lines, strict)).rejects.toMatchObject({
      code: "PLUGIN_CONFIG",
      message: expect.stringMatching(
        /^vibedeck\.toml:7:1: Unknown key "alowed_users" in \[auth\], did you mean "allowed_users"\?\nvibedeck\.toml:8:1: Unknown key "whitelist" in \[auth\]; known are .*\nvibedeck\.toml:9:1: Unknown key "client_di" in \[auth\], did you mean "client_id"\?$/,
      ),
    });
    // A schema that takes anything does not swallow a rule.
    await expect(load(lines)).rejects.toMatchObject({
      message: expect.stringMatching(/"alowed_users".*\n.*Unknown key "whitelist"/),
    });
  });
});

describe("a key's file", () => {
  it("gives the plugin what is inside, without one newline at the end", async () => {
    const { context } = await load(`${MINE}client_secret_file = "x.secret"`, {
      ...strict,
      "x.secret": "hunter2\n\n",
    });

    expect(context["config"]).toEqual({ client_secret: "hunter2\n" });
  });

  it("is left to the plugin where that has a key of this name", async () => {
    const { context } = await load(`${MINE}own_file = "anything"`, strict);

    expect(context["config"]).toEqual({ own_file: "anything" });
  });

  it("is where a problem with the value is told, without the value (248)", async () => {
    const files = { ...strict, "x.secret": "bad-hunter2" };

    await expect(load(`${MINE}client_secret_file = "x.secret"`, files)).rejects.toMatchObject({
      message: 'vibedeck.toml:7:1: "client_secret": Expected better but received (secret)',
    });
    await expect(load(`${MINE}client_secret = "bad-hunter2"`, strict)).rejects.toMatchObject({
      message: 'vibedeck.toml:7:1: "client_secret": Expected better but received (secret)',
    });
  });

  it.each([
    [
      'client_secret_file = "none"',
      /^vibedeck\.toml:7:1: "client_secret_file" names none, which does not exist\.$/,
    ],
    ['client_secret_file = "open"', /which may be used by others than its owner \(mode 6/],
    ['client_secret_file = "."', /which is a folder/],
    ["client_secret_file = 5", /must be the path of a file, not the number 5/],
    ['client_secret_file = "empty.secret"', /which is empty/],
    [
      'client_secret = "x"\nclient_secret_file = "open"',
      /^vibedeck\.toml:8:1: "client_secret_file" and "client_secret" are both there/,
    ],
    [
      'client_secert_file = "open"',
      /Unknown key "client_secert_file" in \[auth\], did you mean "client_secret_file"\?/,
    ],
  ])("is refused: %s (45)", async (line, message) => {
    const files = { ...strict, open: "hunter2", "empty.secret": "" };

    await expect(load(MINE + line, files)).rejects.toMatchObject({
      code: "PLUGIN_CONFIG",
      message: expect.stringMatching(message),
    });
  });
});

describe("the secret of a server that was given none", () => {
  it("is made at the first start, for nobody else to read, and kept (44)", async () => {
    const { setup, folder } = await load(MINE);
    const path = join(folder, "state/session-secret");
    const [secret = ""] = setup?.sessionSecrets ?? [];

    expect(Buffer.from(secret, "base64")).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "state")).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, "utf8")).toBe(`${secret}\n`);
    const config = loadConfig(new Map(), { cwd: folder, home: folder, env: {} });
    const again = await loadAuth(config, { logger: silentLogger, signal: new AbortController().signal });
    expect(again?.sessionSecrets).toEqual([secret]);
  });

  it.each([
    ["its group may read it", (path: string) => chmodSync(path, 0o640), /mode 640/],
    ["it was cut", (path: string) => writeFileSync(path, "abc"), /has 3 bytes/],
    ["others may write to its folder", (path: string) => chmodSync(join(path, ".."), 0o777), /chmod 700/],
  ])("is refused when %s (45)", async (_what, spoil, message) => {
    const state = { "state/session-secret": "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ=" };
    const folder = project({ "vibedeck.toml": `${SERVE}[auth]\n${MINE}`, "mine.js": authSource(), ...state });
    const path = join(folder, "state/session-secret");
    chmodSync(path, 0o600);
    mkdirSync(join(folder, "home"));
    spoil(path);
    const config = loadConfig(new Map(), { cwd: folder, home: join(folder, "home"), env: {} });

    await expect(
      loadAuth(config, { logger: silentLogger, signal: new AbortController().signal }),
    ).rejects.toMatchObject({ code: "CONFIG_INVALID", message: expect.stringMatching(message) });
  });
});
