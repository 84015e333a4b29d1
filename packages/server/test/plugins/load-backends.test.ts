import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { silentLogger } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";
import { loadBackends } from "../../src/plugins/load-backends.ts";
import { backendSource, type Files, loadProject, packageOf, project } from "./project.ts";

// The official backend is found like any other plugin: by its package, which has to be built.
const notBuilt = !existsSync(new URL("../../../backend-claude-code/dist/index.js", import.meta.url));
const GOOD = `export default ${backendSource()};`;
const only = (id: string, keys = ""): Files => ({
  "vibedeck.toml": `[serve]\nbackend = "${id}"\n[${id}]\n${keys}`,
});

describe("loadBackends", () => {
  it("finds a package by the backend's name, official one first", async () => {
    const both = {
      ...packageOf("@vibedeck/backend-tool", GOOD),
      ...packageOf("vibedeck-backend-tool", "throw 1"),
    };
    const official = await loadProject({ ...only("tool"), ...both });
    const community = await loadProject({ ...only("tool"), ...packageOf("vibedeck-backend-tool", GOOD) });

    for (const { registry, mounted } of [official, community]) {
      expect(registry.statuses()).toEqual([
        { id: "tool", name: "plain", title: "plain", state: "ready", capabilities: {} },
      ]);
      expect(mounted.map(({ backend }) => backend.id)).toEqual(["tool"]);
    }
  });

  it("loads what `use` names: a package, one below a scope, a file", async () => {
    const { mounted, folder } = await loadProject({
      "vibedeck.toml":
        '[serve]\nbackend = ["a", "b", "c", "d"]\n[a]\nuse = "@acme/vibedeck-backend-x"\n[b]\nuse = "./sub/local.js"\n[c]\nuse = "odd.name/deep"\n[d]\nuse = "tool"',
      ...packageOf("@acme/vibedeck-backend-x", GOOD),
      "sub/local.js": GOOD,
      ...packageOf("odd.name", "throw 1", { exports: { "./deep": "./deep.js" } }),
      "node_modules/odd.name/deep.js": GOOD,
      ...packageOf("vibedeck-backend-tool", GOOD),
    });

    expect(mounted.map(({ source }) => source?.url)).toEqual(
      [
        "node_modules/@acme/vibedeck-backend-x/index.js",
        "sub/local.js",
        "node_modules/odd.name/deep.js",
        "node_modules/vibedeck-backend-tool/index.js",
      ].map((path) => pathToFileURL(join(folder, path)).href),
    );
  });

  it("hands the table without the host's keys to the schema, and keeps it for workers", async () => {
    const { mounted } = await loadProject({
      ...only("tool", 'use = "./tool.js"\non_failure = "abort"\ndir = "/x"\n'),
      "tool.js": `export default ${backendSource('config: { "~standard": { version: 1, vendor: "t", validate: async ({ dir }) => ({ value: { dir: dir + "/y" } }) } }')}`,
    });

    expect(mounted[0]?.source?.config).toEqual({ dir: "/x" });
    expect(mounted[0]?.backend.renderer).toMatchObject({ config: { dir: "/x/y" } });
  });

  it("runs one plugin twice under two names, with two configurations", async () => {
    const { mounted } = await loadProject({
      "vibedeck.toml":
        '[serve]\nbackend = ["a", "b"]\n[a]\nuse = "./tool.js"\nn = 1\n[b]\nuse = "./tool.js"\nn = 2',
      "tool.js": GOOD,
    });

    expect(mounted.map(({ backend }) => backend.renderer)).toEqual([
      { config: { n: 1 } },
      { config: { n: 2 } },
    ]);
  });

  it.skipIf(notBuilt)(
    "finds the default backend from the server's own place when the configuration's folder has none",
    async () => {
      const { registry } = await loadProject({ "vibedeck.toml": "" });

      expect(registry.status("claude-code")).toMatchObject({
        name: "claude-code",
        title: "Claude Code",
        state: "ready",
      });
    },
  );

  it.skipIf(notBuilt)(
    "does not load the default backend from a stranger's folder without a configuration there",
    async () => {
      const folder = project(packageOf("@vibedeck/backend-claude-code", "throw new Error('a stranger')"));
      const config = loadConfig(new Map(), { cwd: folder, home: join(folder, "home"), env: {} });

      const { registry, dispose } = await loadBackends(config, { logger: silentLogger });

      expect(registry.status("claude-code")).toMatchObject({ state: "ready" });
      await dispose();
    },
  );

  it("reports each broken one and starts the others (249)", async () => {
    const { registry, mounted, lines } = await loadProject({
      "vibedeck.toml":
        '[serve]\nbackend = ["bad", "good", "none"]\n[bad]\nuse = "./bad.js"\n[good]\nuse = "./good.js"\n[none]',
      "bad.js": "throw new Error('oops');",
      "good.js": GOOD,
    });

    expect(registry.statuses().map(({ id, state, error }) => [id, state, error?.code])).toEqual([
      ["bad", "failed", "PLUGIN_BROKEN"],
      ["good", "ready", undefined],
      ["none", "failed", "PLUGIN_NOT_FOUND"],
    ]);
    expect(mounted).toHaveLength(1);
    expect(lines).toHaveLength(2);
  });

  it("refuses one that keeps a place for each user where nobody signs in", async () => {
    const places = `parts: { discovery: () => ({}), tailer: () => ({}), renderer: () => ({}), pricing: () => ({}),
      cli: () => ({ places: { report() {}, stop() {} } }) }, check() { throw new Error("asked too early"); }`;
    const folder = project({
      ...only("boxes", 'use = "./boxes.js"'),
      "boxes.js": `export default ${backendSource(places)};`,
      "home/": "",
    });
    const config = loadConfig(new Map(), { cwd: folder, home: join(folder, "home"), env: {} });

    const alone = await loadBackends(config, { logger: silentLogger, hasUsers: false });
    const shared = await loadBackends(config, { logger: silentLogger, checks: () => false });

    expect(alone.registry.status("boxes")).toMatchObject({
      state: "failed",
      error: {
        code: "CONFIG_INVALID",
        message: expect.stringMatching(/^Backend "boxes" needs \[auth\]/),
        hint: expect.stringContaining("[auth]"),
      },
    });
    expect(shared.registry.status("boxes")).toMatchObject({ state: "ready" });
    await Promise.all([alone.dispose(), shared.dispose()]);
  });

  it.each([
    "diagnose: 1",
    "commands: {}",
    'commands: [{ name: "x", summary: "", verbs: [{ name: "y", summary: "" }] }]',
  ])("says what is no command or diagnosis: %s", async (member) => {
    const { registry } = await loadProject({
      ...only("tool", 'use = "./tool.js"'),
      "tool.js": `export default ${backendSource(member)};`,
    });

    expect(registry.status("tool")?.error).toMatchObject({
      code: "PLUGIN_SHAPE",
      message: expect.stringMatching(/lacks (?:a diagnose that is a function|commands with)/),
    });
  });

  it("stops all with on_failure = abort, and says why", async () => {
    const loading = loadProject({
      "vibedeck.toml":
        '[serve]\nbackend = ["bad", "good"]\n[bad]\nuse = "./bad.js"\non_failure = "abort"\n[good]\nuse = "./good.js"',
      "bad.js": "throw new Error('oops');",
      "good.js": `export default ${backendSource("check: ({ signal }) => void signal.addEventListener('abort', () => { globalThis.stoppedForTest = true; })")}`,
    });

    await expect(loading).rejects.toMatchObject({
      code: "PLUGIN_BROKEN",
      message: expect.stringContaining("oops"),
    });
    expect(Reflect.get(globalThis, "stoppedForTest")).toBe(true);
  });

  it("stops what it loaded and says so in the registry", async () => {
    const { registry, mounted, dispose } = await loadProject({
      ...only("tool", 'use = "./tool.js"'),
      "tool.js": GOOD,
    });

    await dispose();

    expect(mounted[0]?.signal.aborted).toBe(true);
    expect(registry.status("tool")?.state).toBe("stopped");
    expect(registry.mounted()).toEqual([]);
  });
});

