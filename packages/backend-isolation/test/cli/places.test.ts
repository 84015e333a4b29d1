import { describe, expect, it } from "vitest";
import { sandboxPlaces } from "../../src/place/place-report.ts";
import { settle } from "../lifecycle/support.ts";
import { openPlace } from "./support.ts";

const spec = { image: "i", runtime: "runsc", memoryBytes: 1_000, cpus: 1.5, pids: 10, network: "none" };
const signal = new AbortController().signal;

describe("the sandboxes of all users, for the operator", () => {
  it("are told with their state, their agents, when they stop, and what they use", async () => {
    const { runtime, keeper, start, lease } = openPlace({ maxRunning: 3 });
    const places = sandboxPlaces({ runtime, keeper, spec, maxRunning: 3 });
    await start("ann");
    (await lease("ben")).release();
    await lease("cem");
    await keeper.stopNow("cem");

    const report = await places.report(signal);

    const use = { memoryBytes: 5, memoryLimitBytes: 1_000, cpuSeconds: 1, cpus: 1.5 };
    expect(report).toEqual({
      engine: { ok: true, text: "a fake engine" },
      limit: 3,
      waiting: 0,
      places: [
        { owner: "ann", name: "sandbox-ann", state: "running", agents: 1, use },
        {
          owner: "ben",
          name: "sandbox-ben",
          state: "running",
          agents: 0,
          use,
          stopsAt: keeper.of("ben").stopsAt,
        },
        expect.objectContaining({ owner: "cem", state: "stopped" }),
      ],
    });
    expect(keeper.of("ben").stopsAt).toBeGreaterThan(Date.now());
  });

  it("are told with how many wait, and asking starts none", async () => {
    const { runtime, keeper, lease } = openPlace({ maxRunning: 1 });
    const places = sandboxPlaces({ runtime, keeper, spec, maxRunning: 1 });
    const ann = await lease("ann");
    const ben = lease("ben");
    await settle();

    expect((await places.report(signal)).waiting).toBe(1);
    expect(runtime.made).toEqual(["ann"]);
    ann.release();
    await ben;
  });

  it("are not known while the engine is away, and that is said (196)", async () => {
    const { runtime, keeper } = openPlace();
    runtime.away = true;

    expect(await sandboxPlaces({ runtime, keeper, spec, maxRunning: 1 }).report(signal)).toMatchObject({
      engine: { ok: false, problem: "The sandbox engine does not answer.", hint: "Start it." },
      places: [],
    });
  });

  it("can be stopped; whether one ran is told", async () => {
    const { runtime, keeper, start } = openPlace();
    const places = sandboxPlaces({ runtime, keeper, spec, maxRunning: 1 });
    await start("ann");

    expect(await places.stop("ann")).toBe(true);
    expect(await places.stop("ann")).toBe(false);
    expect(await places.stop("ben")).toBe(false);
  });
});
