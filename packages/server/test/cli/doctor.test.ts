import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockState, type MountedBackend } from "@vibedeck/core/host";
import { describe, expect, it, onTestFinished } from "vitest";
import { diagnoses } from "../../src/cli/findings/diagnoses.ts";
import { watchFindings } from "../../src/cli/findings/watches.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { backendSource } from "../plugins/project.ts";
import { fakeTerminal, runIn } from "./fake-terminal.ts";

/** A backend whose transcripts are the `.txt` files below a folder. */
function toolWithRoot(path: string): string {
  return `export default ${backendSource(`parts: {
    discovery: () => ({
      async *roots() { yield [{ path: ${JSON.stringify(path)}, owner: "local", trusted: true }]; },
      identify: (root, file) => (file.endsWith(".txt") ? {} : undefined),
      enter: (root, folder) => !folder.endsWith("skipped"),
    }),
    tailer: () => ({}), renderer: () => ({}), pricing: () => ({}), cli: () => ({}),
  }`)};`;
}

const TOML = '[serve]\nport = 0\nbackend = "plain"\n[plain]\nuse = "./plain.js"';

describe("vibedeck doctor", () => {
  it("says what it finds, and is content", async () => {
    const here = tempSurroundings({ "vibedeck.toml": TOML });
    const root = join(here.home, "sessions");
    for (const folder of ["a/b", "a/skipped"]) mkdirSync(join(root, folder), { recursive: true });
    for (const file of ["1.txt", "a/b/2.txt", "a/skipped/3.txt", "a/4.log"])
      writeFileSync(join(root, file), "x".repeat(100_000));
    writeFileSync(join(here.cwd, "plain.js"), toolWithRoot(root));

    const { code, out } = await runIn(fakeTerminal(here), "doctor");

    expect(out).toMatch(/^ok {4}Node 20\.19\.0$/m);
    expect(out).toMatch(/^ok {4}Configuration vibedeck\.toml$/m);
    expect(out).toMatch(/^ok {4}Backend plain \(plain\)$/m);
    expect(out).toContain(`ok    ${root}: 2 transcripts, 0.2 MB\n`);
    expect(out).toContain(
      `ok    State directory ${here.home}/.local/state/vibedeck (made at the first start)\n`,
    );
    expect(out).toMatch(/^ok {4}A free port on 127\.0\.0\.1$/m);
    expect(out).not.toContain("FAIL");
    expect(code).toBe(0);
  });

  it("says what is missing and what to do, and ends with 1", async () => {
    const here = tempSurroundings({
      "vibedeck.toml": `${TOML}\non_failure = "abort"`,
      "plain.js": "import 'left-pad-of-mine';",
    });

    const { code, out } = await runIn(fakeTerminal(here, { nodeVersion: "18.0.0", uid: 0 }), "doctor");

    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}VibeDeck needs Node 20\.19/m);
    expect(out).toMatch(
      /^FAIL {2}Backend plain: .*left-pad-of-mine.*\n {6}.*install the plugin again\. \(PLUGIN_BROKEN, see docs\/errors\.md\)$/m,
    );
    expect(out).toMatch(/^note {2}This is the root user/m);
  });

  it("tells apart a root that is not there yet and a backend that cannot name its roots", async () => {
    const missing = tempSurroundings({ "vibedeck.toml": TOML });
    writeFileSync(join(missing.cwd, "plain.js"), toolWithRoot(join(missing.home, "none")));
    const failing = tempSurroundings({
      "vibedeck.toml": TOML,
      "plain.js": toolWithRoot("/").replace("yield [", "throw new Error('no home'); yield ["),
    });

    expect(await runIn(fakeTerminal(missing), "doctor")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^note {2}.*none is not there yet$/m),
    });
    expect(await runIn(fakeTerminal(failing), "doctor")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^FAIL.*no home$/m),
    });
  });

  it.each([
    [
      'async () => ({ ok: true, version: "2.1.0", detail: "signed in" })',
      /^ok {4}plain can be driven: 2\.1\.0, signed in$/m,
    ],
    ["async () => ({ ok: true })", /^ok {4}plain can be driven$/m],
    [
      'async () => ({ ok: false, problem: "nobody is signed in", hint: "Run plain login." })',
      /^note {2}plain cannot be driven: nobody is signed in\n {6}Run plain login\.$/m,
    ],
    ["async () => { throw new Error('x'); }", /^note {2}plain cannot be driven: .*$/m],
  ])("says whether the tool can be run, and is content without it: %s", async (available, line) => {
    const parts = `capabilities: { run: true }, parts: {
      discovery: () => ({ async *roots() { yield []; } }),
      tailer: () => ({}), renderer: () => ({}), pricing: () => ({}), cli: () => ({ available: ${available} }),
    }`;
    const files = { "vibedeck.toml": TOML, "plain.js": `export default ${backendSource(parts)};` };

    const { code, out } = await runIn(fakeTerminal(tempSurroundings(files)), "doctor");

    expect(out).toMatch(line);
    expect(code).toBe(0);
  });

  it("does not look for the tool where sessions are only shown", async () => {
    const parts =
      "capabilities: { run: true }, parts: { discovery: () => ({ async *roots() { yield []; } }) }";
    const toml = TOML.replace("[serve]", "[serve]\nread_only = true");
    const files = { "vibedeck.toml": toml, "plain.js": `export default ${backendSource(parts)};` };

    const { out } = await runIn(fakeTerminal(tempSurroundings(files)), "doctor");

    expect(out).not.toContain("driven");
  });

  it("says who holds the state directory, and that the port is taken", async () => {
    const here = tempSurroundings({
      "vibedeck.toml": TOML,
      "plain.js": `export default ${backendSource()};`,
    });
    const lock = lockState(join(here.home, "state"));
    const other = createServer();
    onTestFinished(() => {
      lock.release();
      other.close();
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";

    const { code, out } = await runIn(
      fakeTerminal(here),
      "doctor",
      "--state-dir",
      join(here.home, "state"),
      "--port",
      port,
    );

    expect(out).toMatch(/^note {2}State directory .* is held by (?:process \d+|another VibeDeck)$/m);
    expect(out).toContain(`note  Port ${port} on 127.0.0.1 is in use`);
    expect(code).toBe(0);
  });

  it("says that a state directory cannot be made or written", async () => {
    const here = tempSurroundings({
      "vibedeck.toml": TOML,
      "plain.js": `export default ${backendSource()};`,
      file: "",
    });

    const { code, out } = await runIn(fakeTerminal(here), "doctor", "--state-dir", "file");

    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL.*state directory/im);
  });

  it("ends with the configuration's mistakes when it has some", async () => {
    const { code, err } = await runIn(
      fakeTerminal(tempSurroundings({ "vibedeck.toml": "[serve]\nprot = 1" })),
      "doctor",
    );

    expect(code).toBe(1);
    expect(err).toContain('did you mean "port"?');
  });
});

