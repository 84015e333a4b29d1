import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Diagnosis, VibeDeckError } from "@vibedeck/core";
import { describe, expect, it, onTestFinished } from "vitest";
import type { IsolationConfig } from "../../src/config-shape.ts";
import { type DiagnosisSources, diagnoseWith } from "../../src/diagnose/diagnose.ts";
import { withInterrupts } from "../../src/diagnose/interrupts.ts";
import { CONFIG, context } from "../commands/fake-sandboxes.ts";
import { FACTS, type FakeInside, type FakeRuntime, fakeProbe, fakeRuntime, LOOKS } from "./fake-engine.ts";

const GOOD: Diagnosis = { state: "ok", text: "homes" };

function usersDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "vibedeck-doctor-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Diagnoses a machine on which all is well, but for what is said. */
async function diagnosed(
  runtime: FakeRuntime,
  change: Partial<DiagnosisSources> = {},
  config: Partial<IsolationConfig> = {},
): Promise<readonly Diagnosis[]> {
  const sources: DiagnosisSources = {
    engine: () => fakeProbe(),
    runtime: () => runtime,
    homes: () => [GOOD],
    variables: () => [],
    ...change,
  };
  return diagnoseWith(sources, context({ ...CONFIG, usersDir: usersDir(), ...config }));
}

const failures = (found: readonly Diagnosis[]): readonly string[] =>
  found.filter(({ state }) => state === "failure").map(({ text }) => text);