/** What became of a project's only backend, called `tool`. */
async function failure(
  files: Files,
  limitMs?: number,
): Promise<{ code: string; message: string; hint?: string } | undefined> {
  const { registry } = await loadProject(
    { ...only("tool"), ...files },
    limitMs === undefined ? {} : { limitMs },
  );
  return registry.status("tool")?.error;
}
const installed = (source: string, description: object = {}): Files =>
  packageOf("vibedeck-backend-tool", source, description);

describe("a plugin that cannot be found", () => {
  it("is reported with what was tried and what to run", async () => {
    const { registry, folder } = await loadProject(only("tool"));

    expect(registry.status("tool")?.error).toEqual({
      code: "PLUGIN_NOT_FOUND",
      message:
        'Cannot find the plugin of backend "tool". Tried: @vibedeck/backend-tool, vibedeck-backend-tool.',
      hint: `In ${folder}, run: npm install vibedeck-backend-tool`,
    });
  });

  it.each([
    ["./none.js", /is not there: .*none\.js/],
    ["./folder", /is a folder/],
    ["https://example.org/x.js", /cannot be called/],
    ["data:text/javascript,throw 1", /cannot be called/],
    ["fs/promises", /is a part of Node/],
    ["node:fs", /cannot be called/],
    ["a b", /cannot be called/],
  ])("because `use` is %j", async (use, message) => {
    expect(await failure({ ...only("tool", `use = "${use}"`), "folder/": "" })).toMatchObject({
      code: "PLUGIN_NOT_FOUND",
      message: expect.stringMatching(message),
    });
  });

  it("is not looked for by scanning node_modules", async () => {
    expect(await failure(packageOf("vibedeck-backend-other", GOOD))).toMatchObject({
      code: "PLUGIN_NOT_FOUND",
    });
  });
});

