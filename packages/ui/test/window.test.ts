import type { MessagePage, MessageQuery } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { CHUNK_SIZE, Chunks, messageOffset } from "../src/transcript/chunks.ts";
import { domRange } from "../src/transcript/dom-range.ts";
import { messageAt, neighbourPrompt } from "../src/transcript/prompts.ts";
import { MAX_KEPT, TranscriptWindow } from "../src/transcript/window.ts";
import { cursorOf, entry, STEP } from "./fixture.ts";

/** A transcript on a server: read in pages, appended to, replaced. */
class Remote {
  length: number;
  generation = "gen";
  readonly asked: MessageQuery[] = [];

  constructor(length: number) {
    this.length = length;
  }

  readonly read = async (query: MessageQuery): Promise<MessagePage> => {
    this.asked.push(query);
    const limit = query.limit ?? 100;
    const place = (cursor: string | undefined): number | undefined => {
      const [generation, offset] = (cursor ?? "").split(".");
      return generation === this.generation ? Number(offset) / STEP : undefined;
    };
    const [before, after, around] = [place(query.before), place(query.after), place(query.around)];
    const start =
      after ?? Math.max(0, around === undefined ? (before ?? this.length) - limit : around - limit / 2);
    const end = Math.min(this.length, before ?? start + limit);
    return this.page(start, end);
  };

  page(start: number, end: number): MessagePage {
    const messages = Array.from({ length: end - start }, (_, i) => entry(start + i, this.generation));
    const [from, to] = [cursorOf(start, this.generation), cursorOf(end, this.generation)];
    return { messages, from, to, atStart: start === 0, atEnd: end === this.length, size: this.length * STEP };
  }

  /** Appends, and gives the event that says so. */
  append(count: number) {
    const { messages, from, to } = this.page(this.length, this.length + count);
    this.length += count;
    return { type: "messages", key: "k", from, to, messages } as const;
  }
}

function ids(window: TranscriptWindow): readonly string[] {
  return window.state.messages.map((message) => message.id);
}

function range(from: number, end: number): readonly string[] {
  return Array.from({ length: end - from }, (_, i) => `m${from + i}`);
}

describe("the window on a transcript", () => {
  it("begins with the end, and grows upwards to the start", async () => {
    const remote = new Remote(230);
    const window = new TranscriptWindow(remote.read);

    await window.jump("end");
    expect(ids(window)).toEqual(range(130, 230));
    expect(window.state).toMatchObject({ atEnd: true, atStart: false });
    expect(window.resumeAt).toBe(cursorOf(230));

    await window.older();
    await window.older();
    expect(ids(window)).toEqual(range(0, 230));
    expect(window.state.atStart).toBe(true);
    expect(await window.older()).toBe(0);
  });

  it("takes what is appended while it is at the end, once", async () => {
    const remote = new Remote(10);
    const window = new TranscriptWindow(remote.read);
    await window.jump("end");

    const event = remote.append(2);
    expect(window.live(event)).toBe("taken");
    expect(window.live(event)).toBe("taken");

    expect(ids(window)).toEqual(range(0, 12));
    expect(window.resumeAt).toBe(cursorOf(12));
  });

  it("only counts what is appended while the reader is elsewhere, and reads on without a gap", async () => {
    const remote = new Remote(500);
    const window = new TranscriptWindow(remote.read);
    await window.jump({ around: cursorOf(100) });
    expect(ids(window)).toEqual(range(50, 150));
    expect(window.resumeAt).toBeUndefined();

    expect(window.live(remote.append(3))).toBe("away");
    expect(window.state).toMatchObject({ atEnd: false, missed: 3 });

    while (!window.state.atEnd) await window.newer();
    expect(ids(window)).toEqual(range(50, 503));
    expect(window.state.missed).toBe(0);
  });

  it("does not call a page the end when the stream has already told of more", async () => {
    const remote = new Remote(10);
    const window = new TranscriptWindow(async (query) => {
      const page = await remote.read(query);
      if (remote.asked.length === 1) window.live(remote.append(5));
      return page;
    });

    await window.jump("end");
    expect(window.state.atEnd).toBe(false);

    await window.newer();
    expect(ids(window)).toEqual(range(0, 15));
    expect(window.state.atEnd).toBe(true);
  });

  it("notices a gap in the stream and fills it", async () => {
    const remote = new Remote(10);
    const window = new TranscriptWindow(remote.read);
    await window.jump("end");
    remote.append(700);

    expect(window.live(remote.append(1))).toBe("gap");
    await window.catchUp();

    expect(ids(window)).toEqual(range(0, 711));
  });

  it("starts over when the file was replaced", async () => {
    const remote = new Remote(10);
    const window = new TranscriptWindow(remote.read);
    await window.jump("end");
    remote.generation = "other";
    remote.length = 4;

    await window.catchUp();

    expect(ids(window)).toEqual(range(0, 4));
    expect(window.state.messages[0]?.cursor).toBe("other.0");
  });

  it("fills from the first line of a session that was empty when it was opened", async () => {
    const window = new TranscriptWindow(async () => ({
      messages: [],
      from: "empty.0",
      to: "empty.0",
      atStart: true,
      atEnd: true,
      size: 0,
    }));
    await window.jump("end");
    const remote = new Remote(0);

    expect(window.live(remote.append(3))).toBe("taken");
    expect(window.live(remote.append(1))).toBe("taken");

    expect(ids(window)).toEqual(range(0, 4));
    expect(window.resumeAt).toBe(cursorOf(4));
  });

  it("throws away a page that was asked for before a jump", async () => {
    const remote = new Remote(1000);
    const held: (() => void)[] = [];
    const window = new TranscriptWindow(async (query) => {
      const page = await remote.read(query);
      if (query.before !== undefined) await new Promise<void>((resolve) => held.push(resolve));
      return page;
    });
    await window.jump("end");
    const older = window.older();
    await Promise.resolve();
    await window.jump("start");
    for (const release of held) release();

    expect(await older).toBe(0);
    expect(ids(window)).toEqual(range(0, 100));
  });

  it("asks for one page at a time", async () => {
    const remote = new Remote(1000);
    const window = new TranscriptWindow(remote.read);
    await window.jump("end");

    await Promise.all([window.older(), window.older(), window.older()]);

    expect(remote.asked).toHaveLength(2);
    expect(ids(window)).toEqual(range(800, 1000));
  });

  it("stays bounded over 50,000 entries, in both directions, without losing its place", async () => {
    const remote = new Remote(50_000);
    const window = new TranscriptWindow(remote.read);
    await window.jump("end");
    while (!window.state.atStart) await window.older(500);
    expect(window.state.messages.length).toBeLessThanOrEqual(MAX_KEPT + 500);
    expect(window.state.atEnd).toBe(false);

    for (let page = 0; page < 20; page += 1) await window.newer(500);

    const kept = window.state.messages.map((message) => messageOffset(message) / STEP);
    expect(kept.length).toBeLessThanOrEqual(MAX_KEPT + 500);
    expect(kept.every((place, i) => i === 0 || place === (kept[i - 1] ?? 0) + 1)).toBe(true);
    expect(window.state.atStart).toBe(false);
  });
});

