import { rmSync, writeFileSync } from "node:fs";
import type { Root, Scope, SessionSummary } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import type { FileRecord } from "../../src/engine/catalog/file-record.ts";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";
import type { FakeDriver } from "./fake-driver.ts";
import { linesBackend } from "./lines-backend.ts";

function expectIn(driver: FakeDriver, root: Root, path: string, title = "Fix the tests"): FileRecord {
  const [mounted] = driver.host.backends;
  if (mounted === undefined) throw new Error("no backend");
  return driver.host.expect(mounted, root, path, title, "/work/project");
}

function told(listener: Listener): (string | undefined)[] {
  return listener.events.map((event) => {
    if (event.type === "session") return `session ${event.session.title}`;
    return event.type;
  });
}

async function list(engine: {
  view(scope: Scope): { sessions(query: object): Promise<{ sessions: readonly SessionSummary[] }> };
}): Promise<readonly SessionSummary[]> {
  return (await engine.view(LOCAL).sessions({})).sessions;
}

describe("a session whose transcript is to come", () => {
  it("is listed, opened and searched like any other, and has no messages yet", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const { engine, driver } = await deck.driven([root]);
    const { key } = expectIn(driver, root, "p/new.jsonl");
    const view = engine.view(LOCAL);

    const page = await view.sessions({ q: "fix TESTS" });

    expect(page.sessions).toMatchObject([
      {
        key,
        id: "new",
        title: "Fix the tests",
        size: 0,
        project: { name: "project", path: "/work/project" },
      },
    ]);
    expect(view.session(key)?.session.title).toBe("Fix the tests");
    expect(view.messages(key, {})).toMatchObject({ messages: [], atStart: true, atEnd: true, size: 0 });
    expect(view.raw(key, "x.0")).toBeUndefined();
    expect(view.image(key, "x.0", 0)).toBeUndefined();
    expect(view.patch(key, { pinned: true })).toMatchObject({ key, pinned: true });
  });

  it("goes on under its key when the file comes, and followers get it from the first entry", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const { engine, driver } = await deck.driven([root]);
    const view = engine.view(LOCAL);
    const { key } = expectIn(driver, root, "p/new.jsonl");
    driver.drive(key);
    const page = view.messages(key, {});
    const reader = new Listener(view, { session: key, after: page?.to ?? "" });
    await reader.until((event) => event.type === "drive");

    deck.write("home/p/new.jsonl", { id: "a", text: "Fix the tests" }, { id: "b" });
    await reader.until(() => reader.ids().includes("b"));
    deck.append("home/p/new.jsonl", { id: "c" });
    await reader.until(() => reader.ids().includes("c"));
    await reader.until((event) => event.type === "session" && event.session.facts.counts.lines === 3);

    expect(reader.ids()).toEqual(["a", "b", "c"]);
    expect(told(reader)).not.toContain("session-removed");
    expect(told(reader)).not.toContain("session-reset");
    expect(reader.events[0]).toMatchObject({ type: "hello", session: "resumed" });
    expect(driver.host.find(key)?.expected).toBeUndefined();
    expect((await list(engine)).map((session) => session.key)).toEqual([key]);
  });

  it("loses nothing between an empty page and the stream that follows it", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const { engine, driver } = await deck.driven([root]);
    const view = engine.view(LOCAL);
    const { key } = expectIn(driver, root, "p/new.jsonl");
    const page = view.messages(key, {});
    const other = new Listener(view);
    deck.write("home/p/new.jsonl", { id: "a" }, { id: "b" });
    await other.until((event) => event.type === "session" && event.session.facts.counts.lines === 2);

    const reader = new Listener(view, { session: key, after: page?.to ?? "" });
    await reader.until(() => reader.ids().includes("b"));

    expect(reader.events[0]).toMatchObject({ type: "hello", session: "resumed" });
    expect(reader.ids()).toEqual(["a", "b"]);
    expect(view.messages(key, { after: page?.to ?? "" })?.messages.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("stays while its file is empty, and when that file goes away again", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/other.jsonl", { id: "o" });
    const { engine, driver } = await deck.driven([root]);
    await settled(engine);
    const { key } = expectIn(driver, root, "p/new.jsonl");
    const reader = new Listener(engine.view(LOCAL), { session: key });
    writeFileSync(deck.path("home/p/new.jsonl"), "");
    deck.write("home/p/mark.jsonl", { id: "m", text: "seen after the empty file" });
    await reader.until((event) => event.type === "session" && event.session.id === "mark");
    expect(told(reader)).not.toContain("session-removed");

    rmSync(deck.path("home/p/new.jsonl"));
    rmSync(deck.path("home/p/mark.jsonl"));
    await reader.until((event) => event.type === "session-removed" && event.key !== key);
    deck.write("home/p/new.jsonl", { id: "a" });
    await reader.until(() => reader.ids().includes("a") || told(reader).includes("session-reset"));

    expect((await list(engine)).map(({ id }) => id)).toContain("new");
    expect(driver.host.find(key)?.key).toBe(key);
  });

  it("survives that discovery names the roots again", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const second = deck.root("second");
    let name: (roots: readonly Root[]) => void = () => {};
    const later = new Promise<readonly Root[]>((resolve) => {
      name = resolve;
    });
    const { engine, driver } = await deck.driven([root], { backends: [linesBackend([root], { later })] });
    const { key } = expectIn(driver, root, "p/new.jsonl");
    deck.write("second/p/there.jsonl", { id: "t", text: "of the second root" });
    const reader = new Listener(engine.view(LOCAL));

    name([root, second]);
    await reader.until((event) => event.type === "session" && event.session.id === "there");

    expect((await list(engine)).map((session) => session.key)).toContain(key);
    expect(driver.host.roots("lines", "local")).toEqual([root, second]);
    expect(driver.host.roots("lines", "somebody")).toEqual([]);
  });

  it("is taken off the list when it is forgotten, unless its file came", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const { engine, driver } = await deck.driven([root]);
    const never = expectIn(driver, root, "p/never.jsonl");
    const came = expectIn(driver, root, "p/came.jsonl");
    const reader = new Listener(engine.view(LOCAL));
    deck.write("home/p/came.jsonl", { id: "a", text: "Here" });
    await reader.until((event) => event.type === "session" && event.session.title === "Here");

    driver.host.forget(never);
    driver.host.forget(came);
    const removed = await reader.until((event) => event.type === "session-removed");

    expect(removed).toMatchObject({ key: never.key });
    expect((await list(engine)).map(({ key }) => key)).toEqual([came.key]);
    expect(engine.view(LOCAL).session(never.key)).toBeUndefined();
  });

  it("tells its readers where it lies when the file came elsewhere", async () => {
    await using deck = new DeckFixture();
    const roots = [deck.root("alice", "alice", false), deck.root("bob", "bob", false)];
    const { engine, driver } = await deck.driven(roots);
    const [root] = roots;
    if (root === undefined) throw new Error("no root");
    const from = expectIn(driver, root, "p/same.jsonl");
    const alice = new Listener(engine.view({ principal: { kind: "user", id: "alice" } }), {
      session: from.key,
    });
    const bob = new Listener(engine.view({ principal: { kind: "user", id: "bob" } }));
    deck.write("alice/q/same.jsonl", { id: "a" });
    await alice.until((event) => event.type === "session" && event.session.key !== from.key);
    const to = driver.foundRecords.find((record) => record.ref.id === "same");
    if (to === undefined) throw new Error("not found");

    driver.host.moved(from, to);
    driver.host.forget(from);
    const moved = await alice.until((event) => event.type === "session-moved");
    await alice.until((event) => event.type === "session-removed");
    bob.drain();

    expect(moved).toMatchObject({ key: from.key, to: to.key });
    expect(bob.events.map(({ type }) => type)).toEqual(["hello"]);
  });

  it("is the known one where the file is there already", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/old.jsonl", { id: "a", text: "Known" });
    const { engine, driver } = await deck.driven([root]);
    await settled(engine);

    const record = expectIn(driver, root, "p/old.jsonl", "Another title");

    expect(record.expected).toBeUndefined();
    expect((await list(engine)).map(({ title }) => title)).toEqual(["Known"]);
  });

  it("is listed although its file has nothing to show, for as long as it is expected", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    deck.write("home/p/mark.jsonl", { id: "m" });
    writeFileSync(deck.path("home/p/empty.jsonl"), "");
    const { engine, driver } = await deck.driven([root]);
    await settled(engine);
    expect((await list(engine)).map(({ id }) => id)).toEqual(["mark"]);

    const record = expectIn(driver, root, "p/empty.jsonl");
    const during = (await list(engine)).map(({ title }) => title);
    driver.host.forget(record);

    expect(during).toContain("Fix the tests");
    expect((await list(engine)).map(({ id }) => id)).toEqual(["mark"]);
  });

  it("is refused where the backend would not see it", async () => {
    await using deck = new DeckFixture();
    const root = deck.root();
    const { driver } = await deck.driven([root]);

    expect(() => expectIn(driver, root, "not/a/session.txt")).toThrow(
      expect.objectContaining({ code: "NOT_SUPPORTED" }),
    );
  });
});
