import { describe, expect, it } from "vitest";
import { createProcTable } from "../../src/process/proc-table.ts";
import type { ProcessTable } from "../../src/process/process-table.ts";
import { ProcessTree } from "../../src/process/process-tree.ts";
import { AgentFixture, firstLines, runs } from "./agent-fixture.ts";

const agents = new AgentFixture();

/** A process that is no agent of the tree, in a group of its own, and a tree that lists it as one of its members. */
async function mistaken(now: (pid: number) => Partial<ProcessTable>): Promise<[number, ProcessTree]> {
  const other = await agents.start(["sh", "-c", "echo up; exec sleep 1000"]);
  await firstLines(other, 1);
  const { pid = 0 } = other;
  const entry = { pid, parent: 1, group: pid, session: pid, startTime: 1, dead: false };
  const table = { ...createProcTable(), list: async () => [entry], ...now(pid) };
  return [pid, new ProcessTree({ pid, startTime: 1, marker: "", ownGroup: true }, table)];
}

describe.skipIf(process.platform !== "linux")("signals to a tree of processes", { timeout: 30_000 }, () => {
  it.each(["SIGTERM", "SIGKILL"] as const)(
    "never reach a process that got the number between the listing and %s",
    async (name) => {
      const [pid, tree] = await mistaken(() => ({}));

      await tree.signal(name);

      expect(runs(pid)).toBe(true);
    },
  );

  it("reach nobody of an earlier run where processes cannot be listed", async () => {
    const [pid] = await mistaken(() => ({}));
    const table = { ...createProcTable(), list: async () => undefined };
    const tree = new ProcessTree({ pid, startTime: 1, marker: "", ownGroup: false }, table);

    await tree.signal("SIGKILL");

    expect(runs(pid)).toBe(true);
    expect(await tree.isThere()).toBe(false);
  });

  it("reach the group all the same where a look fails half-way", async () => {
    const agent = await agents.start(["sh", "-c", "echo up; exec sleep 1000"]);
    await firstLines(agent, 1);
    const { pid = 0 } = agent;
    const table = { ...createProcTable(), list: async () => undefined };

    await new ProcessTree({ pid, startTime: 1, marker: "", ownGroup: true }, table).signal("SIGKILL");

    expect(await agent.exit).toMatchObject({ signal: "SIGKILL" });
  });

  it("are waited for no longer than told", async () => {
    const [, tree] = await mistaken(() => ({}));

    expect(await tree.end(20, 20)).toBe(false);
  });
});
