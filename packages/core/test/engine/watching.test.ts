import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";
import { idsIn, written } from "./lines-backend.ts";

describe("the engine", () => {
  it("lists what is there, newest first, with title, cost and sub-agents under their parent", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/old.jsonl", { id: "a", text: "Old one", at: 1_000, out: 2 });
    deck.write("home/p/new.jsonl", { id: "b", text: "New one", at: 2_000, out: 3 });
    deck.write("home/p/agent-x.jsonl", { id: "c", text: "Helper", at: 1_500, out: 4, parent: "old" });
    const engine = await deck.engine([root]);
    await settled(engine);

    const { sessions, total } = await engine.view(LOCAL).sessions({});

    expect(total).toBe(2);
    expect(sessions.map(({ title, agents }) => [title, agents])).toEqual([
      ["New one", 0],
      ["Old one", 1],
    ]);
    expect(sessions[1]?.cost).toMatchObject({ usd: 6, own: 2, agents: 4, atLeast: false });
    const detail = engine.view(LOCAL).session(sessions[1]?.key ?? "");
    expect(detail?.agents.map(({ title }) => title)).toEqual(["Helper"]);
  });

  it("answers the first page before anything is indexed", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    for (let i = 0; i < 300; i++)
      deck.write(`home/p/s${i}.jsonl`, { id: `a${i}`, text: `Title ${i}`, at: 1_000 + i });
    const engine = await deck.engine([root]);

    const { sessions, progress } = await engine.view(LOCAL).sessions({ limit: 20 });

    expect(progress.done).toBe(false);
    expect(sessions).toHaveLength(20);
    for (const session of sessions) expect(session.title).toMatch(/^Title /);
  });

  it("streams what is appended, and each line once", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Hello" });
    const engine = await deck.engine([root]);
    await settled(engine);
    const [session] = (await engine.view(LOCAL).sessions({})).sessions;
    const listener = new Listener(engine.view(LOCAL), { session: session?.key ?? "" });
    await listener.until((e) => e.type === "hello");

    for (let i = 0; i < 50; i++) deck.append("home/p/s.jsonl", { id: `n${i}`, text: "more" });
    await listener.until((e) => e.type === "messages" && e.messages.some(({ id }) => id === "n49"));

    expect(listener.ids()).toEqual(idsIn(deck.path("home/p/s.jsonl")).slice(1));
  });

  it("holds a half line back until it is whole (221)", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a" });
    const engine = await deck.engine([root]);
    await settled(engine);
    const [session] = (await engine.view(LOCAL).sessions({})).sessions;
    const listener = new Listener(engine.view(LOCAL), { session: session?.key ?? "" });
    const line = written({ id: "b", text: "日本🎉" });

    for (const byte of Buffer.from(line)) appendFileSync(deck.path("home/p/s.jsonl"), Buffer.from([byte]));
    await listener.until((e) => e.type === "messages");

    expect(listener.ids()).toEqual(["b"]);
    expect(JSON.stringify(listener.events)).toContain("日本🎉");
  });

  it("announces a new session, and takes a deleted one off the list", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const engine = await deck.engine([root]);
    const listener = new Listener(engine.view(LOCAL));
    deck.write("home/p/s.jsonl", { id: "a", text: "Hello" });
    const event = await listener.until((e) => e.type === "session" && e.session.title === "Hello");

    rmSync(deck.path("home/p/s.jsonl"));
    const removed = await listener.until((e) => e.type === "session-removed");

    expect(
      event.type === "session" && removed.type === "session-removed" && removed.key === event.session.key,
    ).toBe(true);
    expect((await engine.view(LOCAL).sessions({})).total).toBe(0);
  });

  it.each([
    ["truncated and written anew", rewrite],
    ["replaced by another file", replace],
    ["rewritten in place to a larger one", enlarge],
  ])("starts over when a file is %s (224)", async (_name, change) => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const path = deck.path("home/p/s.jsonl");
    deck.write("home/p/s.jsonl", { id: "a", text: "First", out: 5 }, { id: "b" });
    const engine = await deck.engine([root]);
    await settled(engine);
    const view = engine.view(LOCAL);
    const [session] = (await view.sessions({})).sessions;
    const listener = new Listener(view, { session: session?.key ?? "" });

    change(path);
    await listener.until((e) => e.type === "session-reset");
    await listener.until((e) => e.type === "session" && e.session.facts.counts.lines === idsIn(path).length);

    const page = view.messages(session?.key ?? "", {});
    expect(page?.messages.map(({ id }) => id)).toEqual(idsIn(path));
    expect(view.session(session?.key ?? "")?.session.cost?.usd).toBe(0);
  });

  it("shows an entry that cannot be rendered as what it is", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a" }, { id: "bad", text: "!" }, { id: "c" });
    const engine = await deck.engine([root], { fail: "bad" });
    await settled(engine);
    const [session] = (await engine.view(LOCAL).sessions({})).sessions;

    const page = engine.view(LOCAL).messages(session?.key ?? "", {});

    expect(page?.messages.map(({ blocks }) => blocks[0]?.type)).toEqual(["text", "raw", "text"]);
  });

  it("charges a request that stands in two files once", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/a.jsonl", { id: "1", at: 1_000, out: 5 }, { id: "2", at: 2_000, out: 7 });
    deck.write(
      "home/p/b.jsonl",
      { id: "1", at: 1_000, out: 5, inherited: true },
      { id: "3", at: 3_000, out: 1 },
    );
    const engine = await deck.engine([root]);
    await settled(engine);

    const before = (await engine.view(LOCAL).sessions({})).sessions.map(({ id, cost }) => [id, cost?.usd]);
    const listener = new Listener(engine.view(LOCAL));
    deck.append("home/p/b.jsonl", { id: "2", at: 2_000, out: 7, inherited: true });
    await listener.until(
      (e) => e.type === "session" && e.session.id === "b" && e.session.facts.counts.lines === 3,
    );

    const after = (await engine.view(LOCAL).sessions({})).sessions.map(({ id, cost }) => [id, cost?.usd]);
    expect(before).toEqual([
      ["b", 1],
      ["a", 12],
    ]);
    expect(new Map(after as [string, number][])).toEqual(
      new Map([
        ["a", 12],
        ["b", 1],
      ]),
    );
  });
});

function rewrite(path: string): void {
  truncateSync(path, 0);
  writeFileSync(path, written({ id: "x" }, { id: "y" }));
}

function replace(path: string): void {
  writeFileSync(`${path}.tmp`, written({ id: "x" }, { id: "y" }, { id: "z" }));
  renameSync(`${path}.tmp`, path);
}

function enlarge(path: string): void {
  writeFileSync(path, written(...[..."uvwxyz"].map((id) => ({ id, text: "other" }))));
}
