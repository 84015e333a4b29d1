import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Surroundings } from "../../src/config/surroundings.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { openStream } from "../http/support/sse-client.ts";
import { backendSource } from "../plugins/project.ts";

const bin = fileURLToPath(new URL("../../bin/vibedeck.js", import.meta.url));
const built = existsSync(new URL("../../dist/cli/main.js", import.meta.url));

/** Speaks the protocol of Claude Code, as badly as the name of its folder says. */
const FAKE_CLAUDE = fileURLToPath(new URL("../e2e/drive/support/fake-claude.mjs", import.meta.url));

/** The command as a process of its own, in an empty home. */
function start(argv: readonly string[], files: Record<string, string> = {}) {
  return startIn(tempSurroundings(files), argv);
}

function startIn({ cwd, home }: Pick<Surroundings, "cwd" | "home">, argv: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: home },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Ids of the processes of a group; those that only wait to be reaped do not count. */
function membersOf(group: number): readonly string[] {
  const rows = execFileSync("ps", ["-eo", "pgid=,pid=,stat="], { encoding: "utf8" }).split("\n");
  return rows.flatMap((row) => {
    const [pgid, pid = "", state = ""] = row.trim().split(/\s+/);
    return Number(pgid) === group && !state.startsWith("Z") ? [pid] : [];
  });
}

/** Leaves nothing behind when a test failed. */
function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // Gone, as it should be.
  }
}

/** Waits for lines of a log, each by its sentence, in the order in which they come. */
function logOf(stderr: Readable): (sentence: string) => Promise<Record<string, unknown>> {
  const lines = createInterface({ input: stderr })[Symbol.asyncIterator]();
  return async (sentence) => {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      const record: Record<string, unknown> = JSON.parse(next.value);
      if (record["msg"] === sentence) return record;
    }
    throw new Error(`the log ended before: ${sentence}`);
  };
}

describe.skipIf(!built)("the process (built only)", () => {
  it("ends without a word when nobody reads its output (242)", async () => {
    const child = start(["config"]);
    child.stdout.destroy();
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });

    const [code] = await once(child, "close");

    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("goes on serving when its output is closed, and stops at a signal (242)", async () => {
    const child = start(["serve", "--port", "0", "--log-level", "debug"], {
      "vibedeck.toml": '[serve]\nbackend = "plain"\n[plain]\nuse = "./plain.js"',
      "plain.js": `export default ${backendSource()};`,
    });
    child.stdout.destroy();
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stderr })) {
      const record = JSON.parse(line) as { msg: string; url?: string };
      if (record.msg === "Listening") url = record.url;
      if (url !== undefined) break;
    }
    child.stderr.resume();

    expect((await fetch(new URL("healthz", url))).status).toBe(200);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  it("ends an agent that does not listen at a second signal, although its turn had time left (233)", {
    timeout: 30_000,
  }, async () => {
    const toml = `[serve]\nturn_grace = 600\n[claude-code]\ncommand = ${JSON.stringify(FAKE_CLAUDE)}`;
    const here = tempSurroundings({ "vibedeck.toml": toml });
    const child = startIn(here, ["serve", "--port", "0", "--log-level", "debug"]);
    const log = logOf(child.stderr);
    const { url } = await log("Listening");
    const body = { id: randomUUID(), text: "Hello", cwd: join(here.cwd, "deaf"), create: true };
    const sent = await fetch(new URL("api/sessions", String(url)), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const agent = Number((await log("an agent was started"))["pid"]);
    onTestFinished(() => killGroup(agent));
    const { key } = (await sent.json()) as { key: string };
    const stream = openStream(Number(new URL(String(url)).port), { path: `/api/events?session=${key}` });
    // Its turn runs, so it is deaf by now.
    const runs = (): boolean => stream.events.some(({ data }) => /"drive":\{"state":"running"/.test(data));
    while (!runs()) await stream.count(stream.events.length + 1);

    child.kill("SIGTERM");
    await log("Stopping; once more stops at once");
    const before = performance.now();
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");

    expect([sent.status, code]).toEqual([202, 143]);
    expect(performance.now() - before).toBeLessThan(12_000);
    expect(membersOf(agent)).toEqual([]);
  });

  it("exits with 1 when something is wrong", async () => {
    const child = start(["serve", "--config", "none.toml"]);

    const [code] = await once(child, "close");

    expect(code).toBe(1);
  });
});
