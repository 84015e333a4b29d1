import { randomUUID } from "node:crypto";
import type { Owner, Scope, ScopedView } from "@vibedeck/core";
import { canSee, LOCAL_PRINCIPAL } from "@vibedeck/core";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as beneath from "../../src/beneath/open-beneath.ts";
import { Catalog } from "../../src/engine/catalog/catalog.ts";
import { FileRecord } from "../../src/engine/catalog/file-record.ts";
import { ownerTotals } from "../../src/engine/catalog/owner-totals.ts";
import { FirstReading } from "../../src/engine/first-reading.ts";
import { onlyOwner } from "../../src/engine/reach.ts";
import { Notices } from "../../src/engine/stream/notices.ts";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";
import { linesBackend } from "./lines-backend.ts";
import { user } from "./tenants.ts";

vi.mock("../../src/beneath/open-beneath.ts", { spy: true });

const ADMIN = user("root", true, true);
const mounted = linesBackend([]);
let no = 0;
const NO_COUNTS = {
  ...{ lines: 0, prompts: 0, replies: 0, toolCalls: 0, toolErrors: 0 },
  ...{ bad: 0, unknown: 0, compactions: 0 },
};

function record(owner: Owner, id: string, size = 10): FileRecord {
  const root = { path: "/same", owner, trusted: false };
  const made = new FileRecord(`${owner}-${id}`, ++no, mounted, root, `p/${id}.jsonl`, {
    id,
    group: "p",
    kind: "session",
  });
  made.size = size;
  return made;
}

function scopes(): fc.Arbitrary<Scope> {
  const id = fc.constantFrom("a", "b", "local");
  const people = fc.record({ id, admin: fc.boolean(), everyone: fc.boolean() });
  return fc.oneof(
    people.map(({ id, admin, everyone }) => user(id, admin, everyone)),
    fc.constant({ principal: LOCAL_PRINCIPAL }),
  );
}

describe("looking only where something of one's own can be", () => {
  it("never misses what the rule shows (91)", () => {
    fc.assert(
      fc.property(scopes(), fc.constantFrom("a", "b", "local"), (scope, owner) => {
        const only = onlyOwner(scope);
        if (canSee(scope, { owner })) expect([undefined, owner]).toContain(only);
      }),
    );
  });

  it("goes through no record of others (91)", () => {
    const catalog = new Catalog();
    const mine = record("a", "1");
    const theirs = record("b", "1");
    for (const each of [mine, theirs]) catalog.add(each);
    const asked = vi.spyOn(theirs, "owner", "get");

    expect([...catalog.visible(user("a"))]).toEqual([mine]);
    expect(asked).not.toHaveBeenCalled();
    expect([...catalog.visible(ADMIN)]).toEqual([mine, theirs]);
    expect([...catalog.visible(LOCAL)]).toEqual([mine, theirs]);
    catalog.remove(mine);
    expect([...catalog.visible(user("a"))]).toEqual([]);
  });

  it("takes away below a root only what is of its owner and backend", () => {
    const catalog = new Catalog();
    const mine = record("a", "1");
    for (const each of [mine, record("b", "1")]) catalog.add(each);

    expect([...catalog.below("lines", mine.root)]).toEqual([mine]);
    expect([...catalog.below("other", mine.root)]).toEqual([]);
  });
});

