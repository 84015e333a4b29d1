import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Attachment, type ConversationEvent, VibeDeckError } from "@vibedeck/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";
import { FakeAgent, fakeCli } from "./fake-agent.ts";

const DONE: ConversationEvent = { type: "turn-end", ok: true };

const state = (id: string, what: "queued" | "started" | "cancelled"): ConversationEvent => ({
  type: "message-state",
  id,
  state: what,
});

afterEach(() => {
  vi.useRealTimers();
});

/** An agent that offers two models. */
function choosy(): FakeAgent {
  const agent = new FakeAgent();
  const models = ["opus", "haiku"].map((id) => ({ id, label: id }));
  agent.onOpen = async () => ({ models, permissionModes: [], commands: [], agents: [] });
  return agent;
}

describe("a setting", () => {
  it("that the tool refuses is not remembered: the next message is answered as before", async () => {
    const agent = choosy();
    agent.onSetModel = async () => {
      throw new VibeDeckError("BAD_REQUEST", "Not with your plan.");
    };
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(DONE);
    await deck.sent(key, send.id, "done");

    const refused = await refusal(deck.drive.settings(key, { model: "opus" }));
    const next = await deck.send(key, "two");
    await agent.told("send two");
    agent.say(DONE);
    await deck.sent(key, next.send.id, "done");

    expect(refused).toBe("BAD_REQUEST");
    expect(agent.calls.filter((call) => call.startsWith("model"))).toEqual(["model opus"]);
    expect(deck.told(key).model).toBeUndefined();
  });

  it("that comes while the agent ends holds for the next one", async () => {
    const agent = choosy();
    agent.onSetModel = () => new Promise(() => {});
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(DONE);
    await deck.sent(key, send.id, "done");

    const chosen = deck.drive.settings(key, { model: "haiku" });
    await agent.told("model haiku");
    agent.die();

    expect(await chosen).toMatchObject({ model: "haiku" });
    expect(await deck.until(key, (told) => told.state === "none")).toMatchObject({ model: "haiku" });
  });
});

describe("a message", () => {
  it("that the tool drops before it began does not leave the session running for ever", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");

    agent.say(state(send.id, "queued"), state(send.id, "cancelled"));
    const after = await deck.sent(key, send.id, "failed");

    expect(after.state).toBe("idle");
    expect(agent.calls).toEqual(["send one"]);
  });

  it("that was dropped is part of the turn which goes on in spite of it", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");

    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    agent.say(state(send.id, "cancelled"), {
      type: "partial",
      messageId: "m1",
      index: 0,
      kind: "text",
      text: "still here",
    });
    await deck.written(key, "still here");
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    const between = deck.told(key).state;
    agent.say(DONE);

    expect(between).toBe("running");
    expect((await deck.sent(key, send.id, "done")).state).toBe("idle");
  });

  it("that failed can be had whole again, however long it is, and nobody else's", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const text = `${"long ".repeat(10_000)}end`;
    const { key, send } = await deck.start(text);
    await agent.told(`send ${text}`);
    agent.say({ type: "turn-end", ok: false, failure: { kind: "api", text: "no" } });
    const after = await deck.sent(key, send.id, "failed");
    const next = await deck.send(key, "two");
    await agent.told("send two");
    agent.say(DONE);
    await deck.sent(key, next.send.id, "done");

    expect(after.sends[0]?.text.length).toBe(4_001);
    expect(deck.drive.sent(key, send.id)).toMatchObject({ state: "failed", whole: text });
    expect(() => deck.drive.sent(key, next.send.id)).toThrow(/done/);
    expect(deck.as("eve").sent(key, send.id)).toBeUndefined();
  });

  it("that was taken back is gone", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key } = await deck.start("one");
    await agent.told("send one");
    const { send } = await deck.send(key, "two");

    await deck.drive.remove(key, send.id);

    expect(() => deck.drive.sent(key, send.id)).toThrow(/interrupted/);
  });

  it("that cannot be handed over at all fails, and says so", async () => {
    const agent = new FakeAgent();
    agent.onSend = () => {
      throw new VibeDeckError("BAD_REQUEST", "No such thing.");
    };
    await using deck = await DriveFixture.open({
      cli: fakeCli(agent),
      limits: { graceMs: [10, 10, 10] },
    });
    const { key, send } = await deck.start("one");

    const after = await deck.sent(key, send.id, "failed");

    expect(after).toMatchObject({ state: "idle", sends: [{ failure: { text: "No such thing." } }] });
  });

  it("waits while the agent has not read the large ones before it: they would fill the memory (175)", async () => {
    const agent = new FakeAgent();
    const reads: (() => void)[] = [];
    agent.onSend = () => new Promise((resolve) => void reads.push(resolve));
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"));
    const data = `iVBORw0KGgo${"A".repeat(6_000_001)}`;
    const image: Attachment = { type: "image", mediaType: "image/png", data };
    const steer = async (text: string): Promise<string> =>
      (await deck.send(key, text, { id: randomUUID(), steer: true, attachments: [image, image] })).send.id;

    await steer("two");
    const waits = await steer("three");
    const before = deck.told(key).sends.find(({ id }) => id === waits)?.state;
    for (const read of reads.splice(0)) read();
    await agent.told("send three");

    expect(before).toBe("queued");
    expect(agent.calls).toEqual(["send one", "send two", "send three"]);
  });
});

describe("a person who has no sessions on the machine", () => {
  it("neither sees its folders, nor makes any, nor starts a program there (87, 186)", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const eve = deck.as("eve");
    const folder = join(deck.tool.home, "made-by-eve");
    const request = { id: randomUUID(), text: "one", cwd: folder, create: true };

    const refused = [
      await refusal(eve.listIn(deck.tool.home)),
      await refusal(eve.infoIn(deck.tool.cwd)),
      await refusal(eve.start(request)),
    ];

    expect(refused).toEqual(["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
    expect(agent.started).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});

describe("a stop", () => {
  it("leaves what works in the background its requests, so that they can be answered", async () => {
    const agent = new FakeAgent();
    const answers: string[] = [];
    agent.onAnswer = async (id, { type }) => void answers.push(`${type} ${id}`);
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    const view = { kind: "generic", summary: "x", fields: [] } as const;
    const request = { kind: "tool", tool: "Bash", input: {}, view, suggestions: [] } as const;
    agent.say({ type: "background", tasks: 1 });
    for (const id of ["turn", "background"]) agent.say({ type: "request", request: { ...request, id } });
    await deck.until(key, ({ approvals }) => approvals.length === 2);

    await deck.drive.interrupt(key);
    await agent.told("interrupt");
    agent.say({ type: "request-withdrawn", id: "turn" }, { type: "turn-end", ok: false, interrupted: true });
    const { approvals } = await deck.sent(key, send.id, "interrupted");
    const [waits] = deck.drive.approvals();
    await deck.drive.answer(waits?.id ?? "", { type: "allow" });

    expect(approvals.map(({ state: became }) => became)).toEqual(["expired", "pending"]);
    expect(answers).toEqual(["allow background"]);
  });
});
