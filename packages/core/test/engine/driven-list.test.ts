import type { DriveBrief } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { drivenActivity } from "../../src/engine/catalog/driven-activity.ts";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";

const brief = (more: Partial<DriveBrief>): DriveBrief => ({ state: "none", queued: 0, needs: 0, ...more });

describe("what a driven session is doing", () => {
  const guess = { state: "waiting", reason: "may wait for permission to run Bash", since: 5 } as const;
  const runs = { state: "working", reason: "runs Bash", since: 7 } as const;

  it.each([
    [
      "is told by its agent",
      runs,
      brief({ state: "running", reason: "writes" }),
      { state: "working", reason: "writes", since: 7 },
    ],
    ["has the file's details", runs, brief({ state: "running" }), runs],
    ["is no guess", guess, brief({ state: "running" }), { state: "working" }],
    ["begins", { state: "unknown" }, brief({ state: "starting" }), { state: "working", reason: "starting" }],
    ["is stopped", runs, brief({ state: "stopping" }), { state: "working", reason: "stopping", since: 7 }],
    [
      "waits for a person",
      runs,
      brief({ state: "running", needs: 1, reason: "asks to run Bash" }),
      { state: "waiting", reason: "asks to run Bash" },
    ],
    ["waits in words of the file", guess, brief({ state: "running", needs: 2 }), guess],
    ["failed", runs, brief({ failed: "not signed in" }), { state: "error", reason: "not signed in" }],
    ["is over, though the file has an open call", runs, brief({ state: "idle" }), { state: "idle" }],
    [
      "ended in an error",
      { state: "error", reason: "overloaded" },
      brief({ state: "idle" }),
      { state: "error", reason: "overloaded" },
    ],
    ["is the file's matter where no agent is", guess, brief({ queued: 2 }), guess],
  ] as const)("%s", (_name, file, said, expected) => {
    expect(drivenActivity(file, said)).toEqual(expected);
  });
});

describe("the list", () => {
  it("shows how a session is driven, and filters by what it shows", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Driven", state: "working", at: Date.now() });
    deck.write("home/p/t.jsonl", { id: "a", text: "Other", state: "working", at: Date.now() });
    const { engine, driver } = await deck.driven([root]);
    await settled(engine);
    const view = engine.view(LOCAL);
    const { sessions } = await view.sessions({ q: "driven" });
    const key = sessions[0]?.key ?? "";
    const reader = new Listener(view);

    driver.tell(key, brief({ state: "running", queued: 2, needs: 1, reason: "asks a question" }));
    const event = await reader.until((e) => e.type === "session" && e.session.key === key);

    const expected = {
      drive: { state: "running", queued: 2, needs: 1 },
      activity: { state: "waiting", reason: "asks a question" },
    };
    expect(event).toMatchObject({ session: expected });
    expect(view.session(key)?.session).toMatchObject(expected);
    expect((await view.sessions({ status: "waiting" })).sessions).toMatchObject([{ key, ...expected }]);
    expect((await view.sessions({ status: "working" })).sessions.map(({ title }) => title)).toEqual([
      "Other",
    ]);
  });

  it("tells quick changes together, and the last of them in the end", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Driven" });
    const { engine, driver } = await deck.driven([root]);
    await settled(engine);
    const view = engine.view(LOCAL);
    const key = (await view.sessions({})).sessions[0]?.key ?? "";
    const reader = new Listener(view);

    for (let queued = 0; queued <= 100; queued++) driver.tell(key, brief({ state: "running", queued }));
    await reader.until((e) => e.type === "session" && e.session.drive?.queued === 100);

    expect(reader.events.filter(({ type }) => type === "session").length).toBeLessThanOrEqual(3);
  });
});

