import { describe, expect, it } from "vitest";
import { DriveFixture } from "./drive-fixture.ts";

describe("what a running agent writes", () => {
  it("is shown until the transcript has as many blocks of the message", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("draft half a; gate one; write; gate two; more rest; gate three");
    await deck.until(key, ({ phase }) => phase === "at gate one");
    const overlay = deck.driver.overlay(key);
    const [before] = overlay?.blocks() ?? [];
    const { epoch } = overlay ?? {};

    deck.tool.open("one");
    await deck.until(key, ({ phase }) => phase === "at gate two");
    const written = overlay?.blocks();
    deck.read(key);
    const joined = overlay?.blocks();
    deck.tool.open("two");
    await deck.until(key, ({ phase }) => phase === "at gate three");
    const [second] = overlay?.blocks() ?? [];
    deck.tool.open("three");
    await deck.until(key, ({ state }) => state === "idle");

    expect(before).toMatchObject({ index: 0, kind: "text", text: "half a" });
    expect(written?.[0]).toBe(before);
    expect(joined).toEqual([]);
    expect(second).toMatchObject({ index: 1, text: "rest" });
    expect(overlay?.epoch).toBe(epoch);
  });

  it("is dropped after the turn when the transcript never gets it", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("draft lost");
    await deck.sent(key, send.id, "done");
    const overlay = deck.driver.overlay(key);
    const { epoch = 0 } = overlay ?? {};

    await deck.condition(() => overlay?.blocks().length === 0);

    expect(overlay?.epoch).toBeGreaterThan(epoch);
  });

  it("leaves out what sub-agents write", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("sub secret; draft shown; hang");
    await deck.written(key, "shown");

    expect(deck.driver.overlay(key)?.blocks()).toHaveLength(1);
  });

  it("loses nothing of many small parts, and wakes readers less often than they come", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("draft begin; gate go; stream 5000; gate end");
    await deck.until(key, ({ phase }) => phase === "at gate go");
    const before = deck.wakes;

    deck.tool.open("go");
    await deck.until(key, ({ phase }) => phase === "at gate end");

    const text = Array.from({ length: 5_000 }, (_, n) => `c${n}`).join(" ");
    expect(deck.driver.overlay(key)?.blocks().at(-1)?.text).toBe(text);
    expect(deck.wakes - before).toBeLessThan(500);
  });
});

describe("the drive state that readers are told", () => {
  it("is stringified once for a revision", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "done");
    const overlay = deck.driver.overlay(key);
    const { revision } = overlay ?? {};

    expect(overlay?.data()).toBe(overlay?.data());
    const next = await deck.send(key, "say y");
    await deck.sent(key, next.send.id, "done");
    expect(overlay?.revision).toBeGreaterThan(revision ?? 0);
  });

  it("is not there for a session that nobody drives", async () => {
    await using deck = await DriveFixture.open();
    const record = deck.known("work/a.jsonl");

    expect(deck.driver.overlay(record.key)).toBeUndefined();
    expect(deck.driver.brief(record.key)).toBeUndefined();
    expect(await deck.drive.state(record.key)).toEqual({ state: "none", sends: [], approvals: [] });
    expect(deck.driver.brief(record.key)).toBeUndefined();
  });
});