describe("a diagnosis", () => {
  it("ends with ready when a command ran in a sandbox", async () => {
    const runtime = fakeRuntime();
    const found = await diagnosed(runtime);

    expect(failures(found)).toEqual([]);
    expect(found.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^A sandbox to try came up in \d+\.\d s$/),
        "Claude Code 2.1.330 answered in it, started as a turn is",
        expect.stringContaining("gVisor"),
        "What is written in its home appears here at once",
      ]),
    );
    expect(found.at(-1)).toEqual({ state: "ok", text: "Ready: users can work in sandboxes" });
    expect(runtime.done[0]).toBe("exec /usr/local/bin/claude --version in /root as /root");
  });

  it("leaves neither the sandbox nor its home behind", async () => {
    const runtime = fakeRuntime();
    const dir = usersDir();
    await diagnosed(runtime, {}, { usersDir: dir });

    expect(runtime.done.at(-1)).toMatch(/^remove doctor-zz-[0-9a-f]{12}$/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each<[string, FakeInside, string]>([
    ["that cannot be created", { ensure: () => Promise.reject(new Error("no room")) }, "no room"],
    ["without an agent", { version: "claude: not found\n", code: 127 }, "claude: not found"],
    ["that is none (195)", { looks: LOOKS.replace("4.4.0", "6.1.0").replace("gVisor", "x") }, "NO SANDBOX"],
    ["whose shell is cut off", { looks: "release=4.4.0\n" }, "cannot be looked at"],
  ])("of a sandbox %s fails, is not ready, and clears away", async (_what, inside, text) => {
    const runtime = fakeRuntime(inside);
    const dir = usersDir();
    const found = await diagnosed(runtime, {}, { usersDir: dir });

    expect(failures(found)).toEqual([expect.stringContaining(text)]);
    expect(found.map((each) => each.text)).not.toContain("Ready: users can work in sandboxes");
    expect(runtime.alive.size).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("says what to remove by hand when clearing away fails", async () => {
    const runtime = fakeRuntime({ remove: () => Promise.reject(new Error("no answer")) });
    const found = await diagnosed(runtime);

    expect(found).toContainEqual(
      expect.objectContaining({ hint: expect.stringMatching(/^docker rm -f sandbox-doctor-zz-/) }),
    );
  });

  it("tries nothing while something else is wrong", async () => {
    const runtime = fakeRuntime();
    const found = await diagnosed(runtime, {
      variables: () => [{ state: "failure", text: "agents.env can be read by everybody" }],
    });

    expect(failures(found)).toEqual(["agents.env can be read by everybody"]);
    expect(found.at(-1)?.text).toContain("No sandbox was tried");
    expect(runtime.done).toEqual([]);
  });

  it("of an engine that cannot be reached looks at everything else all the same (196)", async () => {
    const gone = new VibeDeckError("UNAVAILABLE", "Docker cannot be reached.", {
      hint: "systemctl start docker",
    });
    const found = await diagnosed(fakeRuntime(), { engine: () => fakeProbe({ facts: gone }) });

    expect(found).toContainEqual({
      state: "failure",
      text: "Docker cannot be reached.",
      hint: "systemctl start docker",
    });
    expect(found).toContainEqual(GOOD);
  });

  it("names a missing runtime and a missing image, and never tries another (194) (195)", async () => {
    const facts = { ...FACTS, runtimes: new Map([["runc", { args: [] }]]) };
    const runtime = fakeRuntime();
    const found = await diagnosed(runtime, { engine: () => fakeProbe({ facts, image: "none" }) });

    expect(failures(found)).toEqual([
      expect.stringContaining('no runtime "runsc"'),
      expect.stringContaining('no image "vibedeck-sandbox:latest"'),
    ]);
    expect(runtime.done).toEqual([]);
  });

  it("with allow_runc never says ready (195)", async () => {
    const runtime = fakeRuntime({ looks: LOOKS.replace("4.4.0", "6.1.0").replace("gVisor", "x") });
    const sandbox = { ...CONFIG.sandbox, runtime: "runc" };
    const found = await diagnosed(runtime, {}, { allowRunc: true, sandbox });

    expect(found.at(-1)).toMatchObject({ state: "warning", text: expect.stringContaining("NO SANDBOX") });
    expect(failures(found)).toEqual([]);
  });

  it("clears away what a doctor left that was killed, and not one that runs now", async () => {
    const dir = usersDir();
    const [old, young] = ["doctor-zz-00000000000a", "doctor-zz-00000000000b"] as const;
    const runtime = fakeRuntime();
    for (const owner of [old, young]) {
      mkdirSync(join(dir, owner));
      runtime.alive.set(owner, { owner, home: join(dir, owner) });
    }
    utimesSync(join(dir, old), new Date(0), new Date(0));
    mkdirSync(join(dir, "ann"));
    await diagnosed(runtime, {}, { usersDir: dir });

    expect(readdirSync(dir).sort()).toEqual(["ann", young]);
    expect([...runtime.alive.keys()]).toEqual([young]);
  });

  it("that is interrupted stops trying, and clears away", async () => {
    const stop = new AbortController();
    const dir = usersDir();
    const runtime = fakeRuntime({
      ensure: (_tenant, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          stop.abort();
        }),
    });
    const sources: DiagnosisSources = {
      engine: () => fakeProbe(),
      runtime: () => runtime,
      homes: () => [],
      variables: () => [],
    };
    const found = await diagnoseWith(sources, {
      ...context({ ...CONFIG, usersDir: dir }),
      signal: stop.signal,
    });

    expect(failures(found)).toEqual(["Nothing can be run in a sandbox: it was interrupted."]);
    expect(runtime.alive.size).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe("Ctrl-C while something is tried", () => {
  it("ends the process after the clearing away, not before", async () => {
    const listeners = new Map<string, () => void>();
    const log: string[] = [];
    const work = withInterrupts(
      new AbortController().signal,
      async (signal) => {
        listeners.get("SIGINT")?.();
        listeners.get("SIGINT")?.();
        log.push(signal.aborted ? "aborted" : "not aborted");
        await Promise.resolve();
        log.push("cleared");
      },
      {
        pid: 7,
        on: (name, listener) => listeners.set(name, listener),
        off: (name) => listeners.delete(name),
        kill: (pid, name) => log.push(`${name} to ${pid}`),
      },
    );
    await work;

    expect(log).toEqual(["aborted", "cleared", "SIGINT to 7"]);
    expect(listeners.size).toBe(0);
  });
});

it("a socket that every account can use is a warning (216)", async () => {
  const { createServer } = await import("node:net");
  const { chmodSync } = await import("node:fs");
  const path = join(usersDir(), "docker.sock");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  const text = (found: readonly Diagnosis[]): readonly string[] =>
    found.map((each) => each.text).filter((each) => each.includes("engine's socket"));

  chmodSync(path, 0o666);
  expect(text(await diagnosed(fakeRuntime(), {}, { dockerHost: `unix://${path}` }))).toHaveLength(1);
  chmodSync(path, 0o660);
  expect(text(await diagnosed(fakeRuntime(), {}, { dockerHost: `unix://${path}` }))).toHaveLength(0);
  expect(existsSync(path)).toBe(true);
});