describe("an engine that drives", () => {
  it("starts driving once every session is known, and ends turns before it says goodbye", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a" });
    const known: boolean[] = [];
    const events: string[] = [];
    const { engine, driver } = await deck.driven(
      [root],
      { turnGraceMs: 1_234, readOnly: true, drive: { maxQueued: 3 } },
      (made) => {
        made.onStart = async () => {
          const [mounted] = made.host.backends;
          if (mounted === undefined) throw new Error("no backend");
          known.push(made.host.expect(mounted, root, "p/s.jsonl", "x").expected === undefined);
        };
      },
    );
    const view = engine.view(LOCAL);
    const reader = new Listener(view);
    driver.onStop = async () => {
      reader.drain();
      events.push(...reader.events.map(({ type }) => type));
      expect(engine.view(LOCAL)).toBeDefined();
      expect(engine.ready).toBe(false);
    };

    await Promise.all([engine.stop(), engine.stop()]);
    reader.drain();

    expect(known).toEqual([true]);
    expect(driver.log).toEqual(["start", "stop 1234"]);
    expect(driver.deps.readOnly).toBe(true);
    expect(driver.deps.limits).toMatchObject({ maxQueued: 3, maxRunning: 20 });
    expect(events).not.toContain("bye");
    expect(reader.events.at(-1)?.type).toBe("bye");
  });

  it("goes on where what an earlier run left behind cannot be looked at, and says so", async () => {
    await using deck = new DeckFixture();
    const { engine } = await deck.driven([deck.root()], {}, (made) => {
      made.onStart = () => Promise.reject(new Error("no /proc"));
    });

    expect(engine.view(LOCAL).notices()).toMatchObject([{ id: "drive", level: "error" }]);
  });

  it("shows the driver what transcripts get where it drives, and nothing elsewhere", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Driven" });
    deck.write("home/p/t.jsonl", { id: "b", text: "Other" });
    const { engine, driver } = await deck.driven([root]);
    await settled(engine);
    const view = engine.view(LOCAL);
    const keys = new Map((await view.sessions({})).sessions.map(({ id, key }) => [id, key]));
    driver.drive(keys.get("s") ?? "");
    const reader = new Listener(view);

    deck.append("home/p/t.jsonl", { id: "b2" });
    deck.append("home/p/s.jsonl", { id: "a2" }, { id: "a3" });
    deck.write("home/p/new.jsonl", { id: "c" });
    for (const lines of [2, 3, 1])
      await reader.until((e) => e.type === "session" && e.session.facts.counts.lines === lines);

    expect(driver.seenIds).toEqual(["a2", "a3"]);
    expect(driver.foundRecords.map(({ ref }) => ref.id).toSorted()).toEqual(["new", "s", "t"]);
  });

  it("shows the driver the beginning of a transcript that it waited for", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const { engine, driver } = await deck.driven([root]);
    const [mounted] = driver.host.backends;
    if (mounted === undefined) throw new Error("no backend");
    const { key } = driver.host.expect(mounted, root, "p/new.jsonl", "New");
    driver.drive(key);
    const reader = new Listener(engine.view(LOCAL));

    deck.write("home/p/new.jsonl", { id: "a" }, { id: "b" });
    await reader.until((e) => e.type === "session" && e.session.facts.counts.lines === 2);

    expect(driver.seenIds).toEqual(["a", "b"]);
    expect(driver.foundRecords).toEqual([]);
  });

  it("shows the driver how transcripts end that were written while no server ran", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a" });
    const first = await deck.driven([root]);
    await settled(first.engine);
    const key = (await first.engine.view(LOCAL).sessions({})).sessions[0]?.key ?? "";
    await first.engine.stop();
    deck.append("home/p/s.jsonl", { id: "b" });
    deck.write("home/p/new.jsonl", { id: "c" });

    const { driver } = await deck.driven([root], {}, (made) => {
      made.onStart = async () => made.tell(key, brief({ failed: "it is not known what became of it" }));
    });

    expect(driver.seenIds).toEqual(["a", "b"]);
    expect(driver.foundRecords.map(({ ref }) => ref.id)).toEqual(["new"]);
  });
});
