import { describe, expect, it } from "vitest";
import { ordinal } from "../../src/lifecycle/line.ts";
import { AWAY } from "./fake-runtime.ts";
import { openHouse, settle } from "./support.ts";

const first = "waiting for a free sandbox: 1st in line";
const second = "waiting for a free sandbox: 2nd in line";
const third = "waiting for a free sandbox: 3rd in line";

describe("the line of those who wait for a free sandbox", () => {
  it("moves on in the order in which they came, and each one is told their place", async () => {
    const { runtime, keeper, lease } = openHouse({ maxRunning: 1 });
    const ann = await lease("ann");
    const told: Record<string, string[]> = { ben: [], cem: [], dan: [] };
    const ben = lease("ben", told["ben"]);
    const cem = lease("cem", told["cem"]);
    const dan = lease("dan", told["dan"]);
    await settle();
    expect(told).toEqual({ ben: [first], cem: [second], dan: [third] });
    expect(keeper.waiting).toBe(3);

    ann.release();
    (await ben).release();
    (await cem).release();
    await dan;

    expect(told["cem"]).toEqual([second, first, "creating your sandbox…"]);
    expect(told["dan"]).toEqual([third, second, first, "creating your sandbox…"]);
    expect(runtime.mostRunning).toBe(1);
    expect(runtime.made).toEqual(["ann", "ben", "cem", "dan"]);
  });

  it("has one place for each user, however much they want", async () => {
    const { keeper, lease } = openHouse({ maxRunning: 1 });
    const ann = await lease("ann");
    const ben = [lease("ben"), lease("ben"), lease("ben")];
    const told: string[] = [];
    const cem = lease("cem", told);
    await settle();

    expect(keeper.waiting).toBe(2);
    expect(told).toEqual([second]);
    ann.release();
    for (const held of await Promise.all(ben)) held.release();
    await cem;
  });

  it("is left by whoever does not want it any more: the others move up", async () => {
    const { keeper, lease } = openHouse({ maxRunning: 1 });
    const ann = await lease("ann");
    const stop = new AbortController();
    const ben = lease("ben", [], stop.signal);
    const told: string[] = [];
    const cem = lease("cem", told);
    await settle();

    stop.abort(new Error("not wanted"));
    await expect(ben).rejects.toThrow("not wanted");
    expect(told).toEqual([second, first]);
    ann.release();

    expect((await cem).sandbox.owner).toBe("cem");
    expect(keeper.of("ben").up).toBe(false);
  });

  it("is not entered when one that nobody needs can be stopped: the one that is idle longest", async () => {
    const { runtime, lease } = openHouse({ maxRunning: 2 });
    const [ann, ben] = [await lease("ann"), await lease("ben")];
    ben.release();
    ann.release();
    await settle();

    await lease("cem");

    expect(runtime.calls.filter((call) => call.startsWith("stop"))).toEqual(["stop ben"]);
  });

  it("stops none that an earlier server's agent runs in, and takes the next instead", async () => {
    const { runtime, lease } = openHouse({ maxRunning: 2 });
    runtime.found("ann", "left-over-job");
    runtime.found("ben");
    runtime.tell({ type: "reconnected" });
    await settle();

    await lease("cem");

    expect(runtime.calls.filter((call) => call.startsWith("stop"))).toEqual(["stop ben"]);
  });

  it("tells those in it when the engine does not make room (196)", async () => {
    const { runtime, keeper, lease } = openHouse({ maxRunning: 1 });
    (await lease("ann")).release();
    runtime.away = true;

    await expect(lease("ben")).rejects.toBe(AWAY);
    expect(keeper.waiting).toBe(0);

    runtime.away = false;
    await lease("ben");
  });

  it("moves when a sandbox died or was removed by somebody (203)", async () => {
    const { runtime, lease } = openHouse({ maxRunning: 1 });
    await lease("ann");
    const ben = lease("ben");
    await settle();

    runtime.end("ann", "died");
    runtime.tell({ type: "ended", owner: "ann" });

    expect((await ben).sandbox.owner).toBe("ben");
  });

  it("moves when that happened while nothing was heard of the engine (203)", async () => {
    const { runtime, lease } = openHouse({ maxRunning: 1 });
    await lease("ann");
    const ben = lease("ben");
    await settle();

    runtime.end("ann", "died");
    runtime.tell({ type: "reconnected" });

    expect((await ben).sandbox.owner).toBe("ben");
  });

  it("does not hold up the operator who stops somebody in it", async () => {
    const { keeper, lease } = openHouse({ maxRunning: 1 });
    const ann = await lease("ann");
    const ben = lease("ben");
    await settle();

    expect(await keeper.stopNow("ben")).toBe(false);

    ann.release();
    await ben;
  });

  it("spells places as people do", () => {
    const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 113];

    expect(places.map(ordinal).join()).toBe("1st,2nd,3rd,4th,11th,12th,13th,21st,22nd,101st,111th,113th");
  });
});
