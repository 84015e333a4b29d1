import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, type Message, Transcript } from "../src/index.ts";

const at = (offset: number): string => `g.${offset}`;

function text(offset: number, id: string, value = id): Message {
  return {
    id,
    role: "assistant",
    cursor: at(offset),
    last: at(offset),
    blocks: [{ type: "text", text: value, format: "plain" }],
  };
}

function call(offset: number, id: string, ...toolIds: string[]): Message {
  const blocks = toolIds.map(
    (toolId): Block => ({
      type: "tool_use",
      toolId,
      name: "Bash",
      input: {},
      view: { kind: "shell", command: toolId },
    }),
  );
  return { id, role: "assistant", cursor: at(offset), last: at(offset), blocks };
}

function result(offset: number, id: string, ...toolIds: string[]): Message {
  const blocks = toolIds.map(
    (toolId): Block => ({
      type: "tool_result",
      toolId,
      isError: false,
      view: { kind: "text", text: `${id}:${toolId}` },
    }),
  );
  return { id, role: "tool", cursor: at(offset), last: at(offset), blocks };
}

function joined(...fragments: Message[]): readonly Message[] {
  const transcript = new Transcript();
  transcript.insert(fragments);
  return transcript.messages();
}

function answers(message: Message | undefined): readonly (string | undefined)[] {
  return (message?.blocks ?? []).flatMap((block) =>
    block.type === "tool_use"
      ? [block.result?.view.kind === "text" ? block.result.view.text : undefined]
      : [],
  );
}

describe("joining", () => {
  it("makes one message of the fragments with one id, with the last one's usage and cursor", () => {
    const usage = { input: 1, output: 2, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };

    const [message, ...rest] = joined(text(0, "a", "one"), {
      ...text(10, "a", "two"),
      usage,
      usd: 0.5,
      stopReason: "end_turn",
    });

    expect(rest).toEqual([]);
    expect(message).toMatchObject({
      id: "a",
      cursor: "g.0",
      last: "g.10",
      usage,
      usd: 0.5,
      stopReason: "end_turn",
    });
    expect(message?.blocks).toHaveLength(2);
  });

  it("puts a result into its call and drops the message that held nothing else", () => {
    const messages = joined(call(0, "a", "t1"), result(10, "r", "t1"), text(20, "b"));

    expect(messages.map((m) => m.id)).toEqual(["a", "b"]);
    expect(answers(messages[0])).toEqual(["r:t1"]);
  });

  it("gives parallel calls each their own result, whatever the order of the answers", () => {
    const messages = joined(
      call(0, "a", "t1"),
      call(5, "a", "t2"),
      result(10, "r2", "t2"),
      result(20, "r1", "t1"),
    );

    expect(messages).toHaveLength(1);
    expect(answers(messages[0])).toEqual(["r1:t1", "r2:t2"]);
  });

  it("keeps a result whose call is not known, until an older page brings the call", () => {
    const transcript = new Transcript();
    transcript.insert([result(100, "r", "t1"), text(110, "b")]);
    expect(transcript.messages().map((m) => m.id)).toEqual(["r", "b"]);

    transcript.insert([text(0, "z"), call(50, "a", "t1")]);

    expect(transcript.messages().map((m) => m.id)).toEqual(["z", "a", "b"]);
    expect(answers(transcript.messages()[1])).toEqual(["r:t1"]);
  });

  it("takes the first result in the file and leaves a second one standing", () => {
    const transcript = new Transcript();
    transcript.insert([call(0, "a", "t1"), result(20, "late", "t1")]);
    transcript.insert([result(10, "early", "t1")]);

    expect(transcript.messages().map((m) => m.id)).toEqual(["a", "late"]);
    expect(answers(transcript.messages()[0])).toEqual(["early:t1"]);
  });

  it("keeps what else stands in a message beside a result that moved into its call", () => {
    const mixed: Message = {
      ...result(10, "r", "t1"),
      blocks: [...result(10, "r", "t1").blocks, ...text(10, "x").blocks],
    };

    const messages = joined(call(0, "a", "t1"), mixed);

    expect(messages.map((m) => [m.id, m.blocks.map((b) => b.type)])).toEqual([
      ["a", ["tool_use"]],
      ["r", ["text"]],
    ]);
  });

  it("counts what was clipped from a result in the message that calls it", () => {
    const [message] = joined(
      { ...call(0, "a", "t1"), clipped: 5 },
      { ...result(10, "r", "t1"), clipped: 100 },
    );

    expect(message?.clipped).toBe(105);
  });

  it("treats hostile ids as plain ids (prototype names)", () => {
    const messages = joined(
      call(0, "__proto__", "constructor"),
      result(10, "toString", "constructor"),
      text(20, "hasOwnProperty"),
    );

    expect(messages.map((m) => m.id)).toEqual(["__proto__", "hasOwnProperty"]);
  });

  it("keeps several messages of one entry in their order", () => {
    expect(joined(text(0, "a"), text(0, "b"), text(0, "c")).map((m) => m.id)).toEqual(["a", "b", "c"]);
  });

  it("ignores messages without a place", () => {
    const transcript = new Transcript();

    const fresh = transcript.insert([
      { id: "x", role: "user", blocks: [] },
      { ...text(0, "y"), cursor: "nonsense" },
    ]);

    expect(fresh).toBe(0);
    expect(transcript.messages()).toEqual([]);
  });
});

