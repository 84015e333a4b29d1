import { describe, expect, it } from "vitest";
import { AWAY } from "./fake-runtime.ts";
import { barrier, openHouse, settle } from "./support.ts";

describe("whoever needs a sandbox", () => {
  it("is told what is done, and has the very one that runs afterwards", async () => {
    const { runtime, lease } = openHouse();
    const told: string[] = [];

    const first = await lease("ann", told);
    const second = await lease("ann", told);

    expect(told).toEqual(["creating your sandbox…"]);
    expect(second.sandbox).toEqual(first.sandbox);
    expect(runtime.made).toEqual(["ann"]);
  });

  it("shares it with all that need it at once: twenty requests make one (191)", async () => {
    const { runtime, lease } = openHouse();
    const start = barrier();
    runtime.starting = start.wait;

    const leases = Array.from({ length: 20 }, () => lease("ann"));
    await settle();
    start.open();
    const given = await Promise.all(leases);

    // The engine refuses two at once, and would have thrown.
    expect(runtime.made).toEqual(["ann"]);
    expect(new Set(given.map(({ sandbox }) => sandbox.id)).size).toBe(1);
  });

  it("waits while eight others are started (204)", async () => {
    const { runtime, lease } = openHouse();
    const start = barrier();
    runtime.starting = start.wait;

    const leases = Array.from({ length: 25 }, (_, at) => lease(`u${at}`));
    await settle();
    expect(runtime.mostStarting).toBe(8);
    start.open();
    await Promise.all(leases);

    expect(runtime.mostStarting).toBe(8);
    expect(runtime.made).toHaveLength(25);
  });

  it("leaves at once when it is not wanted any more, and holds nobody up", async () => {
    const { runtime, keeper, lease } = openHouse();
    const start = barrier();
    runtime.starting = start.wait;
    const stop = new AbortController();
    const mine = lease("ann", [], stop.signal);
    const other = lease("ann");
    await settle();

    stop.abort(new Error("not wanted"));
    await expect(mine).rejects.toThrow("not wanted");
    start.open();

    expect((await other).sandbox.owner).toBe("ann");
    expect(keeper.of("ann").leases).toBe(1);
  });

  it("is told when the engine does not answer, holds nothing, and has it when the engine is back (196)", async () => {
    const { runtime, keeper, lease } = openHouse({ maxRunning: 1 });
    runtime.away = true;

    await expect(lease("ann")).rejects.toBe(AWAY);
    await expect(lease("ben")).rejects.toBe(AWAY);
    expect(keeper.of("ann")).toMatchObject({ leases: 0, agents: 0, up: false });

    runtime.away = false;
    expect((await lease("ben")).sandbox.owner).toBe("ben");
  });

  it("gets a new one when the home was made anew, whoever made it", async () => {
    const { runtime, keeper, newHomes, lease } = openHouse();
    const old = await lease("ann");
    old.release();
    newHomes.add("ann");
    keeper.home("ann");

    const next = await lease("ann");

    expect(runtime.calls).toEqual(["ensure ann", "remove ann", "ensure ann"]);
    expect(next.sandbox.id).not.toBe(old.sandbox.id);
  });

  it("gives it back once, however often it is released", async () => {
    const { keeper, lease } = openHouse();
    const [first, second] = [await lease("ann"), await lease("ann")];

    first.release();
    first.release();

    expect(keeper.of("ann").leases).toBe(1);
    second.release();
    expect(keeper.of("ann").leases).toBe(0);
  });
});

describe("many at once", () => {
  it("twenty-five users with two agents each lose none of them, with ten places (206)", async () => {
    const { runtime, keeper, lease } = openHouse({ maxRunning: 10 });
    const done: string[] = [];
    const turn = async (owner: string): Promise<void> => {
      const held = await lease(owner);
      await settle();
      // Whoever holds one has one that runs.
      expect(await runtime.running(owner)).toEqual(held.sandbox);
      done.push(owner);
      held.release();
    };

    const owners = Array.from({ length: 25 }, (_, at) => `u${at}`);
    await Promise.all(owners.flatMap((owner) => [turn(owner), turn(owner)]));

    expect(done).toHaveLength(50);
    expect(runtime.mostRunning).toBeLessThanOrEqual(10);
    expect(keeper.waiting).toBe(0);
    for (const owner of owners) expect(keeper.of(owner).leases).toBe(0);
  });
});
