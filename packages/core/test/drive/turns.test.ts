import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";

describe("a session that is started", () => {
  it("has its key at once, and the answer comes into the transcript under it", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("say hello there");
    await deck.sent(key, send.id, "done");

    expect(send.state).toBe("accepted");
    expect(deck.said(key)).toEqual(["hello there"]);
    expect(deck.lines(key)[0]?.["id"]).toBe(send.id);
    expect(deck.told(key)).toMatchObject({ state: "idle", usd: 0.5, model: "m-default" });
  });

  it("gets an id made by the host, and no word of the prompt in its arguments (172, 187)", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("--dangerously-skip-permissions");
    await deck.sent(key, send.id, "done");

    const [start] = deck.tool.runs();
    expect(start?.argv).toEqual([expect.stringMatching(/^--session=[0-9a-f-]{36}$/)]);
    expect(start?.argv.join()).not.toContain(send.id);
    expect(deck.said(key)).toEqual(["you said 30: --dangerously-skip-permissions"]);
  });

  it("does not mix with another one that is started in the same folder at the same moment", async () => {
    await using deck = await DriveFixture.open();

    const [one, two] = await Promise.all([deck.start("say one"), deck.start("say two")]);
    await deck.sent(one.key, one.send.id, "done");
    await deck.sent(two.key, two.send.id, "done");

    expect(one.key).not.toBe(two.key);
    expect(deck.said(one.key)).toEqual(["one"]);
    expect(deck.said(two.key)).toEqual(["two"]);
  });

  it("is moved when its transcript turns up elsewhere", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("gate here");
    await deck.until(key, ({ phase }) => phase === "at gate here");
    const elsewhere = deck.known(`elsewhere/${deck.record(key).ref.id}.jsonl`);

    deck.driver.found(elsewhere);
    deck.tool.open("here");
    const state = await deck.sent(elsewhere.key, send.id, "done");

    expect(deck.moved).toEqual([[key, elsewhere.key]]);
    expect(state.state).toBe("idle");
    expect((await deck.drive.state(key))?.sends[0]?.id).toBe(send.id);
    expect(await deck.send(elsewhere.key, "say more", { id: send.id })).toMatchObject({ key: elsewhere.key });
  });
});

describe("messages of one session", () => {
  it("are sent one after the other when two come quickly", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("gate go; say first");
    await deck.until(key, ({ state }) => state === "running");

    const second = await deck.send(key, "say second");
    const third = await deck.send(key, "say third");
    deck.tool.open("go");
    await deck.sent(key, third.send.id, "done");

    expect([send.state, second.send.state, third.send.state]).toEqual(["accepted", "queued", "queued"]);
    expect(deck.said(key)).toEqual(["first", "second", "third"]);
    expect(deck.tool.runs()).toHaveLength(1);
  });

  it("make one turn when both come while the agent is being started (178)", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say first");

    const second = await deck.send(key, "say second");
    await deck.sent(key, second.send.id, "done");

    expect(send.id).not.toBe(second.send.id);
    expect(deck.asked(key)).toEqual(["say first", "say second"]);
    expect(deck.tool.runs()).toHaveLength(1);
  });

  it("can be changed, taken back and looked at while they wait, and not later", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("gate go");
    await deck.until(key, ({ state }) => state === "running");
    const second = await deck.send(key, "say wrong");
    const third = await deck.send(key, "say never");

    await deck.drive.change(key, second.send.id, { text: "say right" });
    await deck.drive.remove(key, third.send.id);
    const whole = deck.drive.sent(key, second.send.id);
    const late = await refusal(deck.drive.change(key, send.id, { text: "say late" }));
    const again = await deck.send(key, "say never", { id: third.send.id });
    deck.tool.open("go");
    await deck.sent(key, second.send.id, "done");

    expect(whole).toMatchObject({ whole: "say right", state: "queued" });
    expect(late).toBe("CONFLICT");
    expect(again.send.state).toBe("interrupted");
    expect(await refusal(deck.drive.remove(key, second.send.id))).toBe("CONFLICT");
    expect(await deck.drive.remove(key, randomUUID())).toBeUndefined();
    expect(deck.asked(key)).toEqual(["gate go", "say right"]);
  });

  it("are bounded while they wait", async () => {
    await using deck = await DriveFixture.open({ limits: { maxQueued: 2 } });
    const { key } = await deck.start("hang");
    await deck.until(key, ({ state }) => state === "running");
    await deck.send(key, "say 1");
    await deck.send(key, "say 2");

    expect(await refusal(deck.send(key, "say 3"))).toBe("QUEUE_FULL");
    expect(deck.driver.brief(key)).toMatchObject({ state: "running", queued: 2 });
  });

  it("go into the running turn when the person says so", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("gate go; say first");
    await deck.until(key, ({ phase }) => phase === "at gate go");

    const waits = await deck.send(key, "say later");
    const steered = await deck.send(key, "say steered", { steer: true });
    await deck.until(key, ({ phase }) => phase === "1 in my queue");
    deck.tool.open("go");
    await deck.sent(key, waits.send.id, "done");

    expect(deck.said(key)).toEqual(["steered", "first", "later"]);
    expect(deck.asked(key)).toEqual(["gate go; say first", "say steered", "say later"]);
    expect(steered.send.steer).toBe(true);
    expect(deck.told(key).sends.some(({ id }) => id === send.id)).toBe(false);
  });

  it("that wait can be moved into the running turn", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("gate go; say first");
    await deck.until(key, ({ phase }) => phase === "at gate go");
    const { send } = await deck.send(key, "say moved");

    const moved = await deck.drive.change(key, send.id, { move: "steer" });
    await deck.until(key, ({ phase }) => phase === "1 in my queue");
    deck.tool.open("go");
    await deck.until(key, ({ state }) => state === "idle");

    expect(moved).toMatchObject({ state: "running", steer: true });
    expect(deck.said(key)).toEqual(["moved", "first"]);
  });

  it("that begin a turn although they were to steer do so when none runs", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say one");
    await deck.sent(key, send.id, "done");

    const steered = await deck.send(key, "say two", { steer: true });
    await deck.sent(key, steered.send.id, "done");

    expect(deck.said(key)).toEqual(["one", "two"]);
  });

  it("work with a tool that tells nothing of their states", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.startup("plain");
    const { key, send } = await deck.start("say one");
    await deck.sent(key, send.id, "done");

    const next = await deck.send(key, "say two");
    await deck.sent(key, next.send.id, "done");

    expect(deck.said(key)).toEqual(["one", "two"]);
  });
});

