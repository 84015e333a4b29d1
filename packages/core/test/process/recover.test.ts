import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Json } from "@vibedeck/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { AgentFixture, firstLines, runs } from "./agent-fixture.ts";

const PARENT = fileURLToPath(new URL("recover-parent.mjs", import.meta.url));
const agents = new AgentFixture();

interface Left {
  readonly record: { readonly [name: string]: Json };
  readonly lines: readonly string[];
}

/** An agent whose server was killed after the agent had printed some lines. */
async function leftBehind(argv: readonly string[], lines: number): Promise<Left> {
  const parent = spawn(process.execPath, [PARENT, ...argv], { stdio: ["ignore", "pipe", "inherit"] });
  const dead = once(parent, "exit");
  onTestFinished(() => void parent.kill("SIGKILL"));
  const seen: { record: Left["record"]; line: string }[] = [];
  for await (const line of createInterface({ input: parent.stdout })) {
    seen.push(JSON.parse(line));
    if (seen.length === lines) break;
  }
  parent.kill("SIGKILL");
  await dead;
  const record = seen[0]?.record ?? {};
  onTestFinished(async () => (await agents.place().recover(record))?.signal("SIGKILL"));
  return { record, lines: seen.map((one) => one.line) };
}

const DEAF = "trap '' INT TERM HUP PIPE";

describe.skipIf(process.platform !== "linux")("an agent whose server was killed", { timeout: 30_000 }, () => {
  it("is found again by its record, and ended with all it started (207)", async () => {
    const script = `${DEAF}; setsid sleep 1000 & echo $!; echo $$; while :; do sleep 1000; done`;
    const { record, lines } = await leftBehind(["sh", "-c", script], 2);
    const pids = lines.map(Number);
    expect(pids.every(runs)).toBe(true);

    const orphan = await agents.place().recover(record);
    await orphan?.signal("SIGTERM");
    const deaf = runs(pids[1] ?? 0);
    await orphan?.signal("SIGKILL");
    await orphan?.gone;

    expect(deaf).toBe(true);
    expect(pids.filter(runs)).toEqual([]);
    expect(await agents.place().recover(record)).toBeUndefined();
  });

  it("is found by what it left when it is gone itself", async () => {
    const script = `(setsid sleep 1000 & echo $!); sleep 1000 & echo $!; echo $$; wait`;
    const { record, lines } = await leftBehind(["sh", "-c", script], 3);
    const [escaped = 0, member = 0, leader = 0] = lines.map(Number);
    process.kill(leader, "SIGKILL");

    const orphan = await agents.place().recover(record);
    await orphan?.signal("SIGKILL");
    await orphan?.gone;

    expect(orphan).toBeDefined();
    expect([escaped, member, leader].filter(runs)).toEqual([]);
  });

  it("is left alone when it ended by itself", async () => {
    const { record } = await leftBehind(["sh", "-c", "echo up; read line; exit 0"], 1);
    const orphan = await agents.place().recover(record);

    // Its input ended with the server.
    await orphan?.gone;

    expect(await agents.place().recover(record)).toBeUndefined();
  });

  it("is never taken for another process that has its number now", async () => {
    const other = await agents.start(["sh", "-c", "echo up; sleep 1000"]);
    await firstLines(other, 1);
    const { record, pid = 0 } = other;
    const known = JSON.parse(JSON.stringify(record)) as Record<string, Json>;
    const stranger = "00000000-0000-4000-8000-000000000000";
    const place = agents.place();

    const changed: Record<string, Json>[] = [
      { startTime: Number(known["startTime"]) - 1, marker: stranger },
      { startTime: Number(known["startTime"]) + 1, marker: stranger },
      { epoch: "another boot" },
      { pid: process.pid },
      { pid: 1, marker: stranger },
    ];

    for (const change of changed) {
      const orphan = await place.recover({ ...known, ...change });
      expect([change, orphan]).toEqual([change, undefined]);
    }
    expect(runs(pid)).toBe(true);
    expect(await place.recover(known)).toBeDefined();
  });

  it.each<Json>([
    null,
    "x",
    [],
    {},
    { pid: -1, startTime: 1, marker: "0123456789abcdef", epoch: "" },
    { pid: 0, startTime: 1, marker: "0123456789abcdef", epoch: "" },
    { pid: 1.5, startTime: 1, marker: "0123456789abcdef", epoch: "" },
    { pid: 99, startTime: "1", marker: "0123456789abcdef", epoch: "" },
    { pid: 99, startTime: 1, marker: "", epoch: "" },
    { pid: 99, startTime: 1, marker: "0123456789abcdef", epoch: 1 },
  ])("is nobody for a record like %j", async (record) => {
    expect(await agents.place().recover(record)).toBeUndefined();
  });
});
