import type { DeckEvent, Scope, ScopedView } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { DeckFixture, Listener, LOCAL, settled } from "./deck-fixture.ts";

const user = (id: string, more: { admin?: boolean; everyone?: boolean } = {}): Scope => ({
  principal: { kind: "user", id, admin: more.admin ?? false },
  everyone: more.everyone ?? false,
});

/** Events of the followed session, in short. */
function short(events: readonly DeckEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === "messages") return [`messages ${event.messages.map(({ id }) => id).join()}`];
    if (event.type === "partial") return [`partial ${event.messageId} ${event.at} ${event.text}`];
    if (event.type === "drive") return [`drive ${event.drive.state}`];
    return event.type === "partial-end" ? ["partial-end"] : [];
  });
}

/** What a reader has of the blocks that are being written, as a page would put it together. */
function written(events: readonly DeckEvent[]): Map<string, string> {
  const blocks = new Map<string, string>();
  for (const event of events) {
    if (event.type === "partial-end") blocks.clear();
    if (event.type !== "partial") continue;
    const name = `${event.messageId} ${event.index}`;
    const known = blocks.get(name) ?? "";
    expect(event.at === 0 || event.at === known.length).toBe(true);
    blocks.set(name, known.slice(0, event.at) + event.text);
  }
  return blocks;
}

async function one(deck: DeckFixture, owner = "local") {
  const root = deck.root("home", owner);
  deck.write("home/p/s.jsonl", { id: "a", text: "Hello" });
  const { engine, driver } = await deck.driven([root]);
  const scope = owner === "local" ? LOCAL : user(owner);
  await settled(engine, scope);
  const view = engine.view(scope);
  const [session] = (await view.sessions({})).sessions;
  return { engine, driver, view, key: session?.key ?? "" };
}

/** Waits for the drive event that every stream of one's own session begins with. */
async function follow(view: ScopedView, key: string, lastEventId?: string): Promise<Listener> {
  const listener = new Listener(view, {
    session: key,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });
  await listener.until((event) => event.type === "drive");
  return listener;
}

