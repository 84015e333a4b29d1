import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessTable } from "@vibedeck/core/process";
import { describe, expect, it } from "vitest";
import { createProcTable } from "../../src/process/proc-table.ts";
import { createPsTable, parsePs } from "../../src/process/ps-table.ts";
import { AgentFixture, allLines, firstLines, runs } from "./agent-fixture.ts";

const agents = new AgentFixture();

/** A table of processes where they cannot be listed. */
const BLIND: ProcessTable = {
  epoch: "none",
  list: async () => undefined,
  find: async () => undefined,
  hasVariable: () => false,
};

describe.skipIf(process.platform !== "linux")("processes in /proc", { timeout: 30_000 }, () => {
  it("are read behind a name that holds anything", async () => {
    const rest = `S 1 7 8 ${"0 ".repeat(15)}4711 0 0`;
    mkdirSync(join(agents.folder, "sys/kernel/random"), { recursive: true });
    writeFileSync(join(agents.folder, "sys/kernel/random/boot_id"), "a-boot\n");
    for (const [pid, name] of [
      ["11", ") Z 1 1 1"],
      ["12", "a\nb (c"],
      ["13", ""],
    ] as const) {
      mkdirSync(join(agents.folder, pid));
      writeFileSync(join(agents.folder, pid, "stat"), `${pid} (${name}) ${rest}`);
    }
    mkdirSync(join(agents.folder, "14"));
    writeFileSync(join(agents.folder, "14", "stat"), "nonsense");
    mkdirSync(join(agents.folder, "15"));

    const table = createProcTable(agents.folder);

    expect(table.epoch).toBe("a-boot");
    expect(await table.list(0)).toEqual(
      [11, 12, 13].map((pid) => ({ pid, parent: 1, group: 7, session: 8, startTime: 4711, dead: false })),
    );
    expect(await table.list(4712)).toEqual([]);
    expect(await table.find(15)).toBeUndefined();
  });

  it("tell their variables only as a whole", async () => {
    const agent = await agents.start(["sh", "-c", "echo up; exec sleep 1000"], {
      rules: () => ({ only: [], extra: { FIRST: "1", LAST: "a=b" } }),
    });
    await firstLines(agent, 1);
    const { pid = 0 } = agent;
    const table = createProcTable();

    expect(table.hasVariable(pid, "FIRST", "1")).toBe(true);
    expect(table.hasVariable(pid, "LAST", "a=b")).toBe(true);
    expect(table.hasVariable(pid, "LAST", "a")).toBe(false);
    expect(table.hasVariable(pid, "AST", "a=b")).toBe(false);
    expect(table.hasVariable(2 ** 22 + 1, "FIRST", "1")).toBe(false);
  });

  it("are seen by their own start", async () => {
    const table = createProcTable();

    const self = await table.find(process.pid);

    expect(self).toMatchObject({ pid: process.pid, parent: process.ppid, dead: false });
    expect(await table.list(self?.startTime ?? 0)).toContainEqual(self);
  });
});

describe.skipIf(process.platform === "win32")("processes that ps prints", { timeout: 30_000 }, () => {
  it("are read line by line", () => {
    const printed = [
      "    1     0     1 Ss Tue Nov 24 10:46:32 2026",
      "  123     1   120 Z+ Tue Nov  3 01:02:03 2026",
      "nonsense",
      "",
    ].join("\n");

    expect(parsePs(printed)).toEqual([
      { pid: 1, parent: 0, group: 1, startTime: new Date(2026, 10, 24, 10, 46, 32).getTime(), dead: false },
      { pid: 123, parent: 1, group: 120, startTime: new Date(2026, 10, 3, 1, 2, 3).getTime(), dead: true },
    ]);
  });

  it("are those of this machine", async () => {
    const table = createPsTable();

    const self = await table.find(process.pid);

    expect(self).toMatchObject({ pid: process.pid, parent: process.ppid, dead: false });
    expect(Math.abs((self?.startTime ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(30_000);
    expect((await table.list(0))?.some(({ pid }) => pid === process.pid)).toBe(true);
    expect(await table.find(2 ** 22 + 1)).toBeUndefined();
  });

  it("are unknown where there is no ps", async () => {
    const table = createPsTable("no-such-ps");

    expect(await table.list(0)).toBeUndefined();
    expect(await table.find(process.pid)).toBeUndefined();
  });
});

describe.skipIf(process.platform === "win32")("an agent where there is no /proc", { timeout: 30_000 }, () => {
  const script = "trap '' TERM; sleep 1000 & echo $!; echo $$; wait; wait";

  it.each([
    ["ps tells of processes", createPsTable()],
    ["nothing tells of processes", BLIND],
  ])("ends with its group: %s", async (_, table) => {
    const agent = await agents.start(["sh", "-c", script], { table });
    const pids = (await firstLines(agent, 2)).map(Number);

    await agent.signal("SIGTERM");
    await agent.signal("SIGKILL");

    expect(await agent.exit).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(pids.filter(runs)).toEqual([]);
  });

  it.each([
    ["ps tells of processes", createPsTable()],
    ["nothing tells of processes", BLIND],
  ])("takes along what its group runs in the background: %s", async (_, table) => {
    const agent = await agents.start(["sh", "-c", "sleep 1000 & echo $!; exit 5"], { table });

    const [pid] = await allLines(agent);

    expect(await agent.exit).toMatchObject({ code: 5 });
    expect(runs(Number(pid))).toBe(false);
  });

  it("is found again with ps by its number and its start, and by nothing less", async () => {
    const table = createPsTable();
    const agent = await agents.start(["sh", "-c", "echo up; sleep 1000"], { table });
    await firstLines(agent, 1);
    const record = JSON.parse(JSON.stringify(agent.record));

    expect(
      await agents.place({ table }).recover({ ...record, startTime: record.startTime - 1000 }),
    ).toBeUndefined();
    expect(await agents.place({ table: BLIND }).recover({ ...record, epoch: "none" })).toBeUndefined();
    const orphan = await agents.place({ table }).recover(record);
    await orphan?.signal("SIGKILL");

    expect(await agent.exit).toMatchObject({ signal: "SIGKILL" });
    await orphan?.gone;
  });
});