describe("a plugin whose manifest is wrong", () => {
  const trap = "globalThis.ranForTest = true; throw new Error('this code must not run');";
  const never = (): void => expect(Reflect.get(globalThis, "ranForTest")).toBeUndefined();

  it.each([
    [
      { vibedeck: { api: 2, kind: "backend" } },
      "PLUGIN_API_VERSION",
      /version 2 .* newer/,
      "Update vibedeck.",
    ],
    [
      { vibedeck: { api: 0, kind: "backend" } },
      "PLUGIN_API_VERSION",
      /version 0 .* older/,
      "Update the plugin.",
    ],
    [
      { vibedeck: { api: "1", kind: "backend" } },
      "PLUGIN_MANIFEST",
      /does not say which version/,
      expect.any(String),
    ],
    [
      { vibedeck: { api: 1, kind: "auth" } },
      "PLUGIN_MANIFEST",
      /of kind "auth", not "backend"/,
      expect.any(String),
    ],
    [{ vibedeck: "yes" }, "PLUGIN_MANIFEST", /of kind null/, expect.any(String)],
    [
      { vibedeck: undefined },
      "PLUGIN_MANIFEST",
      /does not say .* that it is a VibeDeck plugin/,
      expect.any(String),
    ],
  ])("is refused before any of its code runs: %j", async (description, code, message, hint) => {
    expect(await failure(installed(trap, description))).toEqual({
      code,
      message: expect.stringMatching(message),
      hint,
    });
    never();
  });

  it("is refused when its package.json is no JSON", async () => {
    // With neither a valid description nor an entry in it, Node's rules still find index.js.
    const files = {
      "node_modules/vibedeck-backend-tool/package.json": "[]",
      "node_modules/vibedeck-backend-tool/index.js": trap,
    };

    expect(await failure(files)).toMatchObject({
      code: expect.stringMatching(/^PLUGIN_(?:MANIFEST|BROKEN)$/),
    });
    never();
  });

  it("is looked for above a package.json without a name, such as one in dist", async () => {
    const files = {
      ...installed("", { exports: "./dist/index.js" }),
      "node_modules/vibedeck-backend-tool/dist/package.json": { type: "module" },
    };

    expect(
      await failure({ ...files, "node_modules/vibedeck-backend-tool/dist/index.js": GOOD }),
    ).toBeUndefined();
  });

  it("counts for a local file too, when there is one; else the marks do", async () => {
    const local = { ...only("tool", 'use = "./tool.js"'), "tool.js": GOOD };

    expect(await failure(local)).toBeUndefined();
    expect(await failure({ ...local, "package.json": { name: "mine" } })).toBeUndefined();
    expect(
      await failure({ ...local, "package.json": { name: "mine", vibedeck: { api: 9, kind: "backend" } } }),
    ).toMatchObject({
      code: "PLUGIN_API_VERSION",
    });
  });
});