describe("a stream of a session that is driven", () => {
  it("says once that nothing drives it, and costs nothing more while that is so", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    const reader = await follow(view, key);

    deck.append("home/p/s.jsonl", { id: "b" });
    await reader.until(() => reader.ids().includes("b"));
    await reader.until((event) => event.type === "session");

    expect(reader.events.filter(({ type }) => type === "drive")).toEqual([
      { type: "drive", key, drive: { state: "none", sends: [], approvals: [] } },
    ]);
    expect(driver.log).toEqual(["start"]);
  });

  it("tells every change of the state once, and what is written as it grows", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    const reader = await follow(view, key);

    driver.drive(key);
    reader.drain();
    driver.write(key, "m1", "Let ");
    reader.drain();
    driver.write(key, "m1", "me ");
    driver.write(key, "m1", "see");
    driver.write(key, "m1", "call", 1);
    driver.say(key, { phase: "runs Bash" });
    reader.drain();
    driver.host.wake(key);
    reader.drain();

    expect(short(reader.events)).toEqual([
      "drive none",
      "drive running",
      "partial m1 0 Let ",
      "drive running",
      "partial m1 4 me see",
      "partial m1 0 call",
    ]);
  });

  it("hands out messages before what is written, and takes void blocks back", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    driver.drive(key);
    driver.write(key, "m1", "Let me see");
    const reader = await follow(view, key);
    reader.drain();
    const other = new Listener(view, { session: key });
    deck.append("home/p/s.jsonl", { id: "m1", text: "Let me see" });
    await other.until(() => other.ids().includes("m1"));

    driver.drop(key);
    driver.write(key, "m2", "Now");
    driver.say(key, { phase: "runs Bash" });
    reader.drain();

    expect(short(reader.events)).toEqual([
      "drive running",
      "partial m1 0 Let me see",
      "messages m1",
      "partial-end",
      "drive running",
      "partial m2 0 Now",
    ]);
    expect(driver.seenIds).toEqual(["m1"]);
  });

  it("tells all of what is written to a reader who comes back in mid-turn", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    driver.drive(key);
    driver.write(key, "m1", "The first half, ");
    const reader = await follow(view, key);
    reader.drain();
    reader.close();
    driver.write(key, "m1", "and the second");
    driver.write(key, "m1", "a thought", 1);

    const again = await follow(view, key, reader.lastId);
    again.drain();

    expect(again.events[0]).toMatchObject({ type: "hello", list: "resumed", session: "resumed" });
    expect(written(again.events)).toEqual(
      new Map([
        ["m1 0", "The first half, and the second"],
        ["m1 1", "a thought"],
      ]),
    );
  });

  it("keeps readers apart: each gets what it lacks, however they take it", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    driver.drive(key);
    const quick = await follow(view, key);
    const slow = await follow(view, key);

    for (let i = 0; i < 200; i++) {
      driver.write(key, "m1", `word${i} `, i % 3);
      quick.drain();
      if (i % 50 === 0) slow.drain(100);
    }
    slow.drain();

    expect(written(slow.events)).toEqual(written(quick.events));
    expect(written(quick.events).size).toBe(3);
    expect(slow.events.length).toBeLessThan(quick.events.length / 5);
  });

  it("hands out long blocks in pieces, no more at a time than is wanted, characters whole", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    driver.drive(key);
    const reader = await follow(view, key);
    const text = `x${"🎉日本".repeat(100_000)}`;
    driver.write(key, "m1", text);
    const before = reader.events.length;

    reader.drain(40_000);
    const first = reader.events.slice(before);
    let turns = 0;
    while (written(reader.events).get("m1 0") !== text && turns++ < 100) reader.drain(64_000);

    expect(first).toHaveLength(3);
    expect(written(reader.events).get("m1 0")).toBe(text);
    for (const event of reader.events) {
      if (event.type !== "partial") continue;
      expect(event.text.length).toBeLessThanOrEqual(16 << 10);
      expect(event.text.isWellFormed()).toBe(true);
    }
  });

  it("names a tool before the first of its input is there", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    const overlay = driver.drive(key);
    const reader = await follow(view, key);
    overlay.written.push({ messageId: "m1", index: 0, kind: "tool", tool: "Bash", text: "" });
    reader.drain();
    driver.write(key, "m1", '{"command"');
    reader.drain();

    expect(reader.events.filter(({ type }) => type === "partial")).toEqual([
      { type: "partial", key, messageId: "m1", index: 0, kind: "tool", tool: "Bash", at: 0, text: "" },
      {
        ...{ type: "partial", key, messageId: "m1", index: 0, kind: "tool", tool: "Bash" },
        ...{ at: 0, text: '{"command"' },
      },
    ]);
  });

  it("says so when nothing drives the session any more, and begins anew with the next agent", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    driver.drive(key);
    driver.write(key, "m1", "Half a sen");
    const reader = await follow(view, key);
    reader.drain();

    driver.overlays.delete(key);
    driver.host.wake(key);
    reader.drain();
    driver.drive(key);
    driver.write(key, "m1", "Half");
    reader.drain();

    expect(short(reader.events)).toEqual([
      "drive running",
      "partial m1 0 Half a sen",
      "partial-end",
      "drive none",
      "drive running",
      "partial m1 0 Half",
    ]);
  });

  it("forgets blocks that the transcript has: those that are left go on, and none left means that nothing is written", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    const overlay = driver.drive(key);
    const reader = await follow(view, key);
    driver.write(key, "m1", "said", 0);
    driver.write(key, "m1", "more", 1);
    reader.drain();

    overlay.written = overlay.written.filter(({ index }) => index > 0);
    driver.write(key, "m1", " of it", 1);
    reader.drain();
    overlay.written = [];
    driver.say(key, { phase: "runs Bash" });
    reader.drain();
    driver.write(key, "m2", "Now", 0);
    reader.drain();

    expect(short(reader.events)).toEqual([
      "drive running",
      "partial m1 0 said",
      "partial m1 0 more",
      "partial m1 4  of it",
      "partial-end",
      "drive running",
      "partial m2 0 Now",
    ]);
  });

  it("wakes a reader who waits", async () => {
    await using deck = new DeckFixture();
    const { view, key, driver } = await one(deck);
    driver.drive(key);
    const reader = await follow(view, key);
    reader.drain();
    const waiting = reader.until((event) => event.type === "partial");

    driver.write(key, "m1", "x");

    expect(await waiting).toMatchObject({ text: "x" });
  });
});

describe("who is told how a session is driven", () => {
  it("its owner alone: an admin who asked for everyone's sees the messages", async () => {
    await using deck = new DeckFixture();
    const { engine, driver, view, key } = await one(deck, "alice");
    const admin = engine.view(user("root", { admin: true, everyone: true }));
    const stranger = engine.view(user("bob"));
    driver.drive(key);
    driver.write(key, "m1", "secret");
    driver.tell(key, { state: "running", queued: 1, needs: 1, reason: "asks to run Bash" });
    const hers = await follow(view, key);
    const theirs = [admin, stranger].map((other) => new Listener(other, { session: key }));

    deck.append("home/p/s.jsonl", { id: "b" });
    driver.write(key, "m1", " words");
    await hers.until(() => hers.ids().includes("b"));
    await hers.until((event) => event.type === "session" && event.session.drive !== undefined);
    await theirs[0]?.until((event) => event.type === "session");
    for (const listener of theirs) listener.drain();

    expect(written(hers.events).get("m1 0")).toBe("secret words");
    expect(theirs[0]?.ids()).toEqual(["b"]);
    expect(JSON.stringify(theirs[0]?.events)).not.toMatch(
      /secret|"type":"(partial|drive)|"drive":|asks to run/,
    );
    expect(theirs[1]?.events.map(({ type }) => type)).toEqual(["hello"]);
    expect(admin.session(key)?.session.drive).toBeUndefined();
    expect(view.session(key)?.session.drive?.needs).toBe(1);
  });
});
