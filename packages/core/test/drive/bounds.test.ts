import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";

describe("agents", () => {
  it("over the bound wait visibly for a free place, and then go on", async () => {
    await using deck = await DriveFixture.open({ limits: { maxRunning: 1 } });
    const first = await deck.start("gate go; say first");
    await deck.until(first.key, ({ phase }) => phase === "at gate go");

    const second = await deck.start("say second");
    const waiting = await deck.until(second.key, ({ phase }) => phase?.startsWith("waits") ?? false);
    const started = deck.tool.runs().length;
    deck.tool.open("go");
    await deck.sent(second.key, second.send.id, "done");

    expect(waiting).toMatchObject({ state: "starting", sends: [{ state: "queued" }] });
    expect(started).toBe(1);
    expect(deck.said(first.key)).toEqual(["first"]);
  });

  it("that wait for a place can be stopped", async () => {
    await using deck = await DriveFixture.open({ limits: { maxRunning: 1 } });
    const first = await deck.start("hang");
    await deck.until(first.key, ({ state }) => state === "running");
    const second = await deck.start("say second");

    await deck.drive.interrupt(second.key);
    await deck.sent(second.key, second.send.id, "interrupted");
    await deck.drive.interrupt(first.key);
    const third = await deck.start("say third");
    await deck.sent(third.key, third.send.id, "done");

    expect(deck.lines(second.key)).toEqual([]);
  });

  it("that wait for a place are bounded too", async () => {
    await using deck = await DriveFixture.open({ limits: { maxRunning: 1 } });
    const first = await deck.start("hang");
    await deck.until(first.key, ({ state }) => state === "running");
    for (let n = 0; n < 10; n++) await deck.start(`say ${n}`);

    expect(await refusal(deck.start("say too much"))).toBe("TOO_MANY_AGENTS");
    expect(deck.keys()).toHaveLength(11);
  });

  it("that wait for a message are few; the one that waited longest is closed", async () => {
    await using deck = await DriveFixture.open({ limits: { maxIdle: 1 } });
    const first = await deck.start("say first");
    await deck.sent(first.key, first.send.id, "done");

    const second = await deck.start("say second");
    await deck.sent(second.key, second.send.id, "done");
    await deck.until(first.key, ({ state }) => state === "none");

    expect(deck.told(second.key).state).toBe("idle");
    deck.read(first.key);
    const again = await deck.send(first.key, "say again");
    await deck.sent(first.key, again.send.id, "done");
    expect(deck.said(first.key)).toEqual(["first", "again"]);
  });

  it("that wait long are closed, unless they have work in the background", async () => {
    await using deck = await DriveFixture.open({ limits: { idleMs: 50 } });
    const busy = await deck.start("background 1");
    const idle = await deck.start("say x");

    await deck.sent(idle.key, idle.send.id, "done");
    await deck.until(idle.key, ({ state }) => state === "none");

    expect(await deck.sent(busy.key, busy.send.id, "done")).toMatchObject({ state: "idle", background: 1 });
  });

  it("twenty at once lose nothing", async () => {
    await using deck = await DriveFixture.open();
    const texts = Array.from({ length: 20 }, (_, n) => `say answer ${n}`);

    const receipts = await Promise.all(texts.map((text) => deck.start(text)));
    for (const { key, send } of receipts) await deck.sent(key, send.id, "done");

    expect(receipts.flatMap(({ key }) => deck.said(key))).toEqual(texts.map((text) => text.slice(4)));
  });
});
