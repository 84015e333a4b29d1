import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openHouse } from "./support.ts";

const IDLE = 1_800_000;

/** Timers are the test's; what waits for nothing but its turn goes on. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe("a sandbox that nobody uses", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("is stopped after a while, and started again for the next message (218)", async () => {
    const { runtime, keeper, lease } = openHouse({ idleStopMs: IDLE });
    const first = await lease("ann");
    first.release();

    expect(keeper.of("ann").stopsAt).toBe(Date.now() + IDLE);
    await pass(IDLE - 1);
    expect(runtime.runningCount).toBe(1);
    await pass(1);
    expect(runtime.runningCount).toBe(0);
    expect(keeper.of("ann")).toMatchObject({ up: false, stopsAt: undefined });

    const told: string[] = [];
    expect((await lease("ann", told)).sandbox.id).toBe(first.sandbox.id);
    expect(told).toEqual(["starting your sandbox…"]);
  });

  it("goes on while an agent runs in it, and for the whole time after the last one (218)", async () => {
    const { runtime, lease } = openHouse({ idleStopMs: IDLE });
    const [one, other] = [await lease("ann"), await lease("ann")];
    one.release();
    await pass(10 * IDLE);
    expect(runtime.runningCount).toBe(1);

    other.release();
    await pass(IDLE - 1);
    expect(runtime.runningCount).toBe(1);
    await pass(1);
    expect(runtime.runningCount).toBe(0);
  });

  it("is not stopped because somebody set the clock (218)", async () => {
    const { runtime, lease } = openHouse({ idleStopMs: IDLE });
    (await lease("ann")).release();

    vi.setSystemTime(Date.now() + 48 * 3_600_000);
    await pass(IDLE / 2);
    expect(runtime.runningCount).toBe(1);
    vi.setSystemTime(Date.now() - 96 * 3_600_000);
    await pass(IDLE / 2);
    expect(runtime.runningCount).toBe(0);
  });

  it("is one that an earlier server left running, too, but not while its agent goes on (207)", async () => {
    const { runtime } = openHouse({ idleStopMs: IDLE });
    const [job] = runtime.found("ann", "left-over-job");
    runtime.found("ben");
    runtime.tell({ type: "reconnected" });
    await pass(IDLE);
    expect(runtime.calls).toEqual(["stop ben"]);

    job?.over();
    await pass(IDLE);
    expect(runtime.calls).toEqual(["stop ben", "stop ann"]);
  });

  it("is one that the operator started, too", async () => {
    const { runtime } = openHouse({ idleStopMs: IDLE });
    runtime.found("ann");
    runtime.tell({ type: "started", owner: "ann" });

    await pass(IDLE);

    expect(runtime.runningCount).toBe(0);
  });

  it("is left when somebody comes while it is looked into", async () => {
    const { runtime, lease } = openHouse({ idleStopMs: IDLE });
    (await lease("ann")).release();
    const look = runtime.jobs.bind(runtime);
    const coming: Promise<unknown>[] = [];
    runtime.jobs = async (owner) => {
      coming.push(lease("ann"));
      return look(owner);
    };

    await pass(IDLE);
    await Promise.all(coming);

    expect(coming).toHaveLength(1);
    expect(runtime.calls).not.toContain("stop ann");
  });

  it("is tried again when the engine is away for an hour, with one timer for each (196)", async () => {
    const { runtime, lease } = openHouse({ idleStopMs: 60_000 });
    for (const owner of ["ann", "ben"]) (await lease(owner)).release();
    runtime.away = true;

    await pass(3_600_000);
    expect(vi.getTimerCount()).toBe(2);
    runtime.away = false;
    await pass(60_000);

    expect(runtime.runningCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("runs on when the server goes: nothing is stopped, and no timer is left", async () => {
    const { runtime, keeper, lease } = openHouse({ idleStopMs: IDLE });
    (await lease("ann")).release();
    const held = await lease("ben");

    keeper.close();
    held.release();
    expect(vi.getTimerCount()).toBe(0);
    await pass(2 * IDLE);

    expect(runtime.runningCount).toBe(2);
  });
});