describe("inserting again", () => {
  it("changes nothing for a known fragment, and keeps the array", () => {
    const transcript = new Transcript();
    expect(transcript.insert([text(0, "a"), call(5, "b", "t")])).toBe(2);
    const first = transcript.messages();

    expect(transcript.insert([text(0, "a"), call(5, "b", "t")])).toBe(0);

    expect(transcript.messages()).toBe(first);
  });

  it("keeps the objects of all messages that an append does not concern", () => {
    const transcript = new Transcript();
    transcript.insert([text(0, "a"), call(10, "b", "t1"), result(20, "r1", "t1"), call(30, "c", "t2")]);
    const [a, b, c] = transcript.messages();

    transcript.insert([result(40, "r2", "t2"), text(50, "d")]);

    const [a2, b2, c2, d2] = transcript.messages();
    expect(a2).toBe(a);
    expect(b2).toBe(b);
    expect(c2).not.toBe(c);
    expect(answers(c2)).toEqual(["r2:t2"]);
    expect(d2?.id).toBe("d");
  });

  it("keeps the objects of all messages when an older page is put in front", () => {
    const transcript = new Transcript();
    transcript.insert([text(100, "x"), call(110, "y", "t"), result(120, "r", "t")]);
    const known = transcript.messages();

    transcript.insert([text(0, "a"), text(10, "b")]);

    expect(transcript.messages().slice(2)).toEqual(known);
    expect(
      transcript
        .messages()
        .slice(2)
        .every((m, i) => m === known[i]),
    ).toBe(true);
  });

  it("is the same for any cutting and any order of pages", () => {
    const file = [
      text(0, "p1"),
      call(10, "m1", "t1", "t2"),
      text(20, "m1", "more"),
      result(30, "r1", "t2"),
      result(40, "r2", "t1"),
      call(50, "m2", "t3"),
      text(60, "m2", "end"),
      result(70, "r3", "t3", "t9"),
      result(80, "r4", "t3"),
      text(90, "m3"),
      text(90, "m4"),
    ];
    const whole = joined(...file);

    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 10, 20, 30, 40, 50, 60, 70, 80, 90], { minLength: 10 }),
        fc.boolean(),
        (order, look) => {
          const transcript = new Transcript();
          for (const offset of order) {
            transcript.insert(file.filter((m) => m.cursor === at(offset)));
            if (look) transcript.messages();
          }
          expect(transcript.messages()).toEqual(whole);
        },
      ),
    );
  });
});

describe("dropping", () => {
  it("forgets what begins within the range and nothing else", () => {
    const transcript = new Transcript();
    transcript.insert([text(0, "a"), text(10, "b"), text(20, "c")]);

    transcript.drop(10, 20);

    expect(transcript.messages().map((m) => m.id)).toEqual(["a", "c"]);
  });

  it("gives the same as if the dropped fragments had never come, and can take them in again", () => {
    const file = [
      call(0, "a", "t1"),
      text(10, "a"),
      call(20, "b", "t1"),
      result(30, "r", "t1"),
      result(40, "s", "t1", "t2"),
      call(50, "c", "t2"),
    ];

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (from, to) => {
        const transcript = new Transcript();
        transcript.insert(file);
        transcript.messages();
        transcript.drop(from, to);
        const left = file.filter((_, i) => i * 10 < from || i * 10 >= to);
        expect(transcript.messages()).toEqual(joined(...left));
        transcript.insert(file);
        expect(transcript.messages()).toEqual(joined(...file));
      }),
    );
  });

  it("clears to nothing", () => {
    const transcript = new Transcript();
    transcript.insert([call(0, "a", "t"), result(10, "r", "t")]);

    transcript.clear();

    expect(transcript.messages()).toEqual([]);
    expect(transcript.insert([text(0, "n")])).toBe(1);
  });
});

describe("replacing", () => {
  it("shows the whole of a message that was clipped, and keeps the others", () => {
    const transcript = new Transcript();
    transcript.insert([text(0, "a"), { ...text(10, "b", "short"), clipped: 7 }]);
    const [a] = transcript.messages();

    transcript.replace([text(10, "b", "the whole text"), text(99, "unknown")]);

    const [a2, b2, ...rest] = transcript.messages();
    expect(a2).toBe(a);
    expect(b2?.blocks).toEqual(text(10, "b", "the whole text").blocks);
    expect(b2?.clipped).toBeUndefined();
    expect(rest).toEqual([]);
  });

  it("names the fragments that a message was made of, its results included", () => {
    const transcript = new Transcript();
    transcript.insert([call(0, "a", "t1"), text(10, "a"), text(15, "b"), result(20, "r", "t1")]);

    expect(transcript.sources("a").map((m) => m.cursor)).toEqual(["g.0", "g.10", "g.20"]);
    expect(transcript.sources("missing")).toEqual([]);
  });
});

it("appends to a long transcript in time that does not grow with its length", () => {
  const transcript = new Transcript();
  transcript.insert(
    Array.from({ length: 20_000 }, (_, i) =>
      i % 2 ? result(i * 10, `r${i}`, `t${i - 1}`) : call(i * 10, `m${i}`, `t${i}`),
    ),
  );
  const first = transcript.messages();

  for (let i = 0; i < 200; i += 1) transcript.insert([text(1_000_000 + i, `n${i}`)]);

  expect(transcript.messages()).toHaveLength(first.length + 200);
  expect(first.every((message, i) => transcript.messages()[i] === message)).toBe(true);
});
