import { randomUUID } from "node:crypto";
import { setImmediate as soon } from "node:timers/promises";
import { type ConversationEvent, type OutgoingMessage, VibeDeckError } from "@vibedeck/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";
import { FakeAgent, fakeCli } from "./fake-agent.ts";

const DONE: ConversationEvent = { type: "turn-end", ok: true, usd: 1, totalUsd: 1 };

const state = (id: string, what: "queued" | "started" | "completed" | "cancelled"): ConversationEvent => ({
  type: "message-state",
  id,
  state: what,
});

const partial = (text: string): ConversationEvent => ({
  type: "partial",
  messageId: "m1",
  index: 0,
  kind: "text",
  text,
});

afterEach(() => {
  vi.useRealTimers();
});

describe("an agent that goes on in another session", () => {
  it("is closed after its turn, so that the next message goes into the session it was sent to", async () => {
    const first = new FakeAgent();
    const second = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(first, second) });
    const { key } = await deck.start("/clear");
    await first.told("send /clear");
    first.say({ type: "settings", sessionId: randomUUID() }, DONE);
    await first.told("close");

    const next = await deck.send(key, "two");
    await second.told("send two");
    second.say(DONE);
    const after = await deck.sent(key, next.send.id, "done");

    expect(first.calls).toEqual(["send /clear", "close"]);
    expect(after.state).toBe("idle");
  });
});

describe("a message that goes into a turn which ends in the same moment", () => {
  it("is not taken for answered: the tool begins a turn with it", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"), partial("a"));
    await deck.written(key, "a");

    const steered = await deck.send(key, "two", { steer: true });
    agent.say(state(send.id, "completed"), DONE);
    const between = await deck.until(
      key,
      ({ sends }) => !sends.some(({ id, state: s }) => id === send.id && s === "running"),
    );
    agent.say(state(steered.send.id, "queued"), state(steered.send.id, "started"), DONE);
    const after = await deck.sent(key, steered.send.id, "done");

    expect(between).toMatchObject({
      state: "running",
      sends: [{ id: send.id, state: "done" }, { state: "running" }],
    });
    expect(after.state).toBe("idle");
  });

  it("waits for its own turn when the tool has it in its queue", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"));
    await deck.until(key, ({ state: told }) => told === "running");
    const steered = await deck.send(key, "two", { steer: true });
    const queued = await deck.send(key, "three");

    agent.say(state(steered.send.id, "queued"), DONE);
    await deck.until(key, ({ sends }) =>
      sends.some(({ id, state: told }) => id === send.id && told === "done"),
    );
    const early = agent.calls.includes("send three");
    agent.say(state(steered.send.id, "started"), DONE);
    await deck.sent(key, steered.send.id, "done");
    await agent.told("send three");
    agent.say(DONE);
    await deck.sent(key, queued.send.id, "done");

    expect(early).toBe(false);
  });

  it("is interrupted when the tool drops it", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"));
    const steered = await deck.send(key, "two", { steer: true });
    await agent.told("send two");

    agent.say(state(steered.send.id, "cancelled"));
    const told = await deck.sent(key, steered.send.id, "interrupted");

    expect(told.state).toBe("running");
  });
});

describe("an agent that goes on by itself", () => {
  it("is in a turn, and what is sent meanwhile waits", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"), DONE);
    await deck.until(key, ({ state: told }) => told === "idle");

    agent.say(partial("the build is ready"));
    await deck.until(key, ({ state: told }) => told === "running");
    const next = await deck.send(key, "two");
    agent.say(DONE);
    await agent.told("send two");
    agent.say(DONE);
    await deck.sent(key, next.send.id, "done");

    expect(next.send.state).toBe("queued");
  });
});