describe("chunks", () => {
  const messages = (from: number, end: number) =>
    Array.from({ length: end - from }, (_, i) => all[from + i]).filter((m) => m !== undefined);
  const all = Array.from({ length: 1000 }, (_, i) => entry(i));

  it("keep their borders and their objects when pages come in before and after", () => {
    const chunks = new Chunks();
    const first = chunks.layout(messages(400, 500));
    const wider = chunks.layout(messages(300, 500));
    const widest = chunks.layout(messages(300, 510));

    expect(wider.map(({ start, messages: list }) => [start / STEP, list.length])).toEqual([
      [300, 100],
      [400, 100],
    ]);
    expect(wider[1]).toBe(first[0]);
    expect(widest[0]).toBe(wider[0]);
    expect(widest[1]?.messages).toHaveLength(110);
  });

  it("are cut when they grow long", () => {
    const chunks = new Chunks();
    let list: ReturnType<Chunks["layout"]> = [];
    for (let end = 1; end <= 1000; end += 1) list = chunks.layout(messages(0, end));

    expect(Math.max(...list.map((chunk) => chunk.messages.length))).toBeLessThanOrEqual(150);
    expect(list.slice(0, -1).every((chunk) => chunk.messages.length === CHUNK_SIZE)).toBe(true);
    expect(list.flatMap((chunk) => chunk.messages)).toEqual(all);
  });

  it("give the same array for the same messages", () => {
    const chunks = new Chunks();
    const list = messages(0, 10);

    expect(chunks.layout(list)).toBe(chunks.layout(list));
  });
});

describe("the range in the DOM", () => {
  const sizes = Array.from({ length: 60 }, () => 100);

  it("holds at most 1,500 messages around the place in view", () => {
    for (const centre of [0, 1, 30, 59]) {
      const { first, end } = domRange(sizes, centre);
      expect(end - first).toBe(15);
      expect(first <= centre && centre < end).toBe(true);
    }
  });

  it("holds what is in view even when that alone is too much", () => {
    expect(domRange([5000, 10], 0)).toEqual({ first: 0, end: 1 });
    expect(domRange([], 0)).toEqual({ first: 0, end: 0 });
  });
});

describe("prompts", () => {
  const list = Array.from({ length: 30 }, (_, i) => entry(i));

  it("are found before and after the message in view", () => {
    expect(neighbourPrompt(list, "m5", 1, true)?.id).toBe("m10");
    expect(neighbourPrompt(list, "m15", -1, true)?.id).toBe("m10");
    expect(neighbourPrompt(list, "m20", -1, false)?.id).toBe("m10");
    expect(neighbourPrompt(list, "m20", -1, true)?.id).toBe("m20");
    expect(neighbourPrompt(list, "m25", 1, true)).toBeUndefined();
  });

  it("a cursor within a message leads to that message", () => {
    expect(messageAt(list, 5 * STEP + 7, messageOffset)?.id).toBe("m5");
    expect(messageAt(list, -1, messageOffset)?.id).toBe("m0");
    expect(messageAt([], 0, messageOffset)).toBeUndefined();
  });
});
