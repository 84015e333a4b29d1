import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { closeIndex, openIndex } from "../../src/engine/state/open-index.ts";
import { openUserData } from "../../src/engine/state/open-user-data.ts";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";
import { idsIn } from "./lines-backend.ts";

describe("the engine over a restart", () => {
  it("takes the list from the index and reads only what was appended", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Hello", out: 2 });
    const first = await deck.engine([root]);
    await settled(first);
    const before = (await first.view(LOCAL).sessions({})).sessions;
    await first.stop();
    deck.append("home/p/s.jsonl", { id: "b", out: 3 }, { id: "a", out: 4 });

    const second = await deck.engine([root]);

    expect(second.view(LOCAL).progress()).toMatchObject({ done: true, totalFiles: 0 });
    const [after] = (await second.view(LOCAL).sessions({})).sessions;
    expect(after?.key).toBe(before[0]?.key);
    expect(after?.cost?.usd).toBe(7);
    expect(after?.facts.counts.lines).toBe(3);
  });

  it("forgets files that vanished meanwhile", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/gone.jsonl", { id: "a", out: 4 });
    deck.write("home/p/stays.jsonl", { id: "b", out: 5 });
    const first = await deck.engine([root]);
    await settled(first);
    await first.stop();
    rmSync(deck.path("home/p/gone.jsonl"));

    const second = await deck.engine([root]);

    expect((await second.view(LOCAL).sessions({})).sessions.map(({ id }) => id)).toEqual(["stays"]);
    await second.stop();
    const database = openIndex(deck.stateDir);
    expect(database.prepare("SELECT path FROM file").all()).toEqual([{ path: "p/stays.jsonl" }]);
    database.close();
  });

  it("rebuilds the index when the reducer's version changes", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Hello" });
    const first = await deck.engine([root]);
    await settled(first);
    await first.stop();

    const second = await deck.engine([root], { version: 2 });

    expect(second.view(LOCAL).progress().totalFiles).toBe(1);
    await settled(second);
    expect((await second.view(LOCAL).sessions({})).sessions[0]?.title).toBe("Hello");
  });

  it("keeps titles, pins and archive marks, also when the index is rebuilt", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Hello" });
    const first = await deck.engine([root]);
    const [session] = (await first.view(LOCAL).sessions({})).sessions;
    first.view(LOCAL).patch(session?.key ?? "", { title: "Mine", pinned: true });
    await first.stop();

    const second = await deck.engine([root], { version: 2 });

    const [again] = (await second.view(LOCAL).sessions({})).sessions;
    expect(again).toMatchObject({ title: "Mine", titleSource: "user", pinned: true, archived: false });
    second.view(LOCAL).patch(session?.key ?? "", { title: null });
    expect(second.view(LOCAL).session(session?.key ?? "")?.session.title).toBe("Hello");
  });

  it("resumes a stream after its last event: nothing lost, nothing twice", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a" });
    const first = await deck.engine([root]);
    await settled(first);
    const [session] = (await first.view(LOCAL).sessions({})).sessions;
    const listener = new Listener(first.view(LOCAL), { session: session?.key ?? "" });
    deck.append("home/p/s.jsonl", { id: "b" });
    await listener.until((e) => e.type === "messages");
    await first.stop();
    deck.append("home/p/s.jsonl", { id: "c" }, { id: "d" });

    const second = await deck.engine([root]);
    const resumed = new Listener(second.view(LOCAL), {
      session: session?.key ?? "",
      lastEventId: listener.lastId ?? "",
    });
    const hello = await resumed.until((e) => e.type === "hello");
    await resumed.until((e) => e.type === "messages");

    expect(hello).toMatchObject({ list: "reset", session: "resumed" });
    expect([...listener.ids(), ...resumed.ids()]).toEqual(idsIn(deck.path("home/p/s.jsonl")).slice(1));
  });

  it.each(["", "garbage", "-1.5", "x".repeat(10_000), "run.1~nowhere.99", "run.99999999999999~a.1"])(
    "starts over after the event id %j (225)",
    async (lastEventId) => {
      await using deck = new DeckFixture();
      const root = deck.root();
      deck.write("home/p/s.jsonl", { id: "a" });
      const engine = await deck.engine([root]);
      await settled(engine);
      const [session] = (await engine.view(LOCAL).sessions({})).sessions;

      const listener = new Listener(engine.view(LOCAL), { session: session?.key ?? "", lastEventId });

      expect(await listener.until((e) => e.type === "hello")).toMatchObject({ list: "reset" });
      expect(listener.ids()).toEqual([]);
    },
  );
});

describe("the state directory", () => {
  it("serves one engine at a time", async () => {
    await using deck = new DeckFixture();
    await deck.engine([]);

    await expect(deck.engine([])).rejects.toMatchObject({ code: "STATE_IN_USE" });
  });

  it("is free again after a stop", async () => {
    await using deck = new DeckFixture();
    const first = await deck.engine([]);
    await first.stop();

    await expect(deck.engine([])).resolves.toBeDefined();
  });

  const damages: [string, string][] = [
    ["text", "this is no database, this is no database, this is no database".repeat(100)],
    ["zeros", "\0".repeat(8192)],
  ];

  it.each(damages)("is refused with a way out when the user data is %s (235)", async (_name, content) => {
    await using deck = new DeckFixture();
    deck.write("state/x.jsonl", { id: "x" });
    writeFileSync(deck.path("state/user.db"), content);

    await expect(deck.engine([])).rejects.toMatchObject({ code: "STATE_BROKEN" });
  });

  it.each(damages)("makes the index anew when it is %s (235)", async (_name, content) => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/s.jsonl", { id: "a", text: "Hello" });
    const first = await deck.engine([root]);
    await settled(first);
    await first.stop();
    rmSync(deck.path("state/index.db-wal"), { force: true });
    writeFileSync(deck.path("state/index.db"), content);

    const second = await deck.engine([root]);
    await settled(second);

    expect((await second.view(LOCAL).sessions({})).sessions[0]?.title).toBe("Hello");
  });

  it("makes the index anew after a power cut in the midst of its use, not after a killed process", async () => {
    await using deck = new DeckFixture();
    deck.write("state/x.jsonl", { id: "x" });
    const fill = (boot: string): unknown[] => {
      const database = openIndex(deck.stateDir, boot);
      const rows = database.prepare("SELECT backend FROM backend_version").all();
      database.exec("INSERT OR REPLACE INTO backend_version VALUES ('b', '1')");
      database.close();
      return rows;
    };

    expect(fill("boot 1")).toEqual([]);
    expect(fill("boot 1")).toEqual([{ backend: "b" }]);
    expect(fill("boot 2")).toEqual([]);
    closeIndex(openIndex(deck.stateDir, "boot 2"));
    expect(fill("boot 3")).toEqual([{ backend: "b" }]);
  });

  it("keeps its lock when it was refused for another reason", async () => {
    await using deck = new DeckFixture();
    deck.write("state/x.jsonl", { id: "x" });
    writeFileSync(deck.path("state/user.db"), "no database".repeat(500));
    await expect(deck.engine([])).rejects.toMatchObject({ code: "STATE_BROKEN" });
    rmSync(deck.path("state/user.db"));

    await expect(deck.engine([])).resolves.toBeDefined();
  });

  it("migrates user data once", async () => {
    await using deck = new DeckFixture();
    deck.write("state/x.jsonl", { id: "x" });
    openUserData(deck.stateDir).close();

    expect(() => openUserData(deck.stateDir).close()).not.toThrow();
  });
});