describe("an agent that does not take a message", () => {
  it("and lives makes it fail", async () => {
    const agent = new FakeAgent();
    agent.onSend = async () => {
      throw new VibeDeckError("BAD_REQUEST", "no such format");
    };
    await using deck = await DriveFixture.open({ cli: fakeCli(agent), limits: { graceMs: [10, 10, 10] } });

    const { key, send } = await deck.start("one");
    const told = await deck.sent(key, send.id, "failed");

    expect(told.sends[0]?.failure?.text).toBe("no such format");
    expect(told.state).toBe("idle");
  });

  it("and is gone leaves it unknown", async () => {
    const agent = new FakeAgent();
    agent.onSend = async () => {
      agent.die({ code: 7, stderr: "broken pipe" });
      throw new Error("EPIPE");
    };
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });

    const { key, send } = await deck.start("one");
    const told = await deck.sent(key, send.id, "unknown");

    expect(told.sends[0]?.failure).toMatchObject({ text: "ended with 7" });
  });
});

describe("a conversation that breaks", () => {
  it("ends the process and the turn, and its words are in no log", async () => {
    const agent = new FakeAgent();
    agent.mortalBy = "SIGTERM";
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");

    agent.breakWith(new SyntaxError("Unexpected token in secret-word"));
    const told = await deck.sent(key, send.id, "unknown");

    expect(told.state).toBe("none");
    expect(agent.calls).toEqual(["send one", "SIGTERM"]);
    expect(deck.logged.join()).toContain("broke");
    expect(deck.logged.join()).not.toContain("secret-word");
  });
});

describe("stopping a turn that does not end", () => {
  it("asks, then sends SIGINT, SIGTERM and SIGKILL, each after its time (181)", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({
      cli: fakeCli(agent),
      limits: { graceMs: [5_000, 6_000, 7_000] },
    });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"));
    await deck.until(key, ({ state: told }) => told === "running");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });

    await deck.drive.interrupt(key);
    await deck.drive.interrupt(key);
    const steps: string[][] = [];
    for (const ms of [4_999, 1, 5_999, 1, 6_999, 1]) {
      await vi.advanceTimersByTimeAsync(ms);
      await soon();
      steps.push(agent.calls.slice(1));
    }
    vi.useRealTimers();
    await deck.sent(key, send.id, "interrupted");

    expect(steps).toEqual([
      ["interrupt"],
      ["interrupt", "SIGINT"],
      ["interrupt", "SIGINT"],
      ["interrupt", "SIGINT", "SIGTERM"],
      ["interrupt", "SIGINT", "SIGTERM"],
      ["interrupt", "SIGINT", "SIGTERM", "SIGKILL"],
    ]);
  });
});

describe("an agent that never answers", () => {
  it("to a change of its model can be stopped all the same", async () => {
    const agent = new FakeAgent();
    agent.onSetModel = () => new Promise(() => {});
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(state(send.id, "started"), DONE);
    await deck.until(key, ({ state: told }) => told === "idle");
    deck.driver.seen(deck.record(key), []);
    deck.record(key).facts = {
      ...deck.record(key).facts,
      model: "used",
      activity: { state: "idle" },
      counts: NO_COUNTS,
    };

    const next = await deck.send(key, "two", { model: "used" });
    await agent.told("model used");
    await deck.drive.interrupt(key);
    const told = await deck.sent(key, next.send.id, "interrupted");

    expect(agent.calls).not.toContain("send two");
    expect(told.state).toBe("idle");
  });
});

describe("a tool that does not tell what it offers", () => {
  const silent = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  it("is given up after 15 seconds, and ended; the next question is asked then", async () => {
    const [mute, fine] = [new FakeAgent(), new FakeAgent()];
    mute.onOpen = silent;
    mute.mortalBy = "SIGTERM";
    await using deck = await DriveFixture.open({ cli: fakeCli(mute, fine) });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });

    const first = refusal(deck.drive.infoIn(deck.tool.cwd));
    while (!mute.started) await soon();
    const second = deck.drive.infoIn(deck.tool.home);
    await soon();
    const early = fine.started;
    await vi.advanceTimersByTimeAsync(15_000);
    while (!fine.started) {
      await vi.advanceTimersByTimeAsync(1);
      await soon();
    }
    const code = await first;
    const { models } = await second;
    vi.useRealTimers();

    expect([early, code]).toEqual([false, "AGENT_FAILED"]);
    expect(mute.calls).toEqual(["SIGTERM"]);
    expect(models).toEqual([]);
  });
});

