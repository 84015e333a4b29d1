import { describe, expect, it } from "vitest";
import { alive } from "./alive.ts";
import { DriveFixture } from "./drive-fixture.ts";

describe("interrupting (181)", () => {
  it("ends the turn through the protocol; what waits is held, the agent stays", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say begun; hang");
    await deck.written(key, "begun");
    const next = await deck.send(key, "say next");

    const at = await deck.drive.interrupt(key);
    await deck.sent(key, send.id, "interrupted");
    const state = await deck.until(key, (told) => told.state === "idle");

    expect(at?.state).toBe("stopping");
    expect(state.sends).toMatchObject([{ id: send.id }, { id: next.send.id, state: "held" }]);
    expect(deck.tool.runs()).toHaveLength(1);
  });

  it("is followed by what is sent afterwards, not by what is held", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("hang");
    await deck.until(key, (told) => told.state === "running");
    const held = await deck.send(key, "say held");
    await deck.drive.interrupt(key);

    const after = await deck.send(key, "say after");
    await deck.sent(key, after.send.id, "done");

    expect(deck.said(key)).toEqual(["after"]);
    expect(deck.told(key).sends).toContainEqual(expect.objectContaining({ id: held.send.id, state: "held" }));
  });

  it("twice, and after the end, does no more than once", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("hang");
    await deck.until(key, (told) => told.state === "running");

    await Promise.all([deck.drive.interrupt(key), deck.drive.interrupt(key)]);
    await deck.sent(key, send.id, "interrupted");
    const after = await deck.drive.interrupt(key);

    expect(after?.state).toBe("idle");
    const next = await deck.send(key, "say fine");
    await deck.sent(key, next.send.id, "done");
    expect(deck.tool.runs()).toHaveLength(1);
  });

  it("while the agent is being started leaves no process", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.startup("mute");
    const { key, send } = await deck.start("say never");
    await deck.condition(() => deck.tool.runs().length === 1);

    await deck.drive.interrupt(key);
    await deck.sent(key, send.id, "interrupted");

    expect(deck.told(key).state).toBe("none");
    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
    expect(deck.lines(key)).toEqual([]);
  });

  it("ends a process that does not listen, with everything it started", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("ignore SIGINT; ignore SIGTERM; deaf; grandchild; hang");
    await deck.condition(() => deck.said(key).length === 1);
    const grandchild = Number(String(deck.said(key)[0]).split(" ")[1]);

    await deck.drive.interrupt(key);
    await deck.sent(key, send.id, "interrupted");

    expect(deck.told(key).state).toBe("none");
    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
    expect(alive(grandchild)).toBe(false);
  });

  it("lets pending requests expire", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("ask rm");
    const { approvals } = await deck.until(key, (told) => told.approvals.length > 0);

    await deck.drive.interrupt(key);
    await deck.sent(key, send.id, "interrupted");

    expect(approvals[0]?.state).toBe("pending");
    expect(deck.told(key).approvals).toMatchObject([{ id: approvals[0]?.id, state: "expired" }]);
  });

  it("also ends what the tool has in its own queue and would go on with", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("hang");
    await deck.until(key, (told) => told.state === "running");
    const steered = await deck.send(key, "hang", { steer: true });

    await deck.drive.interrupt(key);
    const state = await deck.until(key, (told) => told.state === "none");

    expect(state.sends).toMatchObject([{ id: steered.send.id, state: "interrupted" }]);
    expect(alive(deck.tool.runs()[0]?.pid)).toBe(false);
  });
});
