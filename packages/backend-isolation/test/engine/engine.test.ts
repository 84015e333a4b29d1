import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ask, exec } from "./ask.ts";
import { engineNote, noEngine, startEngine } from "./engine.ts";
import { startSandbox } from "./sandbox.ts";
import { sharedEngine, sharedTinyImage } from "./shared-engine.ts";
import { tinyImage } from "./tiny-image.ts";

const LIMIT_MS = 120_000;

describe.skipIf(noEngine !== undefined)(`the engine of the tests${engineNote}`, { timeout: LIMIT_MS }, () => {
  it("runs a sandbox of the tiny image on gVisor", async () => {
    const engine = await sharedEngine();
    const sandbox = await startSandbox(engine, await sharedTinyImage());
    const { code, stdout } = await exec(engine, sandbox.id, ["uname", "-r"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "4.4.0\n" });
  });

  it("can be frozen, killed and started again, and leaves nothing behind", async () => {
    const engine = await startEngine();
    await startSandbox(engine, await tinyImage(engine));
    engine.pause();
    engine.resume();
    expect((await ask(engine, "GET", "/_ping")).text).toBe("OK");
    await engine.kill();
    await expect(ask(engine, "GET", "/_ping")).rejects.toThrow();
    await engine.restart();
    expect((await ask(engine, "GET", "/containers/json?all=1")).json).toHaveLength(1);
    await engine.stop();
    expect(existsSync(engine.dir)).toBe(false);
  });

  it("is taken down by the next one when its keeper was killed", async () => {
    const lost = await startEngine();
    const sandbox = await startSandbox(lost, await tinyImage(lost));
    process.kill(Number(readFileSync(join(lost.dir, "keeper"), "utf8")), "SIGKILL");
    await using _next = await startEngine();
    expect(existsSync(lost.dir)).toBe(false);
    // It may stay a zombie, where nobody waits for orphans.
    const command = `/proc/${lost.pid}/cmdline`;
    expect(existsSync(command) ? readFileSync(command, "utf8") : "").toBe("");
    expect(existsSync(sandbox.home)).toBe(true);
  });
});