describe("a request that was settled", () => {
  it("is told for a minute", async () => {
    let now = 1_000_000;
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent), now: () => now });
    const { key } = await deck.start("one");
    await agent.told("send one");
    agent.say({
      type: "request",
      request: {
        id: "r",
        kind: "tool",
        tool: "t",
        input: {},
        view: { kind: "generic", fields: [] },
        suggestions: [],
      },
    });
    const { approvals } = await deck.until(key, (told) => told.approvals.length === 1);
    await deck.drive.answer(approvals[0]?.id ?? "", { type: "allow" });

    const [at, after] = [now + 59_000, now + 61_000];
    now = at;
    const shown = (await deck.drive.state(key))?.approvals;
    now = after;
    const later = (await deck.drive.state(key))?.approvals;

    expect(shown).toMatchObject([{ state: "allowed" }]);
    expect(later).toEqual([]);
  });
});

describe("what goes along with a message", () => {
  it("reaches the agent whole, also when the message waited", async () => {
    const agent = new FakeAgent();
    const sent: OutgoingMessage[] = [];
    agent.onSend = async (message) => void sent.push(message);
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key } = await deck.start("one");
    await agent.told("send one");
    const attachments = [{ type: "text", name: "a.txt", text: "the file" }] as const;

    const { send } = await deck.send(key, "two", { attachments });
    agent.say(DONE);
    await agent.told("send two");

    expect(sent[1]).toEqual({ id: send.id, text: "two", attachments });
  });
});

describe("requests", () => {
  const request = (id: string): ConversationEvent => ({
    type: "request",
    request: {
      id,
      kind: "tool",
      tool: "Shell",
      input: {},
      view: { kind: "generic", fields: [] },
      suggestions: [],
    },
  });

  it("are bounded: a flood of them is refused for the person", async () => {
    const agent = new FakeAgent();
    const denied: string[] = [];
    agent.onAnswer = async (id) => void denied.push(id);
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key } = await deck.start("one");
    await agent.told("send one");

    agent.say(...Array.from({ length: 103 }, (_, n) => request(`r${n}`)));
    await deck.condition(() => denied.length === 3);

    expect(deck.told(key).approvals).toHaveLength(100);
  });

  it("whose answer comes too late for the tool are in conflict", async () => {
    const agent = new FakeAgent();
    agent.onAnswer = async () => {
      throw new VibeDeckError("NOT_FOUND", "It waits no longer.");
    };
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key } = await deck.start("one");
    await agent.told("send one");
    agent.say(request("r1"));
    const { approvals } = await deck.until(key, (told) => told.approvals.length === 1);

    expect(await refusal(deck.drive.answer(approvals[0]?.id ?? "", { type: "allow" }))).toBe("CONFLICT");
    expect(deck.told(key).approvals).toMatchObject([{ state: "expired" }]);
  });

  it("that come as the turn ends do not stay", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("send one");

    agent.say(request("r1"), DONE);
    await deck.sent(key, send.id, "done");

    expect(deck.driver.brief(key)).toMatchObject({ needs: 0 });
  });
});

describe("a database that takes nothing more", () => {
  it("means that a message is refused, not lost", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    deck.breakDatabase();

    expect(await refusal(deck.start("one"))).toBe("UNAVAILABLE");
    expect(agent.calls).toEqual([]);
    expect(deck.keys()).toEqual([]);
  });
});

const NO_COUNTS = {
  lines: 1,
  prompts: 0,
  replies: 0,
  toolCalls: 0,
  toolErrors: 0,
  bad: 0,
  unknown: 0,
  compactions: 0,
};