describe("a turn that fails", () => {
  it("tells why in the tool's own words, and what waits is held", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("gate go; fail rate-limit until five");
    await deck.until(key, ({ state }) => state === "running");
    const next = await deck.send(key, "say next");

    deck.tool.open("go");
    const state = await deck.sent(key, send.id, "failed");

    expect(state.sends[0]?.failure).toEqual({ kind: "rate-limit", text: "until five" });
    expect(state.sends[1]).toMatchObject({ id: next.send.id, state: "held" });
    expect(deck.driver.brief(key)).toMatchObject({ failed: "until five", queued: 1 });
    await deck.drive.change(key, next.send.id, { move: "queue" });
    await deck.sent(key, next.send.id, "done");
    expect(deck.driver.brief(key)?.failed).toBeUndefined();
  });

  it("shows the exit code and the last words of a process that crashed (184)", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("exit 3 no more paper");
    const state = await deck.sent(key, send.id, "failed");

    expect(state.sends[0]?.failure).toMatchObject({
      kind: "crashed",
      exitCode: 3,
      stderr: "no more paper\n",
    });
    expect(state.state).toBe("none");
  });

  it("is unknown when the process died before any sign of the message (179)", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("vanish 9 gone");
    const state = await deck.sent(key, send.id, "unknown");

    expect(state.sends[0]?.failure).toMatchObject({ exitCode: 9 });
  });

  it("is failed, not unknown, when the transcript shows the message after all", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("vanish");
    await deck.sent(key, send.id, "unknown");

    deck.driver.seen(deck.record(key), [{ id: send.id, role: "user", blocks: [], prompt: true }]);

    expect(deck.told(key).sends[0]?.state).toBe("failed");
  });

  it("begins anew with the next message, in a process of its own", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("exit 1");
    await deck.sent(key, send.id, "failed");
    deck.read(key);

    const next = await deck.send(key, "say again");
    await deck.sent(key, next.send.id, "done");

    expect(deck.said(key)).toEqual(["again"]);
    expect(deck.tool.runs()[1]?.argv).toContain("--resume");
  });

  it("did not begin when the program is missing, and begins as a new session later", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.missing(true);
    const { key, send } = await deck.start("say hello");
    const failed = await deck.sent(key, send.id, "failed");

    deck.tool.missing(false);
    const next = await deck.send(key, "say hello");
    await deck.sent(key, next.send.id, "done");

    expect(failed.sends[0]?.failure).toMatchObject({ kind: "agent-missing", hint: "Install it." });
    expect(deck.tool.runs()[0]?.argv).not.toContain("--resume");
  });

  it("did not begin when the process ends before it says a word", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.startup("die 1 not-signed-in");

    const { key, send } = await deck.start("say hello");
    const state = await deck.sent(key, send.id, "failed");

    expect(state.sends[0]?.failure).toMatchObject({ exitCode: 1, stderr: "not-signed-in\n" });
    expect(state.state).toBe("none");
  });
});

describe("what a tool prints", () => {
  it("may be junk", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("junk; say still here");
    await deck.sent(key, send.id, "done");

    expect(deck.said(key)).toEqual(["still here"]);
  });

  it("may be a flood; another session goes on meanwhile (182)", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("flood 20; say after");

    const other = await deck.start("say quick");
    await deck.sent(other.key, other.send.id, "done");
    await deck.sent(key, send.id, "done");

    expect(deck.said(key)).toEqual(["after"]);
  });
});
