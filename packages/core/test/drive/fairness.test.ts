import { randomUUID } from "node:crypto";
import type { ConversationEvent, SendReceipt } from "@vibedeck/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";
import { FakeAgent, fakeCli } from "./fake-agent.ts";

const DONE: ConversationEvent = { type: "turn-end", ok: true };
const DAY = 24 * 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

/** A request that is taken back at once: two writes to the disk. */
function asked(id: string): readonly ConversationEvent[] {
  const view = { kind: "generic", summary: "x", fields: [] } as const;
  return [
    { type: "request", request: { id, kind: "tool", tool: "Bash", input: {}, view, suggestions: [] } },
    { type: "request-withdrawn", id },
  ];
}

describe("an agent that floods", () => {
  it("does not stop the server: others get their turn in between (237)", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key } = await deck.start("one");
    await agent.told("send one");

    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns++;
      if (counting) setImmediate(count);
    };
    agent.say(...Array.from({ length: 1_500 }, (_, n) => asked(`r${n}`)).flat(), {
      type: "phase",
      text: "flooded",
    });
    setImmediate(count);
    await deck.until(key, ({ phase }) => phase === "flooded");
    counting = false;

    expect(turns).toBeGreaterThan(10);
  });

  it("while it is started is given up when its start is, whether its backend listens to that or not", async () => {
    const agent = new FakeAgent();
    agent.onOpen = () => new Promise(() => agent.note("opening"));
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key, send } = await deck.start("one");
    await agent.told("opening");

    await deck.drive.interrupt(key);
    const after = await deck.sent(key, send.id, "interrupted");

    expect(after.state).toBe("none");
    expect(agent.calls).toContain("SIGKILL");
  });
});

describe("a person whose sessions wait for places", () => {
  it("neither keeps others out nor has them wait behind all of their own (97)", async () => {
    const [first, second] = [new FakeAgent(), new FakeAgent()];
    await using deck = await DriveFixture.open({
      cli: fakeCli(first, second),
      limits: { maxRunning: 1 },
      roots: (tool) => [tool.root("ada"), tool.root("bob")],
    });
    const start = (user: string, text: string): Promise<SendReceipt> =>
      deck.as(user).start({ id: randomUUID(), text, cwd: deck.tool.cwd });
    await start("ada", "one");
    await first.told("send one");
    for (let n = 0; n < 10; n++) await start("ada", `more ${n}`);
    const refused = await refusal(start("ada", "too much"));

    const bobs = await start("bob", "mine");
    first.say(DONE);
    await second.told("send mine");
    second.say(DONE);
    const after = await deck.sent(bobs.key, bobs.send.id, "done");

    expect(refused).toBe("TOO_MANY_AGENTS");
    expect(after.state).toBe("idle");
  });
});

describe("what a tool offers", () => {
  it("is not waited for behind another person's folders (97)", async () => {
    const slow = new FakeAgent();
    const quick = new FakeAgent();
    slow.onOpen = () => new Promise(() => slow.note("opening"));
    await using deck = await DriveFixture.open({
      cli: fakeCli(slow, quick),
      roots: (tool) => [tool.root("ada"), tool.root("bob")],
    });
    const waits = refusal(deck.as("ada").infoIn(deck.tool.cwd));
    await slow.told("opening");

    const info = await deck.as("bob").infoIn(deck.tool.cwd);

    expect(info.commands).toEqual([]);
    await deck.driver.stop(0);
    await waits;
  });
});

describe("what is kept in the database", () => {
  it("is forgotten when it is old, also while the server runs for months", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let time = Date.now();
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent), now: () => time });
    const { key, send } = await deck.start("one");
    await agent.told("send one");
    agent.say(...asked("r1"), DONE);
    await deck.sent(key, send.id, "done");
    const before = deck.rows("SELECT (SELECT count(*) FROM send) + (SELECT count(*) FROM approval) AS n");

    time += 31 * DAY;
    vi.advanceTimersByTime(DAY);

    expect(before).toEqual([{ n: 2 }]);
    expect(deck.rows("SELECT (SELECT count(*) FROM send) + (SELECT count(*) FROM approval) AS n")).toEqual([
      { n: 0 },
    ]);
  });

  it("has nothing of a session whose first message was refused", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent), limits: { maxRunning: 1 } });
    await deck.start("one");
    for (let n = 0; n < 10; n++) await deck.start(`more ${n}`);

    const refused = await refusal(deck.start("too much"));

    expect(refused).toBe("TOO_MANY_AGENTS");
    expect(deck.rows("SELECT count(*) AS n FROM drive_session")).toEqual([{ n: 11 }]);
  });
});

describe("a message that was checked for a while", () => {
  it("goes to the session's only lane, though that was forgotten meanwhile", async () => {
    const agent = new FakeAgent();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asks = 0;
    await using deck = await DriveFixture.open({
      cli: {
        ...fakeCli(agent),
        folder: async (path) => {
          if (asks++ === 0) await held;
          return path;
        },
      },
    });
    const record = deck.known("work/0a1b2c3d.jsonl");
    record.facts = { ...record.facts, cwd: deck.tool.cwd } as typeof record.facts;

    const sending = deck.drive.send(record.key, {
      id: randomUUID(),
      text: "one",
      addDirs: [deck.tool.home],
    });
    await deck.condition(() => asks === 1);
    for (let n = 0; n < 600; n++) await deck.drive.interrupt(deck.known(`work/other${n}.jsonl`).key);
    release();
    const receipt = await sending;

    expect(deck.driver.overlay(record.key)).toBeDefined();
    expect(deck.told(record.key).sends).toMatchObject([{ id: receipt?.send.id }]);
  });
});