describe("progress", () => {
  it("counts the files and bytes of those whom a scope sees, and is told to nobody else (93)", () => {
    const told: Owner[][] = [];
    const reading = new FirstReading((owners) => told.push([...owners]));
    const [first, second] = [record("a", "1", 10), record("a", "2", 20)];
    const theirs = record("b", "1", 500);
    for (const each of [first, second, theirs]) reading.expect(each);
    reading.done(theirs);

    expect(told).toEqual([["b"]]);
    const mine = { done: false, files: 0, totalFiles: 2, bytes: 0, totalBytes: 30 };
    expect(reading.progress(user("a"))).toEqual(mine);
    const none = { done: true, files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
    expect(reading.progress(user("c"))).toEqual(none);
    expect(reading.progress(user("c", true))).toEqual(none);
    const all = { done: false, files: 1, totalFiles: 3, bytes: 500, totalBytes: 530 };
    for (const scope of [ADMIN, LOCAL]) expect(reading.progress(scope)).toEqual(all);
    reading.done(first);
    reading.done(second);
    expect(told.at(-1)).toContain("a");
    expect(reading.progress(user("a"))).toMatchObject({ done: true, files: 2 });
    expect(reading.idle).toBe(true);
  });

  it("in lists and streams is one's own (93)", async () => {
    await using deck = new DeckFixture();
    const roots = ["alice", "bob"].map((name) => deck.root(name, name, false));
    for (const id of ["x", "y", "z"]) deck.write(`bob/p/${id}.jsonl`, { id, text: "of Bob" });
    const engine = await deck.engine(roots);
    const alice = engine.view(user("alice"));
    await settled(engine, user("bob"));

    const none = { done: true, files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
    expect(alice.progress()).toEqual(none);
    expect((await alice.sessions({})).progress).toEqual(none);
    expect(engine.view(user("bob")).progress().totalFiles).toBe(3);
    const hers = new Listener(alice);
    const his = new Listener(engine.view(user("bob")));
    deck.write("bob/p/new.jsonl", { id: "new" });
    await his.until((e) => e.type === "progress");
    hers.drain();
    expect(hers.events.map(({ type }) => type)).toEqual(["hello"]);
  });
});

describe("notices", () => {
  it("of two owners may be called the same; only the owner is told (93)", () => {
    const changed: unknown[] = [];
    const notices = new Notices((owner) => changed.push(owner));
    const notice = (text: string) => ({ id: "watch", level: "warning" as const, text });
    const of = (owner: string) => notices.list((each) => each === owner, false).map(({ text }) => text);
    notices.raise(notice("of A"), "a");
    notices.raise(notice("of B"), "b");
    notices.raise(notice("operator's"));

    expect([of("a"), of("b"), of("c")]).toEqual([["of A"], ["of B"], []]);
    notices.clear("watch", "a");
    expect([of("a"), of("b")]).toEqual([[], ["of B"]]);
    expect(changed).toEqual(["a", "b", undefined, "a"]);
  });
});

describe("what owners have", () => {
  it("is counted and summed for each in scope, sub-agents with their session (93)", async () => {
    await using deck = new DeckFixture();
    const roots = ["alice", "bob"].map((name) => deck.root(name, name, false));
    deck.write("alice/p/one.jsonl", { id: "1", text: "one", at: 1_000, out: 3 });
    deck.write("alice/p/agent-sub.jsonl", { id: "2", text: "sub", parent: "one", at: 5_000, out: 4 });
    deck.write("alice/p/two.jsonl", { id: "1", text: "copied", at: 2_000, out: 3 });
    deck.write("bob/p/one.jsonl", { id: "1", text: "one", at: 9_000, out: 30 });
    const engine = await deck.engine(roots);
    await settled(engine);
    const alice = { owner: "alice", sessions: 2, cost: { usd: 7, atLeast: false }, lastActivity: 5_000 };
    const bob = { owner: "bob", sessions: 1, cost: { usd: 30, atLeast: false }, lastActivity: 9_000 };

    expect(await engine.view(user("alice")).owners()).toEqual([alice]);
    expect(await engine.view(user("bob", true)).owners()).toEqual([bob]);
    expect(await engine.view(user("carol")).owners()).toEqual([]);
    const all = await engine.view(ADMIN).owners();
    expect([...all].sort((a, b) => (a.owner < b.owner ? -1 : 1))).toEqual([alice, bob]);
  });

  it("is summed without looking at a file, and lets other work run every 200 sessions", async () => {
    const catalog = new Catalog();
    for (let i = 0; i < 10_000; i++) {
      const each = record(`u${i % 50}`, String(i));
      const tokens = { input: 1, output: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
      const entry = { model: `m${i % 3}`, tokens, usd: 1, at: 1, global: true, inherited: false };
      each.totals.add({ ...entry, sidechain: false, lowerBound: false, extra: undefined }, 1);
      each.partial = false;
      catalog.add(each);
    }
    vi.mocked(beneath.openBeneath).mockClear();
    const pause = vi.fn(async () => {});
    const owners = await ownerTotals({ catalog, now: Date.now, pause }, ADMIN);

    expect(owners).toHaveLength(50);
    expect(owners[0]).toMatchObject({ sessions: 200, cost: { usd: 200 } });
    expect(beneath.openBeneath).not.toHaveBeenCalled();
    expect(pause).toHaveBeenCalledTimes(50);
  });
});

describe("links by the ids that tools write", () => {
  it("join no sub-agent with another owner's session, nor its cost (88, 89)", async () => {
    await using deck = new DeckFixture();
    const roots = ["alice", "bob"].map((name) => deck.root(name, name, false));
    deck.write("alice/p/one.jsonl", { id: "1", text: "of Alice", out: 3 });
    deck.write("bob/p/agent-sub.jsonl", { id: "2", text: "forged", parent: "one", out: 40 });
    const engine = await deck.engine(roots);
    await settled(engine);
    const [hers] = (await engine.view(user("alice")).sessions({})).sessions;
    const [his] = (await engine.view(user("bob")).sessions({})).sessions;

    expect(hers).toMatchObject({ title: "of Alice", agents: 0, cost: { usd: 3 } });
    expect(engine.view(ADMIN).session(hers?.key ?? "")?.agents).toEqual([]);
    expect(his).toMatchObject({ title: "forged" });
    expect(his).not.toHaveProperty("parent");
  });

  it("give no session a title that another owner's file holds for it (88, 89)", () => {
    const catalog = new Catalog();
    const facts = { activity: { state: "unknown" as const }, counts: NO_COUNTS, anchor: "u1" };
    const [mine, theirs] = [record("a", "1"), record("b", "1")];
    theirs.facts = { ...facts, titlesFor: [{ anchor: "u1", title: "forged" }] };
    for (const each of [mine, theirs]) catalog.add(each);

    expect(catalog.titleFor(mine, facts)).toBeUndefined();
    expect(catalog.titleFor(theirs, facts)).toBe("forged");
  });
});

describe("what is another's", () => {
  afterEach(() => {
    vi.clearAllMocks();
  });

  it("is told exactly as what is missing, and no file is opened for it (87, 95)", async () => {
    await using deck = new DeckFixture();
    const roots = ["alice", "bob"].map((name) => deck.root(name, name, false));
    deck.write("alice/p/s.jsonl", { id: "a", text: "secret" });
    deck.write("bob/p/own.jsonl", { id: "b", text: "own" });
    const engine = await deck.engine(roots);
    await settled(engine);
    const key = (await engine.view(user("alice")).sessions({})).sessions[0]?.key ?? "";
    const cursor = engine.view(user("alice")).messages(key, {})?.messages[0]?.cursor ?? "";
    // An admin who did not ask for everybody is like anybody.
    for (const scope of [user("bob"), user("bob", true)]) {
      vi.mocked(beneath.openBeneath).mockClear();
      const foreign = await everyAnswer(engine.view(scope), key, cursor);
      const missing = await everyAnswer(engine.view(scope), `${"A".repeat(21)}B`, cursor);
      expect(foreign).toEqual(missing);
      expect(JSON.stringify(foreign)).not.toContain("secret");
      expect(beneath.openBeneath).not.toHaveBeenCalled();
    }
    expect(engine.view(user("alice")).messages(key, {})?.messages).toHaveLength(1);
    expect(beneath.openBeneath).toHaveBeenCalled();
  });

  it("drives only for its owner: an admin who sees everybody's finds nothing to drive (87)", async () => {
    await using deck = new DeckFixture();
    deck.write("alice/p/s.jsonl", { id: "a", text: "secret" });
    const engine = await deck.engine([deck.root("alice", "alice", false)]);
    await settled(engine);
    const key = (await engine.view(ADMIN).sessions({})).sessions[0]?.key ?? "";

    expect(engine.view(ADMIN).session(key)).toBeDefined();
    expect(await driveAnswers(engine.view(ADMIN), key)).toEqual(
      await driveAnswers(engine.view(ADMIN), `${"A".repeat(21)}B`),
    );
  });

  it("place in a stream means nothing in one's own, though the numbers would fit (92)", async () => {
    await using deck = new DeckFixture();
    const engine = await deck.engine(["alice", "bob"].map((name) => deck.root(name, name, false)));
    const [alice, bob] = [engine.view(user("alice")), engine.view(user("bob"))];
    const [hers, his] = [new Listener(alice), new Listener(bob)];
    for (const name of ["alice", "bob"]) deck.write(`${name}/p/s.jsonl`, { id: "a", text: name });
    await hers.until((e) => e.type === "session" && e.session.title === "alice");
    await his.until((e) => e.type === "session" && e.session.title === "bob");
    const again = (lastEventId = "") => {
      const listener = new Listener(bob, { lastEventId });
      listener.drain();
      return listener.events[0];
    };

    expect(again(his.lastId)).toMatchObject({ type: "hello", list: "resumed" });
    expect(again(hers.lastId)).toMatchObject({ type: "hello", list: "reset" });
  });

  it("name and mark, given by an admin, is told to the admin alone", async () => {
    await using deck = new DeckFixture();
    deck.write("alice/p/s.jsonl", { id: "a", text: "hers" });
    const engine = await deck.engine([deck.root("alice", "alice", false)]);
    await settled(engine);
    const key = (await engine.view(ADMIN).sessions({})).sessions[0]?.key ?? "";
    const [hers, admins] = [new Listener(engine.view(user("alice"))), new Listener(engine.view(ADMIN))];
    engine.view(ADMIN).patch(key, { title: "suspect", pinned: true });
    await admins.until((e) => e.type === "session" && e.session.title === "suspect");
    hers.drain();

    expect(hers.events.map(({ type }) => type)).toEqual(["hello"]);
  });

  it("streams do not use up one's own, and an admin has one measure for all they look at (97)", async () => {
    await using deck = new DeckFixture();
    const engine = await deck.engine([deck.root("alice", "alice", false)]);
    const own = engine.view(user("root", true));
    for (let i = 0; i < 10; i++) for (const view of [own, engine.view(ADMIN)]) view.stream({});

    expect(() => own.stream({})).toThrow(expect.objectContaining({ code: "TOO_MANY_STREAMS" }));
    expect(() => engine.view(ADMIN).stream({})).toThrow(
      expect.objectContaining({ code: "TOO_MANY_STREAMS" }),
    );
    expect(() => engine.view(user("alice")).stream({})).not.toThrow();
  });
});

/** What each way to a session answers for a key. */
async function everyAnswer(view: ScopedView, key: string, cursor: string): Promise<unknown[]> {
  const listener = new Listener(view, { session: key, after: cursor });
  listener.drain();
  listener.close();
  return [
    view.session(key),
    view.messages(key, {}),
    view.messages(key, { around: cursor, full: true }),
    view.raw(key, cursor),
    view.image(key, cursor, 0),
    view.patch(key, { title: "mine", pinned: true, archived: true }),
    (await view.sessions({ parent: key })).sessions,
    (await view.sessions({ q: "secret" })).total,
    (await view.sessions({ cursor: `1.${key}` })).total,
    listener.events,
    ...(await driveAnswers(view, key)),
  ];
}

async function driveAnswers({ drive }: ScopedView, key: string): Promise<unknown[]> {
  const id = randomUUID();
  return [
    await drive.send(key, { id, text: "hello" }),
    await drive.fork(key, { id, text: "hello" }),
    await drive.send(key, { id: "no id", text: "" }),
    await drive.change(key, id, { text: "other" }),
    await drive.remove(key, id),
    drive.sent(key, id),
    await drive.interrupt(key),
    await drive.settings(key, { model: "m" }),
    await drive.state(key),
    await drive.info(key),
    await drive.list(key, "../.."),
    await drive.answer(id, { type: "allow" }),
    drive.approvals(),
  ];
}
