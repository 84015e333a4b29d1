import type { DeckEvent } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import type { BackendStatus } from "../src/app/backend-status.ts";
import type { Me } from "../src/app/me.ts";
import { composerPlace, startable } from "../src/drive/composer-place.ts";
import { DriveFeed } from "../src/drive/drive-feed.ts";
import { decodeEvent } from "../src/stream/decode-event.ts";
import { initialState, reduce } from "../src/stream/state.ts";
import { IDLE, send } from "./fake-drive.ts";
import { session } from "./fixture.ts";

const partial = (change: Partial<Extract<DeckEvent, { type: "partial" }>>): DeckEvent => ({
  type: "partial",
  key: "a",
  messageId: "m",
  index: 0,
  kind: "text",
  at: 0,
  text: "",
  ...change,
});

describe("the stream of a driven session", () => {
  it("is understood", () => {
    for (const type of ["drive", "partial", "partial-end", "session-moved"])
      expect(decodeEvent({ type, data: '{"key":"a"}', id: "1" })).toEqual({ type, key: "a" });
  });

  it("does not touch the list, however often the agent writes", () => {
    const events: DeckEvent[] = [partial({ text: "x" }), { type: "partial-end", key: "a" }];
    expect(reduce(initialState, { type: "events", events })).toBe(initialState);
  });
});

describe("how a session is driven", () => {
  it("keeps what the stream told when the answer to a stop comes after it", async () => {
    const feed = new DriveFeed();
    feed.put("a", { ...IDLE, state: "running" });

    const late = feed.ask("a", async () => {
      feed.take([{ type: "drive", key: "a", drive: { ...IDLE, state: "idle" } }]);
      return { ...IDLE, state: "stopping" };
    });
    expect(await late).toBe(false);
    expect(feed.state("a")?.state).toBe("idle");

    expect(await feed.ask("a", async () => ({ ...IDLE, state: "stopping" }))).toBe(true);
    expect(feed.state("a")?.state).toBe("stopping");
  });

  it("is what was said last, and a receipt that came before the stream", () => {
    const feed = new DriveFeed();
    expect(feed.state("a")).toBeUndefined();
    feed.sent("a", send("1"));
    expect(feed.state("a")?.sends.map(({ id }) => id)).toEqual(["1"]);

    const drive = { ...IDLE, state: "running", sends: [send("1", { state: "running" })] } as const;
    expect(feed.take([{ type: "drive", key: "a", drive }])).toBe(true);
    feed.sent("a", send("1"));

    expect(feed.state("a")).toBe(drive);
  });

  it("is kept for the sessions that were open last", () => {
    const feed = new DriveFeed();
    for (let i = 0; i < 50; i += 1) feed.put(`s${i}`, IDLE);
    expect([feed.state("s0"), feed.state("s49")]).toEqual([undefined, IDLE]);
  });
});

describe("what is being written", () => {
  const nothingHeld = { held: () => 0 };
  const texts = (feed: DriveFeed, key: string): unknown =>
    feed
      .writing(key)
      ?.shown(nothingHeld)
      .flatMap(({ blocks }) => blocks.map((block) => "text" in block && block.text));

  it("belongs to its session, grows and ends, and is no change of how the session is driven", () => {
    const feed = new DriveFeed();

    expect(feed.take([partial({ text: "Hel" }), partial({ at: 3, text: "lo" })])).toBe(false);
    expect(texts(feed, "a")).toEqual(["Hello"]);
    expect(texts(feed, "b")).toBeUndefined();
    feed.take([{ type: "partial-end", key: "b" }]);
    expect(texts(feed, "a")).toEqual(["Hello"]);

    feed.take([{ type: "partial-end", key: "a" }]);
    expect(texts(feed, "a")).toEqual([]);
  });

  it("of another session is forgotten", () => {
    const feed = new DriveFeed();
    feed.take([partial({ text: "of a" }), partial({ key: "b", text: "of b" })]);
    expect([texts(feed, "a"), texts(feed, "b")]).toEqual([undefined, ["of b"]]);
  });
});

describe("whether a message can be sent from here", () => {
  const me: Me = {
    principal: { kind: "local", id: "local" },
    auth: false,
    version: "1.0.0",
    readOnly: false,
  };
  const can = { run: true, resume: true, fork: true };
  const backend = (capabilities: BackendStatus["capabilities"]): BackendStatus => ({
    id: "claude-code",
    title: "Claude Code",
    state: "ready",
    ...(capabilities === undefined ? {} : { capabilities }),
  });

  it("depends on the tool, the owner and the kind of session, and each reason is told", () => {
    const place = (
      change: Parameters<typeof session>[1],
      capabilities: BackendStatus["capabilities"] = can,
    ) => composerPlace(session("a", change), [backend(capabilities)], me);

    expect(place({})).toEqual({ kind: "composer", canFork: true });
    expect(place({}, { resume: true })).toEqual({ kind: "composer", canFork: false });
    expect(place({}, {})).toMatchObject({ kind: "why", text: expect.stringContaining("Claude Code") });
    expect(place({ owner: "bob" })).toMatchObject({ kind: "why" });
    expect(place({ kind: "subagent", parent: "p" })).toMatchObject({ kind: "why", parent: "p" });
  });

  it("is not told before it is known", () => {
    expect(composerPlace(undefined, [backend(can)], me)).toEqual({ kind: "nothing" });
    expect(composerPlace(session("a"), [], me)).toEqual({ kind: "nothing" });
    expect(composerPlace(session("a"), [backend(can)], undefined)).toEqual({ kind: "nothing" });
  });

  it("is not possible where the server only watches", () => {
    const watching = { ...me, readOnly: true };
    expect(composerPlace(session("a"), [backend(can)], watching)).toEqual({ kind: "nothing" });
    expect(
      composerPlace(session("a"), [backend(can)], { ...watching, readOnlyReason: "It is a demo." }),
    ).toEqual({ kind: "why", text: "It is a demo." });
    expect(startable([backend(can)], watching)).toEqual([]);
    expect(startable([backend(can), { ...backend(can), state: "failed" }, backend({})], me)).toHaveLength(1);
  });
});
