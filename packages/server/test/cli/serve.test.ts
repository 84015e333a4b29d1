import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { demoConfig } from "../../src/cli/demo-config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { backendSource } from "../plugins/project.ts";
import { type FakeTerminal, fakeTerminal, runIn } from "./fake-terminal.ts";

const FILES = {
  "vibedeck.toml": '[serve]\nbackend = "plain"\n[plain]\nuse = "./plain.js"',
  "plain.js": `export default ${backendSource()};`,
};

// The official backend is found by its package, which has to be built.
const notBuilt = !existsSync(new URL("../../../backend-claude-code/dist/index.js", import.meta.url));

function terminal(
  files: Record<string, string> = FILES,
  over: Parameters<typeof fakeTerminal>[1] = {},
): FakeTerminal {
  return fakeTerminal(tempSurroundings(files), over);
}

/** Starts `serve` on a free port and stops it when the test is over. */
async function serving(
  at: FakeTerminal,
  ...argv: string[]
): Promise<{ url: string; ended: Promise<{ code: number; err: string }> }> {
  const ended = runIn(at, "serve", "--port", "0", ...argv);
  onTestFinished(async () => {
    at.stop();
    await ended;
  });
  const url = await Promise.race([at.url, ended.then(({ err }) => Promise.reject(new Error(err)))]);
  return { url, ended };
}

