import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Diagnosis } from "@vibedeck/core";
import { describe, expect, it, onTestFinished } from "vitest";
import type { IsolationConfig } from "../../src/config-shape.ts";
import isolation from "../../src/index.ts";
import { CONFIG, context } from "../commands/fake-sandboxes.ts";
import { ask } from "../engine/ask.ts";
import { engineNote, noEngine } from "../engine/engine.ts";
import { sharedEngine, sharedTinyImage } from "../engine/shared-engine.ts";

const LIMIT_MS = 120_000;

async function diagnosed(change: Partial<IsolationConfig>): Promise<{
  readonly found: readonly Diagnosis[];
  readonly usersDir: string;
}> {
  const usersDir = mkdtempSync(join(tmpdir(), "vibedeck-homes-"));
  onTestFinished(() => rmSync(usersDir, { recursive: true, force: true }));
  const { host } = await sharedEngine();
  const stop = new AbortController();
  const config = { ...CONFIG, usersDir, dockerHost: host, ...change };
  const found = (await isolation.diagnose?.({ ...context(config), signal: stop.signal })) ?? [];
  stop.abort();
  return { found, usersDir };
}

const failures = (found: readonly Diagnosis[]): readonly string[] =>
  found.filter(({ state }) => state === "failure").map(({ text }) => text);

describe.skipIf(noEngine !== undefined)(`a real engine${engineNote}`, { timeout: LIMIT_MS }, () => {
  it("is ready only after a command ran on gVisor, and nothing of that is left", async () => {
    const image = await sharedTinyImage();
    const { found, usersDir } = await diagnosed({
      sandbox: { ...CONFIG.sandbox, image, memoryBytes: 512 * 2 ** 20 },
    });

    expect(failures(found)).toEqual([]);
    expect(found.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("ran on gVisor"),
        "Claude Code 2.1.330 answered in it, started as a turn is",
        "Nothing in it has a capability",
        "The agent's program and ours cannot be changed in it",
        expect.stringMatching(/^What is written in its home appears here at once/),
        expect.stringMatching(/is gVisor of \d{4}-\d\d-\d\d/),
      ]),
    );
    expect(found.at(-1)?.text).toMatch(/^Ready/);
    expect(readdirSync(usersDir).filter((name) => name !== ".vibedeck")).toEqual([]);
    const { json } = await ask(await sharedEngine(), "GET", "/containers/json?all=1");
    expect(JSON.stringify(json)).not.toContain("doctor-zz-");
  });

  it("without the runtime, the image, or a private env_file is not (194) (195) (210)", async () => {
    const env = join(mkdtempSync(join(tmpdir(), "vibedeck-env-")), "agents.env");
    writeFileSync(env, "ANTHROPIC_API_KEY=never-shown\n", { mode: 0o644 });
    const { found } = await diagnosed({
      envFile: env,
      sandbox: { ...CONFIG.sandbox, runtime: "runsc-missing", image: "vibedeck-test:missing" },
    });

    expect(failures(found)).toEqual([
      expect.stringContaining('no runtime "runsc-missing"'),
      expect.stringContaining('no image "vibedeck-test:missing"'),
      expect.stringContaining("agents.env"),
    ]);
    expect(JSON.stringify(found)).not.toContain("never-shown");
  });
});