describe("a plugin that cannot be loaded", () => {
  it.each([
    [
      "broken on import",
      installed("throw new TypeError('no such luck');"),
      /cannot be loaded: no such luck$/,
      /fails while/,
    ],
    ["a syntax error", installed("export default {"), /cannot be loaded: /, /fails while/],
    [
      "an ESM dependency that is missing",
      installed("import 'left-pad-of-mine';"),
      /left-pad-of-mine/,
      /dependencies is missing/,
    ],
    [
      "a CJS dependency that is missing",
      installed("module.exports = require('left-pad-of-mine');", { type: "commonjs" }),
      /cannot be loaded: Cannot find module 'left-pad-of-mine'$/,
      /dependencies is missing/,
    ],
    ["something that is no error", installed("throw null;"), /cannot be loaded: null$/, /fails while/],
    [
      "a rejected top-level await",
      installed("await Promise.reject(new Error('later'));"),
      /cannot be loaded: later$/,
      /fails while/,
    ],
    [
      "an empty directory",
      { "node_modules/vibedeck-backend-tool/": "" },
      /no module can be loaded from it/,
      /not be built/,
    ],
    [
      "a module that is not built",
      installed(GOOD, { exports: "./dist/index.js" }),
      /no module can be loaded from it/,
      /not be built/,
    ],
  ])("is reported: %s (249)", async (_what, files, message, hint) => {
    expect(await failure(files)).toEqual({
      code: "PLUGIN_BROKEN",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it("keeps its cause in the log's debug line (249)", async () => {
    const errors: unknown[] = [];
    const nothing = (): void => {};
    const logger = {
      debug: (fields: object) => void errors.push(Reflect.get(fields, "err")),
      info: nothing,
      warn: nothing,
      error: nothing,
    };
    await loadProject({ ...only("tool"), ...installed("throw new TypeError('deep');") }, { logger });

    expect(errors).toMatchObject([{ code: "PLUGIN_BROKEN", cause: { message: "deep" } }]);
  });

  it("ends after its time when a top-level await never settles (249)", async () => {
    expect(await failure(installed("await new Promise(() => {});"), 50)).toMatchObject({
      code: "PLUGIN_TIMEOUT",
      message: 'Backend "tool" did not finish "load" within 0.05 s.',
    });
  });

  it("may take its time with a top-level await that settles", async () => {
    expect(await failure(installed(`await new Promise((go) => setImmediate(go)); ${GOOD}`))).toBeUndefined();
  });
});

describe("a plugin of the wrong shape", () => {
  const withParts = (parts: string): string => `export default ${backendSource(`parts: ${parts}`)};`;

  it.each([
    ["no default export", `export const backend = ${backendSource()};`, /has no default export/],
    ["a class", "export default class Backend {}", /exports a function by default/],
    ["a factory", `export default () => (${backendSource()});`, /exports a function by default/],
    ["an empty object", "export default {};", /its type is missing/],
    [
      "an authenticator",
      `export default ${backendSource('type: "vibedeck.auth"')};`,
      /its type is "vibedeck\.auth"/,
    ],
    ["no version", `export default ${backendSource("apiVersion: undefined")};`, /does not say which version/],
    ["a bad name", `export default ${backendSource('name: "A b"')};`, /lacks a name/],
    ["no schema", `export default ${backendSource("config: {}")};`, /lacks a config schema/],
    [
      "no parts",
      withParts("null"),
      /lacks the discovery part, the tailer part, the renderer part, the pricing part, the cli part\./,
    ],
    [
      "a missing part",
      withParts("{ discovery() {}, tailer() {}, renderer() {}, cli() {} }"),
      /lacks the pricing part\./,
    ],
    [
      "a check that cannot be called",
      `export default ${backendSource("check: true")};`,
      /lacks a check that is a function/,
    ],
    [
      "a getter that throws",
      `export default ${backendSource("get capabilities() { return 1 }, get check() { throw new Error('boo') }")};`,
      /cannot be looked at: boo/,
    ],
  ])("is refused: %s", async (_what, source, message) => {
    expect(await failure(installed(source))).toMatchObject({
      code: "PLUGIN_SHAPE",
      message: expect.stringMatching(message),
    });
  });

  it("of another version by its own mark is refused, also without a manifest", async () => {
    const files = {
      ...only("tool", 'use = "./tool.js"'),
      "tool.js": `export default ${backendSource("apiVersion: 7")};`,
    };

    expect(await failure(files)).toMatchObject({ code: "PLUGIN_API_VERSION" });
  });

  it.each([
    ["module.exports = the backend", `module.exports = ${backendSource()};`],
    [
      "exports.default, as compilers write it",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${backendSource()};`,
    ],
    ["module.exports = { default }", `module.exports = { default: ${backendSource()} };`],
  ])("is not: CommonJS with %s", async (_what, source) => {
    expect(await failure(installed(source, { type: "commonjs" }))).toBeUndefined();
  });

  it("is not: a default export in an export list, and a schema that is a function", async () => {
    const schema =
      "Object.assign(() => {}, { '~standard': { version: 1, vendor: 't', validate: (value) => ({ value }) } })";

    expect(
      await failure(installed(`const b = ${backendSource(`config: ${schema}`)}; export { b as default };`)),
    ).toBeUndefined();
  });
});

describe("a plugin's check", () => {
  const checking = (body: string): Files => installed(`export default ${backendSource(`check: ${body}`)};`);

  it("that fails is reported with its sentence (249)", async () => {
    expect(
      await failure(checking("async () => { throw new Error('claude is not installed') }")),
    ).toMatchObject({
      code: "PLUGIN_CALL",
      message: 'Backend "tool" failed in "check": claude is not installed',
    });
  });

  it("that hangs ends after its time (249)", async () => {
    expect(await failure(checking("() => new Promise(() => {})"), 50)).toMatchObject({
      code: "PLUGIN_TIMEOUT",
    });
  });

  it("may use parts, which are stopped when it fails", async () => {
    const source = backendSource(`
      check: ({ part }) => { part("tailer"); throw new Error("no"); },
      parts: { discovery: () => ({}), renderer: () => ({}), pricing: () => ({}), cli: () => ({}),
        tailer: () => ({ [Symbol.dispose]() { globalThis.tailerStoppedForTest = true; } }) }`);

    expect(await failure(installed(`export default ${source};`))).toMatchObject({ code: "PLUGIN_CALL" });
    expect(Reflect.get(globalThis, "tailerStoppedForTest")).toBe(true);
  });
});
