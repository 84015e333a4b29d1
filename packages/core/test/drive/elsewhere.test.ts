import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";

/** A clock that a test sets, so that nothing is waited for. */
class Clock {
  #ahead = 0;
  readonly now = (): number => Date.now() + this.#ahead;

  pass(ms: number): void {
    this.#ahead += ms;
  }
}

/** A session that was started here, and whose turn is over. */
async function idle(deck: DriveFixture): Promise<string> {
  const { key, send } = await deck.start("say first");
  await deck.sent(key, send.id, "done");
  deck.read(key);
  return key;
}

describe("a session that another program runs", () => {
  it("is told, and a message into it is refused unless it is forced", async () => {
    const clock = new Clock();
    await using deck = await DriveFixture.open({ now: clock.now });
    const key = await idle(deck);
    deck.tool.elsewhere({ name: "a terminal", pid: 1, state: "busy" });
    clock.pass(3_000);

    const refused = await refusal(deck.send(key, "say refused"));
    const told = deck.told(key).other;
    const forced = await deck.send(key, "say forced", { force: true });
    await deck.sent(key, forced.send.id, "done");

    expect(refused).toBe("RUNS_ELSEWHERE");
    expect(told).toEqual({ name: "a terminal", pid: 1, state: "busy" });
    expect(deck.said(key)).toEqual(["first", "forced"]);
    expect(deck.tool.runs()).toHaveLength(2);
  });

  it("is told with its state, and no more when the program has ended", async () => {
    const clock = new Clock();
    await using deck = await DriveFixture.open({ now: clock.now });
    const key = await idle(deck);
    deck.tool.elsewhere({ name: "a terminal", state: "idle" });
    clock.pass(3_000);
    const during = await deck.drive.state(key);
    deck.tool.elsewhere(undefined);
    const cached = await deck.drive.state(key);
    clock.pass(3_000);
    const after = await deck.drive.state(key);

    expect([during?.other?.state, cached?.other?.state, after?.other]).toEqual(["idle", "idle", undefined]);
  });

  it("is not our own agent", async () => {
    const clock = new Clock();
    await using deck = await DriveFixture.open({ now: clock.now });
    const key = await idle(deck);
    deck.tool.elsewhere({ name: "ours", pid: deck.tool.runs()[0]?.pid ?? 0, state: "idle" });
    clock.pass(3_000);

    const next = await deck.send(key, "say next");
    await deck.sent(key, next.send.id, "done");

    expect(deck.tool.runs()).toHaveLength(1);
  });

  it("is recognised by a transcript that grows while nothing of ours runs", async () => {
    const clock = new Clock();
    await using deck = await DriveFixture.open({ now: clock.now });
    const record = deck.known("work/a.jsonl");
    record.size = 100;
    record.mtimeMs = clock.now();
    record.facts = { activity: { state: "working" }, cwd: deck.tool.cwd, counts: NO_COUNTS };

    expect(await refusal(deck.send(record.key, "say x"))).toBe("RUNS_ELSEWHERE");
    clock.pass(11_000);
    expect((await deck.drive.state(record.key))?.other).toBeUndefined();
  });

  it("and that wrote in it in between makes the agent start anew", async () => {
    const clock = new Clock();
    await using deck = await DriveFixture.open({ now: clock.now });
    const key = await idle(deck);
    const { root, path } = deck.record(key);
    const line = { id: "foreign", role: "user", text: "from a terminal", at: clock.now() + 5_000 };
    appendFileSync(join(root.path, path), `${JSON.stringify(line)}\n`);

    clock.pass(20_000);
    deck.read(key);
    const next = await deck.send(key, "say next");
    await deck.sent(key, next.send.id, "done");

    expect(deck.tool.runs()).toHaveLength(2);
    expect(deck.tool.runs()[1]?.argv).toContain("--resume");
  });

  it("is not suspected when only our own agent wrote", async () => {
    await using deck = await DriveFixture.open();
    const key = await idle(deck);

    const next = await deck.send(key, "say next");
    await deck.sent(key, next.send.id, "done");
    deck.read(key);
    const last = await deck.send(key, "say last");
    await deck.sent(key, last.send.id, "done");

    expect(deck.tool.runs()).toHaveLength(1);
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