describe("vibedeck serve", () => {
  it("says where it is, answers there, and stops when it is told to", async () => {
    const at = terminal();
    const { url, ended } = await serving(at);

    expect(at.out.join("")).toBe(`VibeDeck is at ${url}\n`);
    expect((await fetch(new URL("healthz", url))).status).toBe(200);
    const { backends } = (await (await fetch(new URL("api/backends", url))).json()) as { backends: unknown };
    expect(backends).toMatchObject([{ id: "plain", state: "ready" }]);

    at.stop();
    expect(await ended).toMatchObject({ code: 0 });
    await expect(fetch(url)).rejects.toThrow();
  });

  it("serves although no backend works, and says so", async () => {
    const at = terminal({ ...FILES, "plain.js": "throw new Error('oops');" });
    const { url } = await serving(at);

    expect(at.out.join("")).toContain(
      "No backend works (plain), so there is nothing to see. `vibedeck doctor` says why.",
    );
    expect(at.err.join("")).toContain("oops");
    const { backends } = (await (await fetch(new URL("api/backends", url))).json()) as { backends: unknown };
    expect(backends).toMatchObject([{ id: "plain", state: "failed", error: { code: "PLUGIN_BROKEN" } }]);
  });

  it("does not run a backend that keeps a place for each user while nobody signs in", async () => {
    const places = `parts: { discovery: () => ({ async *roots() {}, identify() {} }), tailer: () => ({}),
      renderer: () => ({}), pricing: () => ({}), cli: () => ({ places: { report() {}, stop() {} } }) }`;
    const at = terminal({ ...FILES, "plain.js": `export default ${backendSource(places)};` });
    const { url } = await serving(at);

    const { backends } = (await (await fetch(new URL("api/backends", url))).json()) as { backends: unknown };
    expect(backends).toMatchObject([
      {
        state: "failed",
        error: { code: "CONFIG_INVALID", message: expect.stringContaining("needs [auth]") },
      },
    ]);
    expect(at.err.join("")).toContain("needs [auth]");
  });

  it("tells figures where they are turned on, to whoever has the token where one is set", async () => {
    const token = "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ=";
    const at = terminal({ ...FILES, token });
    chmodSync(join(at.cwd, "token"), 0o600);
    const toml = FILES["vibedeck.toml"].replace(
      "[serve]",
      '[serve]\nmetrics = true\nmetrics_token_file = "token"',
    );
    writeFileSync(join(at.cwd, "vibedeck.toml"), toml);
    const { url } = await serving(at);

    const without = await fetch(new URL("metrics", url));
    const answer = await fetch(new URL("metrics", url), { headers: { authorization: `Bearer ${token}` } });

    expect([without.status, answer.status]).toEqual([404, 200]);
    expect(await answer.text()).toContain('vibedeck_backend_up{backend="plain"} 1');
    expect(at.err.join("")).not.toContain(token);
  });

  it("does not start when a backend that must work does not", async () => {
    const toml = `${FILES["vibedeck.toml"]}\non_failure = "abort"`;

    expect(
      await runIn(terminal({ "vibedeck.toml": toml, "plain.js": "throw new Error('oops');" }), "serve"),
    ).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("PLUGIN_BROKEN"),
    });
  });

  it("says in one sentence that the port is in use, and lets go of the state directory (240)", async () => {
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const at = terminal();

    const { code, err } = await runIn(at, "serve", "--port", port, "--log-level", "error");

    expect(code).toBe(1);
    expect(err.split("\n")).toEqual([
      `Port ${port} on 127.0.0.1 is already in use.`,
      expect.any(String),
      "  (LISTEN_FAILED, see docs/errors.md)",
      "",
    ]);
    const again = fakeTerminal(at);
    expect((await fetch((await serving(again)).url)).status).toBeLessThan(500);
  });

  it("says that another one holds the state directory, and exits", async () => {
    const here = tempSurroundings(FILES);
    await serving(fakeTerminal(here));

    const { code, err } = await runIn(fakeTerminal(here), "serve", "--port", "0");

    expect(code).toBe(1);
    expect(err).toMatch(/Another VibeDeck is running on .*\n[\s\S]*STATE_IN_USE/);
  });

  it("refuses to listen beyond this machine without a sign-in, unless told so (73)", async () => {
    expect(await runIn(terminal(), "serve", "--port", "0", "--host", "0.0.0.0")).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("LISTEN_REFUSED"),
    });
    const at = terminal();
    await serving(at, "--host", "0.0.0.0", "--insecure-no-auth");
    expect(at.err.join("")).toContain("nobody has to sign in");
  });

  it("opens the browser when a person started it, or when told to, and survives when there is none", async () => {
    const byHand = terminal(FILES, { tty: true });
    const { url } = await serving(byHand);
    const byScript = terminal();
    await serving(byScript);
    const told = terminal();
    await serving(told, "--open");
    const without = terminal(FILES, { openBrowser: () => Promise.reject(new Error("no browser")) });
    await serving(without, "--open");

    expect([byHand.opened, byScript.opened, told.opened.length]).toEqual([[url], [], 1]);
  });

  it.each<[string, string, readonly string[]]>([
    ["the file", "read_only = true", []],
    ["the flag", "", ["--read-only"]],
  ])("only shows sessions when %s says so", async (_name, line, argv) => {
    const toml = FILES["vibedeck.toml"].replace("[serve]", `[serve]\n${line}`);
    const { url } = await serving(terminal({ ...FILES, "vibedeck.toml": toml }), ...argv);

    const me = await (await fetch(new URL("api/me", url))).json();
    const send = await fetch(new URL("api/sessions/abc/interrupt", url), { method: "POST" });

    expect(me).toMatchObject({ readOnly: true });
    expect([send.status, await send.json()]).toMatchObject([403, { error: { code: "READ_ONLY" } }]);
  });

  it("gives stopping more time than running turns get", async () => {
    const limits: (number | undefined)[] = [];
    for (const grace of [0, 10, 120]) {
      const toml = FILES["vibedeck.toml"].replace("[serve]", `[serve]\nturn_grace = ${grace}`);
      const at: FakeTerminal = terminal(
        { ...FILES, "vibedeck.toml": toml },
        {
          untilStopped: async ({ close, limitMs }) => {
            limits.push(limitMs);
            await at.url;
            await close();
          },
        },
      );
      await (await serving(at)).ended;
    }

    expect(limits).toEqual([43_000, 53_000, 163_000]);
  });

  it("warns of what is odd: root, misspelt variables", async () => {
    const here = tempSurroundings(FILES, { VIBEDECK_PROT: "1" });
    const at = fakeTerminal(here, { uid: 0 });
    await serving(at);

    expect(at.err.join("")).toMatch(/VIBEDECK_PROT is not known/);
    expect(at.err.join("")).toMatch(/runs as root/);
  });
});

