import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { alive } from "./alive.ts";
import { DriveFixture, refusal } from "./drive-fixture.ts";

describe("a server that is stopped", () => {
  it("gives running turns the time that was stated", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("gate go; say finished");
    await deck.until(key, ({ phase }) => phase === "at gate go");

    const stopped = deck.driver.stop(10_000);
    const refused = await refusal(deck.send(key, "say late"));
    deck.tool.open("go");
    await stopped;

    expect(refused).toBe("UNAVAILABLE");
    expect(deck.told(key).sends).toMatchObject([{ id: send.id, state: "done" }]);
    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
  });

  it("then stops them, marks them interrupted and says why; what waits is held", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("ignore SIGINT; deaf; hang");
    await deck.until(key, ({ state }) => state === "running");
    const next = await deck.send(key, "say next");

    await deck.driver.stop(0);
    await deck.restart();

    const state = await deck.drive.state(key);
    expect(state?.sends).toMatchObject([
      { id: send.id, state: "interrupted", failure: { text: "The server was stopped." } },
      { id: next.send.id, state: "held" },
    ]);
    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
  });

  it("while an agent is being started keeps the message for a person to decide", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.startup("mute");
    const { key, send } = await deck.start("say x");
    await deck.condition(() => deck.tool.runs().length === 1);

    await deck.driver.stop(0);
    deck.tool.startup("");
    await deck.restart();
    const held = deck.told(key);
    await deck.drive.change(key, send.id, { move: "queue" });
    await deck.sent(key, send.id, "done");

    expect(held.sends).toMatchObject([{ id: send.id, state: "held" }]);
    expect(deck.said(key)).toEqual(["x"]);
  });

  it("closes agents that wait", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "done");

    await deck.driver.stop(0);

    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
  });
});

describe("a server that was killed", () => {
  it("ends at its next start what it left, and says what became of it (207)", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("ignore SIGTERM; grandchild; ask make");
    await deck.until(key, ({ approvals }) => approvals.length > 0);
    const grandchild = Number(String(deck.said(key)[0]).split(" ")[1]);
    const next = await deck.send(key, "say next");
    const [approval] = deck.told(key).approvals;
    deck.read(key);

    await deck.restart();

    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
    expect(alive(grandchild)).toBe(false);
    expect(deck.told(key)).toMatchObject({
      state: "none",
      sends: [
        { id: send.id, state: "interrupted", failure: { text: "The server ended while this ran." } },
        { id: next.send.id, state: "held" },
      ],
      approvals: [{ id: approval?.id, state: "orphaned" }],
    });
    expect(await refusal(deck.drive.answer(approval?.id ?? "", { type: "allow" }))).toBe("CONFLICT");
    expect(deck.drive.approvals()).toEqual([]);
  });

  it("lists a session again whose transcript never came, and sends what was held", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.missing(true);
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "failed");
    deck.forgetRecords();

    await deck.restart();
    const brief = deck.driver.brief(key);
    deck.tool.missing(false);
    const next = await deck.send(key, "say y");
    await deck.sent(key, next.send.id, "done");

    expect(brief?.failed).toContain("not installed");
    expect(deck.said(key)).toEqual(["y"]);
  });

  it("knows receipts of sessions that were begun", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say begun; hang");
    await deck.written(key, "begun");

    await deck.restart();
    const again = await deck.start("say begun; hang", { id: send.id });

    expect(again).toMatchObject({ key, send: { state: "interrupted" } });
    expect(await deck.drive.state(randomUUID())).toBeUndefined();
  });

  it("does not know what became of a message that gave no sign", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.startup("plain");
    const { key, send } = await deck.start("gate go");
    await deck.until(key, ({ phase }) => phase === "at gate go");

    await deck.restart();

    expect(deck.told(key).sends).toMatchObject([{ id: send.id, state: "unknown" }]);
    expect(deck.driver.brief(key)?.failed).toBeDefined();
    deck.read(key);
    expect(deck.told(key).sends).toMatchObject([{ id: send.id, state: "interrupted" }]);
  });
});
