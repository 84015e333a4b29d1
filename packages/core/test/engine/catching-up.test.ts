import { appendFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";

test("a reader who comes back gets past a line that is longer than one step of catching up", async () => {
  await using deck = new DeckFixture();
  const root = deck.root();
  deck.write("home/p/a.jsonl", { id: "1" });
  const engine = await deck.engine([root]);
  await settled(engine);
  const view = engine.view(LOCAL);
  const [session] = (await view.sessions({})).sessions;
  const key = session?.key ?? "";
  const after = view.messages(key, {})?.to ?? "";
  const other = new Listener(view, { session: key });
  deck.append("home/p/a.jsonl", { id: "2", text: "x".repeat(700_000) }, { id: "3" });
  await other.until((event) => event.type === "messages" && other.ids().includes("3"));
  other.close();

  const late = new Listener(view, { session: key, after });
  await late.until(() => late.ids().includes("3"));

  expect(late.ids()).toEqual(["2", "3"]);
  late.close();
});

test("a followed session that is deleted and made anew starts over for its reader (224)", async () => {
  await using deck = new DeckFixture();
  const root = deck.root();
  deck.write("home/p/a.jsonl", { id: "1" });
  const engine = await deck.engine([root]);
  await settled(engine);
  const view = engine.view(LOCAL);
  const [session] = (await view.sessions({})).sessions;
  const reader = new Listener(view, { session: session?.key ?? "" });
  rmSync(deck.path("home/p/a.jsonl"));
  await reader.until((event) => event.type === "session-removed");

  deck.write("home/p/a.jsonl", { id: "2" });
  await reader.until((event) => event.type === "session-reset");
  deck.append("home/p/a.jsonl", { id: "3" });
  await reader.until(() => reader.ids().includes("3"));

  expect(reader.ids().at(-1)).toBe("3");
  reader.close();
});

test("a stream goes on after a page that was read before the engine saw what was appended (226)", async () => {
  await using deck = new DeckFixture();
  const root = deck.root();
  deck.write("home/p/a.jsonl", { id: "1" });
  const engine = await deck.engine([root]);
  await settled(engine);
  const view = engine.view(LOCAL);
  const [session] = (await view.sessions({})).sessions;
  const key = session?.key ?? "";
  // Nothing is awaited in between, so no event of the watcher can come first.
  deck.append("home/p/a.jsonl", { id: "2" });
  const page = view.messages(key, {});
  const reader = new Listener(view, { session: key, after: page?.to ?? "" });
  deck.append("home/p/a.jsonl", { id: "3" });
  await reader.until(() => reader.ids().includes("3"));

  expect(page?.messages.map(({ id }) => id)).toEqual(["1", "2"]);
  expect(reader.events[0]).toMatchObject({ type: "hello", session: "resumed" });
  expect(reader.ids()).toEqual(["3"]);
  reader.close();
});

test("a reader who turns to another session goes on after the page of that one, whatever the last event was", async () => {
  await using deck = new DeckFixture();
  const root = deck.root();
  deck.write("home/p/a.jsonl", { id: "1" });
  deck.write("home/p/b.jsonl", { id: "b1" });
  const engine = await deck.engine([root]);
  await settled(engine);
  const view = engine.view(LOCAL);
  const keys = new Map((await view.sessions({})).sessions.map(({ id, key }) => [id, key]));
  const first = new Listener(view, { session: keys.get("a") ?? "" });
  await first.until((event) => event.type === "hello");
  const page = view.messages(keys.get("b") ?? "", {});
  deck.append("home/p/b.jsonl", { id: "b2" });

  const second = new Listener(view, {
    session: keys.get("b") ?? "",
    after: page?.to ?? "",
    lastEventId: first.lastId ?? "",
  });
  const hello = await second.until((event) => event.type === "hello");
  await second.until(() => second.ids().includes("b2"));

  expect(page).toMatchObject({ atStart: true, atEnd: true });
  expect(hello).toMatchObject({ session: "resumed" });
  expect(second.ids()).toEqual(["b2"]);
});

test("paging back gets past more than a mebibyte of blank lines to what was said before", async () => {
  await using deck = new DeckFixture();
  const root = deck.root();
  deck.write("home/p/a.jsonl", { id: "1" });
  appendFileSync(deck.path("home/p/a.jsonl"), "\n".repeat(3 << 20));
  deck.append("home/p/a.jsonl", { id: "2" });
  const engine = await deck.engine([root]);
  await settled(engine);
  const view = engine.view(LOCAL);
  const [session] = (await view.sessions({})).sessions;
  const key = session?.key ?? "";

  const ids: string[] = [];
  let page = view.messages(key, { limit: 1 });
  for (let turns = 0; turns < 20 && page !== undefined; turns++) {
    ids.unshift(...page.messages.map(({ id }) => id));
    page = page.atStart ? undefined : view.messages(key, { before: page.from, limit: 1 });
  }

  expect(ids).toEqual(["1", "2"]);
});