describe("vibedeck serve --demo", () => {
  it.skipIf(notBuilt)(
    "shows invented sessions from a temporary home that is gone afterwards",
    {
      timeout: 20_000,
    },
    async () => {
      const at = terminal({});
      const { url, ended } = await serving(at, "--demo");

      const { sessions } = (await (await fetch(new URL("api/sessions", url))).json()) as {
        sessions: { key: string }[];
      };
      const detail = await fetch(new URL(`api/sessions/${sessions[0]?.key}`, url));
      const { path } = (await detail.json()) as { path: string };
      const me = await (await fetch(new URL("api/me", url))).json();
      expect(me).toMatchObject({
        readOnly: true,
        readOnlyReason: "These sessions are invented: nothing can be sent into them.",
      });
      expect(sessions.length).toBeGreaterThan(3);
      expect(path).toContain("vibedeck-demo-");
      expect(existsSync(path)).toBe(true);
      expect(existsSync(join(at.home, ".local"))).toBe(false);

      at.stop();
      expect(await ended).toMatchObject({ code: 0 });
      expect(existsSync(path)).toBe(false);
    },
  );
});

describe("demoConfig", () => {
  it("shows the demo's home and nothing of the person's own; host, port and logging stay", () => {
    const here = tempSurroundings({
      ...FILES,
      "vibedeck.toml": `${FILES["vibedeck.toml"]}\n[pricing.x]\ninput = 1`,
    });
    const config = loadConfig(new Map([["--port", "4000"]]), here);

    const demo = demoConfig(config, "/demo");

    expect(demo).toMatchObject({
      serve: { host: "127.0.0.1", port: 4000, stateDir: "/demo/vibedeck-state" },
      backends: [{ id: "claude-code", onFailure: "abort", options: { dirs: ["/demo/.claude"] } }],
    });
    expect(demo).not.toHaveProperty("file");
    expect(demo).not.toHaveProperty("pricing");
  });
});

describe("vibedeck serve, where people sign in", () => {
  const auth = `export default {
    type: "vibedeck.auth", apiVersion: 1, name: "plain",
    config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
    create: () => ({ kind: "request", fingerprint: "1", identify: () => undefined }),
  };`;
  const toml = FILES["vibedeck.toml"].replace("[serve]", '[serve]\npublic_url = "https://deck.example"');
  const files = (plugin: string): Record<string, string> => ({
    ...FILES,
    "vibedeck.toml": `${toml}\n[auth]\nuse = "./auth.js"\nallow_all = true`,
    "auth.js": plugin,
  });

  it("does not start without the sign-in that the configuration asks for", async () => {
    const broken = await runIn(terminal(files("throw new Error('oops')")), "serve", "--port", "0");
    const wrong = await runIn(terminal(files(auth.replace("create", "creat"))), "serve", "--port", "0");

    expect(broken).toMatchObject({ code: 1, out: "", err: expect.stringContaining("PLUGIN_BROKEN") });
    expect(wrong).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("lacks a create function"),
    });
  });

  it("listens beyond this machine, names the public address, and lets no stranger in (73)", async () => {
    const at = terminal(files(auth));
    const { url } = await serving(at, "--host", "0.0.0.0");

    expect(at.out.join("")).toMatch(/^VibeDeck is at https:\/\/deck\.example \(listening on http:/);
    expect((await fetch(new URL("api/sessions", url))).status).toBe(401);
  });
});

describe("demoConfig, where people sign in", () => {
  it("stays on this machine and has nobody sign in", () => {
    const text = '[serve]\nhost = "0.0.0.0"\npublic_url = "https://deck.example"\n[auth]\nallow_all = true';
    const here = tempSurroundings({ "vibedeck.toml": text });
    const { auth, serve } = demoConfig(loadConfig(new Map(), here), "/demo");

    expect(auth).toBeUndefined();
    expect(serve).toMatchObject({ host: "127.0.0.1", trustedProxies: [] });
    expect(serve.publicUrl).toBeUndefined();
  });
});
