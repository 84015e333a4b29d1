import { describe, expect, test } from "vitest";
import { askEngine, stateOf } from "./support/ask-engine.ts";
import { Guest } from "./support/guest.ts";
import { type IsolatedHouse, openIsolated } from "./support/isolated-house.ts";
import { noSandboxes } from "./support/shared-engine.ts";

/** How long the end of a turn may take to be told, in milliseconds. */
const TOLD = 10_000;

/** What somebody else does to a sandbox, what becomes of its turn, and the words that say why. */
const DEEDS: readonly (readonly [string, string, (house: IsolatedHouse) => Promise<unknown>])[] = [
  ["removes it", "203", (house) => act(house, "DELETE", "?force=1")],
  ["kills it", "203", (house) => act(house, "POST", "/kill")],
  ["stops it", "203", (house) => act(house, "POST", "/stop?t=1")],
];

describe.skipIf(noSandboxes)("a sandbox to which something happens during a turn", () => {
  test.each(DEEDS)(
    "somebody %s: the turn ends with the reason, the next one works (%s)",
    { timeout: 120_000 },
    async (_, __, deed) => {
      const house = await openIsolated({ people: ["ann"], image: "tiny" });
      const ann = await Guest.enter(house, "ann");
      const begun = await ann.start("sleep 600");
      await ann.until(begun.key, "running");

      await deed(house);
      const send = await ann.over(begun, TOLD);
      expect(send.state).not.toBe("done");
      expect(send.failure?.text).toMatch(/sandbox/i);

      const next = await ann.send(begun.key, "hello again");
      expect((await ann.over(next)).state).toBe("done");
    },
  );

  test("one that runs out of memory: all its turns end with the reason, the next one works (199)", {
    timeout: 120_000,
  }, async () => {
    const house = await openIsolated({ people: ["ann"], image: "tiny", keys: { memory: "160m" } });
    const ann = await Guest.enter(house, "ann");
    const other = await ann.start("sleep 600");
    await ann.until(other.key, "running");
    const begun = await ann.start("oom");
    await ann.until(begun.key, "running");

    const send = await ann.over(begun, 60_000);
    expect(send.failure?.text).toMatch(/out of memory/i);
    expect((await ann.over(other, TOLD)).failure?.text).toMatch(/out of memory/i);

    const next = await ann.send(begun.key, "hello again");
    expect((await ann.over(next)).state).toBe("done");
  });

  test("a fork bomb hurts nobody else, and the next turn works (200)", { timeout: 180_000 }, async () => {
    const house = await openIsolated({ people: ["ann", "ben"], image: "tiny", keys: { pids: 512 } });
    const [ann, ben] = [await Guest.enter(house, "ann"), await Guest.enter(house, "ben")];
    const quiet = await ben.start("sleep 600");
    await ben.until(quiet.key, "running");
    const begun = await ann.start("fork");
    await ann.until(begun.key, "running");

    // Whether the bomb takes its sandbox down depends on the runtime; a person can always stop it.
    expect((await ben.over(await ben.start("hello"))).state).toBe("done");
    await ann.interrupt(begun.key);
    await ann.over(begun, 60_000);

    expect((await ann.over(await ann.send(begun.key, "hello again"))).state).toBe("done");
    expect((await ben.state(quiet.key)).state).toBe("running");
  });

  test("one that somebody paused is resumed for the next turn (203)", { timeout: 120_000 }, async () => {
    const house = await openIsolated({ people: ["ann"], image: "tiny" });
    const ann = await Guest.enter(house, "ann");
    const begun = await ann.start("hello");
    expect((await ann.over(begun)).state).toBe("done");

    await act(house, "POST", "/pause");
    const next = await ann.send(begun.key, "hello again");
    expect((await ann.over(next)).state).toBe("done");
    expect(await stateOf(house.engine, house.container("ann"))).toBe("running");
  });

  test("a foreign container with our name is refused untouched, and the user is told (189)", {
    timeout: 60_000,
  }, async () => {
    const house = await openIsolated({ people: ["ann"], image: "tiny" });
    const name = house.container("ann");
    const image = "vibedeck-test:tiny";
    await askEngine(house.engine, "POST", `/containers/create?name=${name}`, {
      Image: image,
      HostConfig: { Runtime: "runsc", NetworkMode: "none" },
    });
    const before = await askEngine(house.engine, "GET", `/containers/${name}/json`);
    const ann = await Guest.enter(house, "ann");

    const send = await ann.over(await ann.start("hello"));
    expect(send.state).toBe("failed");
    expect(send.failure?.text).toMatch(/sandbox/i);
    expect(JSON.stringify(send)).not.toContain(house.deck.home.base);
    expect(await askEngine(house.engine, "GET", `/containers/${name}/json`)).toEqual(before);
  });
});

function act({ engine, container }: IsolatedHouse, method: string, path: string): Promise<unknown> {
  return askEngine(engine, method, `/containers/${container("ann")}${path}`);
}
