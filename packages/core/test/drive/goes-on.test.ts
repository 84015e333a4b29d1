import type { AgentExit, Cli, EndSignal, Orphan } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";
import { FakeAgent, fakeCli } from "./fake-agent.ts";

/** An agent in a place that outlives the server: what is left of it is found by its record. */
class LastingAgent extends FakeAgent {
  readonly signals: EndSignal[] = [];
  detached = 0;
  #gone: () => void = () => {};
  readonly #left: Promise<void> = new Promise((resolve) => {
    this.#gone = resolve;
  });

  override get process(): ReturnType<() => FakeAgent["process"]> {
    return { ...super.process, record: { job: "one" }, detach: () => void this.detached++ };
  }

  /** It is gone, and the place tells so. */
  leave(): void {
    this.#gone();
  }

  get orphan(): Orphan {
    return {
      goesOn: true,
      signal: async (name) => {
        this.signals.push(name);
        if (name === this.mortalBy) this.leave();
      },
      gone: this.#left,
    };
  }
}

function lasting(agents: readonly FakeAgent[], recover: Cli["recover"]): Partial<Cli> {
  return { ...fakeCli(...agents), recover: recover ?? (async () => undefined) };
}

async function running(deck: DriveFixture, agent: FakeAgent): Promise<{ key: string; id: string }> {
  const { key, send } = await deck.start("one");
  await agent.told("send one");
  agent.say({ type: "message-state", id: send.id, state: "started" });
  await deck.until(key, ({ state }) => state === "running");
  return { key, id: send.id };
}

/** What the transcript shows of the turn. */
function wrote(deck: DriveFixture, key: string, id: string, state: "idle" | "working"): void {
  const record = deck.record(key);
  const at = Date.now();
  record.facts = { activity: { state }, counts: COUNTS };
  deck.driver.seen(record, [
    { id, role: "user", prompt: true, at, blocks: [] },
    { id: "a1", role: "assistant", at, blocks: [] },
  ]);
}

describe("a turn that outlives the server", () => {
  it("is let go on when the server stops, and shown as running by the next one (180, 207)", async () => {
    const agent = new LastingAgent();
    await using deck = await DriveFixture.open({ cli: lasting([agent], async () => agent.orphan) });
    const { key, id } = await running(deck, agent);

    await deck.driver.stop(10_000);
    const noted = deck.rows("SELECT session FROM run");
    await deck.restart();

    expect(agent.detached).toBe(1);
    expect(agent.calls).toEqual(["send one"]);
    expect(noted).toEqual([{ session: key }]);
    expect(deck.told(key)).toMatchObject({
      state: "running",
      phase: "goes on from before the server was restarted",
      since: expect.any(Number),
      sends: [{ id, state: "running" }],
    });
    agent.leave();
  });

  it("is done when its answer stands in the transcript, and what was sent meanwhile goes then (178, 179)", async () => {
    const agent = new LastingAgent();
    const next = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: lasting([agent, next], async () => agent.orphan) });
    const { key, id } = await running(deck, agent);
    await deck.restart();
    await deck.restart();

    const second = await deck.send(key, "two");
    wrote(deck, key, id, "idle");
    const before = { state: second.send.state, started: next.started };
    agent.leave();
    await next.told("send two");

    expect(before).toEqual({ state: "queued", started: false });
    expect(deck.rows("SELECT state FROM send ORDER BY no")).toEqual([
      { state: "done" },
      { state: "running" },
    ]);
    expect(deck.rows("SELECT id FROM run")).toEqual([]);
  });

  it("is not called done when its answer is not complete (179)", async () => {
    const agent = new LastingAgent();
    await using deck = await DriveFixture.open({ cli: lasting([agent], async () => agent.orphan) });
    const { key, id } = await running(deck, agent);
    await deck.restart();

    wrote(deck, key, id, "working");
    agent.leave();
    const { sends } = await deck.until(key, ({ state }) => state === "none");

    expect(sends).toMatchObject([{ id, state: "interrupted" }]);
  });

  it("is stopped by a person, step by step, and what waits is held (181)", async () => {
    const agent = new LastingAgent();
    agent.mortalBy = "SIGTERM";
    await using deck = await DriveFixture.open({ cli: lasting([agent], async () => agent.orphan) });
    const { key, id } = await running(deck, agent);
    await deck.restart();
    const waits = await deck.send(key, "two");

    await deck.drive.interrupt(key);
    const { sends } = await deck.until(key, ({ state }) => state === "none");

    expect(agent.signals).toEqual(["SIGINT", "SIGTERM"]);
    expect(sends).toMatchObject([
      { id, state: "interrupted" },
      { id: waits.send.id, state: "held" },
    ]);
  });

  it("is unknown while its place does not answer, nothing is started, and it is found later (179)", async () => {
    const agent = new LastingAgent();
    let away = true;
    const recover = async (): Promise<Orphan> => {
      if (away) throw new Error("the engine is away");
      return agent.orphan;
    };
    await using deck = await DriveFixture.open({ cli: lasting([agent], recover) });
    const { key, id } = await running(deck, agent);
    await deck.restart();
    const lost = deck.told(key);
    const second = await deck.send(key, "two");
    const { sends } = await deck.sent(key, second.send.id, "failed");

    away = false;
    const found = await deck.until(key, ({ state }) => state === "running");

    expect(lost.sends).toMatchObject([{ id, state: "unknown" }]);
    expect(sends.find((send) => send.id === second.send.id)?.failure?.text).toContain("not known");
    expect(deck.rows("SELECT count(*) AS runs FROM run")).toEqual([{ runs: 1 }]);
    expect(found.phase).toContain("goes on");
    agent.leave();
  });

  it("of an agent that waits for a message is none: it is closed with the server", async () => {
    const agent = new LastingAgent();
    await using deck = await DriveFixture.open({ cli: lasting([agent], async () => agent.orphan) });
    const { key, id } = await running(deck, agent);
    agent.say({ type: "turn-end", ok: true });
    await deck.sent(key, id, "done");

    await deck.driver.stop(0);

    expect(agent.detached).toBe(0);
    expect(agent.calls).toEqual(["send one", "close"]);
    expect(deck.rows("SELECT id FROM run")).toEqual([]);
  });
});

