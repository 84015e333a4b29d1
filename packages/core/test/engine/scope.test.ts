import { canSee, type Scope } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";

function user(id: string, admin = false, everyone = false): Scope {
  return { principal: { kind: "user", id, admin }, everyone };
}

describe("canSee", () => {
  it("withholds what has no owner from everybody", () => {
    for (const scope of [LOCAL, user("a"), user("a", true, true)]) {
      expect(canSee(scope, { owner: undefined })).toBe(false);
      expect(canSee(scope, { owner: "" })).toBe(false);
    }
  });

  it("shows a user their own, an admin everything only where they asked for it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (id, owner) => {
        expect(canSee(user(id), { owner })).toBe(id === owner);
        expect(canSee(user(id, false, true), { owner })).toBe(id === owner);
        expect(canSee(user(id, true, false), { owner })).toBe(id === owner);
        expect(canSee(user(id, true, true), { owner })).toBe(true);
      }),
    );
  });
});

describe("a scoped view", () => {
  it("yields nothing of another owner: list, session, messages, raw, changes, stream (87, 88, 91)", async () => {
    await using deck = new DeckFixture();
    const roots = [deck.root("alice", "alice", false), deck.root("bob", "bob", false)];
    deck.write("alice/p/same.jsonl", { id: "a", text: "of Alice", out: 1 });
    deck.write("bob/p/same.jsonl", { id: "a", text: "of Bob", out: 1 });
    const engine = await deck.engine(roots);
    await settled(engine);
    const alice = engine.view(user("alice"));
    const bob = engine.view(user("bob"));
    const [hers] = (await alice.sessions({})).sessions;
    const [his] = (await bob.sessions({})).sessions;
    const key = hers?.key ?? "";

    expect(hers?.title).toBe("of Alice");
    expect(his?.title).toBe("of Bob");
    expect(his?.key).not.toBe(key);
    expect(hers?.cost?.usd).toBe(1);
    expect(his?.cost?.usd).toBe(1);
    const cursor = alice.messages(key, {})?.messages[0]?.cursor ?? "";
    expect(bob.session(key)).toBeUndefined();
    expect(bob.messages(key, {})).toBeUndefined();
    expect(bob.raw(key, cursor)).toBeUndefined();
    expect(bob.image(key, cursor, 0)).toBeUndefined();
    expect(bob.patch(key, { title: "mine now" })).toBeUndefined();
    expect(alice.raw(key, cursor)).toMatchObject({ text: "of Alice" });

    const spy = new Listener(bob, { session: key });
    const reader = new Listener(alice, { session: key });
    deck.append("alice/p/same.jsonl", { id: "b", text: "secret" });
    await reader.until((e) => e.type === "messages");
    await reader.until((e) => e.type === "session");
    spy.drain();
    expect(spy.events.map(({ type }) => type)).toEqual(["hello"]);
  });

  it("does not resume another's stream by its event id (92)", async () => {
    await using deck = new DeckFixture();
    const roots = [deck.root("alice", "alice", false), deck.root("bob", "bob", false)];
    deck.write("alice/p/s.jsonl", { id: "a" });
    const engine = await deck.engine(roots);
    await settled(engine);
    const alice = engine.view(user("alice"));
    const [session] = (await alice.sessions({})).sessions;
    const hers = new Listener(alice, { session: session?.key ?? "" });
    deck.append("alice/p/s.jsonl", { id: "b", text: "secret" });
    await hers.until((e) => e.type === "messages");

    const his = new Listener(engine.view(user("bob")), {
      session: session?.key ?? "",
      lastEventId: hers.lastId ?? "",
    });
    his.drain();

    expect(JSON.stringify(his.events)).not.toContain("secret");
    expect(his.ids()).toEqual([]);
  });

  it("keeps titles, pins and archive marks to the user who set them", async () => {
    await using deck = new DeckFixture();
    const root = deck.root("alice", "alice", false);
    deck.write("alice/p/s.jsonl", { id: "a", text: "Title" });
    const engine = await deck.engine([root]);
    const admin = engine.view(user("root", true, true));
    const [session] = (await admin.sessions({})).sessions;
    admin.patch(session?.key ?? "", { title: "Admin's word", archived: true });

    expect(engine.view(user("alice")).session(session?.key ?? "")?.session).toMatchObject({
      title: "Title",
      archived: false,
    });
  });

  it("bounds the streams of one user", async () => {
    await using deck = new DeckFixture();
    const engine = await deck.engine([deck.root("alice", "alice", false)]);
    const view = engine.view(user("alice"));
    const streams = Array.from({ length: 20 }, () => view.stream({}));

    expect(() => view.stream({})).toThrow(expect.objectContaining({ code: "TOO_MANY_STREAMS" }));
    streams[0]?.close();
    expect(() => view.stream({})).not.toThrow();
  });
});