describe("vibedeck doctor, of a backend for many users", () => {
  /** Keeps places; each of `homes` is a root of somebody's. */
  function keeper(homes: readonly string[], more = ""): string {
    const roots = homes.map((path, index) => ({ path, owner: `user-${index}`, trusted: false }));
    return `export default ${backendSource(`capabilities: { run: true }, parts: {
      discovery: () => ({
        async *roots() { yield ${JSON.stringify(roots)}; },
        identify: (root, file) => (file.endsWith(".txt") ? {} : undefined),
      }),
      tailer: () => ({}), renderer: () => ({}), pricing: () => ({}),
      cli: () => ({
        available() { throw new Error("a sandbox for nobody"); },
        places: { report: async () => ({}), stop: async () => false },
      }),
    }, ${more}`)};`;
  }

  async function look(source: (home: string) => string, toml = TOML) {
    const here = tempSurroundings({ "vibedeck.toml": toml });
    writeFileSync(join(here.cwd, "plain.js"), source(here.home));
    return runIn(fakeTerminal(here), "doctor");
  }

  it("says that it needs [auth], and starts nothing to find out more", async () => {
    const { code, out } = await look(() => keeper([]));

    expect(out).toMatch(
      /^FAIL {2}Backend "plain" needs \[auth\]: .*\n {6}Let people sign in with an \[auth\]/m,
    );
    expect(out).not.toMatch(/driven|nobody$/m);
    expect(code).toBe(1);
  });

  it("prints what it finds itself, after the roots, and asks nothing else of it", async () => {
    const diagnose = `check() { throw new Error("checked"); }, diagnose: async ({ config }) => [
      { state: "ok", text: "The engine answers, " + Object.keys(config).length },
      { state: "warning", text: "An old one", hint: "Update it." },
      { state: "failure", text: "No image\\u001b[2J" },
      { state: "great", text: 1 },
    ],`;

    const { code, out } = await look(() => keeper([], diagnose));

    expect(out).toMatch(
      /^ok {4}The engine answers, 0\nnote {2}An old one\n {6}Update it\.\nFAIL {2}No image\ufffd\[2J$/m,
    );
    expect(out).toMatch(/^note {2}Backend "plain" found something that it cannot tell$/m);
    expect(out).toMatch(/^ok {4}Backend plain \(plain\)$/m);
    expect(out).not.toContain("checked");
    expect(code).toBe(1);
  });

  it("says that it fails when it cannot look", async () => {
    const { code, out } = await look(() => keeper([], "diagnose() { throw new Error('no socket'); },"));

    expect(out).toMatch(/^FAIL {2}Backend "plain" failed in "look at what it needs": no socket$/m);
    expect(code).toBe(1);
  });

  it("gives up on one that does not end", async () => {
    const mounted = {
      backend: { id: "slow" },
      diagnose: () => new Promise(() => {}),
    } as unknown as MountedBackend;

    expect(await diagnoses([mounted], 5)).toEqual([
      {
        state: "failure",
        text: 'Backend "slow" did not finish "look at what it needs" within 0.005 s.',
        hint: expect.any(String),
      },
    ]);
  });

  it("sums the homes up, however many there are", async () => {
    const { out } = await look((home) => {
      const homes = Array.from({ length: 500 }, (_, index) => join(home, "users", String(index)));
      for (const path of homes.slice(3)) {
        mkdirSync(path, { recursive: true });
        writeFileSync(join(path, "a.txt"), "x".repeat(1_000));
      }
      writeFileSync(join(home, "users", "0"), "no directory");
      writeFileSync(join(home, "users", "1"), "no directory");
      return keeper(homes);
    });

    expect(out).toMatch(/^ok {4}plain: 500 homes, 497 transcripts, 0\.5 MB; 1 of them have none yet$/m);
    expect(out).toMatch(/^FAIL {2}2 homes cannot be read; the first: .*users\/0 cannot be read/m);
    expect(out.match(/users\//g)).toHaveLength(1);
  });
});

describe("vibedeck doctor, where people sign in", () => {
  const redirect = (begin: string): string => `export default {
    type: "vibedeck.auth", apiVersion: 1, name: "plain",
    config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
    create: () => ({ kind: "redirect", fingerprint: "1", label: "Plain ID", finish() {}, begin: ${begin} }),
  };`;
  const works = redirect("async (url) => ({ url, flow: {} })");
  const toml = (rules: string): string =>
    `${TOML.replace("[serve]", '[serve]\npublic_url = "https://deck.example/d"')}\n[auth]\nuse = "./auth.js"\n${rules}`;

  async function look(auth: string, rules = 'allowed_users = ["ann", "ben"]\nadmin_users = ["ann"]') {
    const files = { "vibedeck.toml": toml(rules), "auth.js": auth };
    const here = tempSurroundings(files);
    writeFileSync(join(here.cwd, "plain.js"), toolWithRoot(here.home));
    return { here, ...(await runIn(fakeTerminal(here), "doctor")) };
  }

  it("says who may enter, what is trusted and what sessions are signed with, and makes nothing", async () => {
    const { code, out, here } = await look(works);

    expect(out).toContain("ok    People sign in (./auth.js) at https://deck.example/d\n");
    expect(out).toContain(
      "ok    Plain ID can be asked; it sends people back to https://deck.example/d/auth/callback\n",
    );
    expect(out).toContain("ok    Who may enter: users: 2, domains: 0, groups: 0; admins: 1\n");
    expect(out).toContain("session-secret (made at the first start)\n");
    expect(out).toContain("ok    No proxy is trusted\n");
    expect(existsSync(join(here.home, ".local/state/vibedeck/session-secret"))).toBe(false);
    expect(code).toBe(0);
  });

  it("says plainly that everybody may enter", async () => {
    expect((await look(works, "allow_all = true")).out).toContain(
      "note  Everybody whom the provider knows may enter",
    );
  });

  it("warns of a provider that cannot be asked, and of sessions that nobody can see", async () => {
    const { code, out } = await look(redirect('async () => { throw new Error("no route"); }'));

    expect(out).toMatch(/^note {2}Plain ID cannot be asked: .*no route$/m);
    expect(out).toMatch(
      /^note {2}People sign in, and the sessions of backend "plain" belong to nobody of them/m,
    );
    expect(code).toBe(0);
  });

  it("fails when the plugin does", async () => {
    const { code, out } = await look("throw new Error('oops')");

    expect(out).toMatch(/^FAIL {2}Nobody can sign in: .*oops\n.*PLUGIN_BROKEN/m);
    expect(code).toBe(1);
  });
});

describe("watchFindings", () => {
  it("warns before the kernel's limit is reached, and is silent where there is none", () => {
    const procfs = mkdtempSync(join(tmpdir(), "vibedeck-inotify-"));
    onTestFinished(() => rmSync(procfs, { recursive: true }));
    writeFileSync(join(procfs, "max_user_watches"), "8192\n");

    expect(watchFindings(100, procfs)).toMatchObject([{ state: "ok" }]);
    expect(watchFindings(8_000, procfs)).toMatchObject([
      { state: "warning", hint: expect.stringContaining("max_user_watches=524288") },
    ]);
    expect(watchFindings(100, join(procfs, "none"))).toEqual([]);
  });
});