describe("an agent whose place died", () => {
  it("is gone once its exit is known, although its output never ends, and the next message starts anew (184)", async () => {
    const agent = new EndlessAgent();
    const next = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent, next) });
    const { key, id } = await running(deck, agent);

    agent.exitOnly({ code: 137, stderr: "" });
    await deck.sent(key, id, "failed");
    await deck.send(key, "two");
    await next.told("send two");

    expect(next.started).toBe(true);
  });
});

/** Its streams stay open after its end. */
class EndlessAgent extends FakeAgent {
  exitOnly: (exit: AgentExit) => void = () => {};
  readonly #exited: Promise<AgentExit> = new Promise((resolve) => {
    this.exitOnly = resolve;
  });

  override get process(): ReturnType<() => FakeAgent["process"]> {
    return { ...super.process, exit: this.#exited };
  }
}

describe("the first session of a person whose place is made for it", () => {
  it("waits until discovery names where it lies", async () => {
    const agent = new FakeAgent();
    const places = {
      onDemand: true,
      report: () => Promise.reject(new Error("not asked")),
      stop: async () => false,
    };
    let deck: DriveFixture | undefined;
    const cli: Partial<Cli> = {
      ...fakeCli(agent),
      places,
      folder: async (path) => {
        // What is made now is seen a moment later.
        setImmediate(() => deck?.name([deck.tool.root()]));
        return path;
      },
    };
    await using opened = await DriveFixture.open({ cli, roots: () => [] });
    deck = opened;

    const { key } = await opened.start("one");
    await agent.told("send one");

    expect(opened.keys()).toEqual([key]);
  });

  it("and one of somebody whose place is gone is ended, and listed again when it comes back", async () => {
    const agent = new FakeAgent();
    agent.mortalBy = "SIGINT";
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const { key } = await running(deck, agent);
    const { roots } = deck;

    deck.name([]);
    await agent.told("SIGINT");
    const refused = await refusal(deck.start("two"));
    deck.name(roots);
    const state = await deck.drive.state(key);

    expect(refused).toBe("UNAVAILABLE");
    expect(deck.keys()).toContain(key);
    expect(state?.sends[0]?.text).toBe("one");
  });
});

const COUNTS = {
  lines: 2,
  prompts: 1,
  replies: 1,
  toolCalls: 0,
  toolErrors: 0,
  bad: 0,
  unknown: 0,
  compactions: 0,
};
