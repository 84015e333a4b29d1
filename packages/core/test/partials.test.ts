import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, type Message, Partials, Transcript } from "../src/index.ts";

type PartialEvent = Parameters<Partials["apply"]>[0];

function partial(index: number, at: number, text: string, more: Partial<PartialEvent> = {}): PartialEvent {
  return { type: "partial", key: "k", messageId: "m", index, kind: "text", at, text, ...more };
}

function fragment(id: string, offset: number, texts: readonly string[]): Message {
  const blocks = texts.map((text): Block => ({ type: "text", text, format: "markdown" }));
  return { id, role: "assistant", cursor: `g.${offset}`, last: `g.${offset}`, blocks };
}

function textsOf(messages: readonly Message[], id: string): string[] {
  return messages
    .filter((message) => message.id === id)
    .flatMap(({ blocks }) => blocks.map((block) => (block.type === "text" ? block.text : block.type)));
}

describe("what is being written", () => {
  it("is shown until the transcript holds as many blocks", () => {
    const transcript = new Transcript();
    const partials = new Partials();
    partials.apply(partial(0, 0, "Let me "));
    partials.apply(partial(0, 7, "see"));
    partials.apply(partial(1, 0, '{"comm', { kind: "tool", tool: "Bash" }));

    const before = partials.shown(transcript);
    transcript.insert([fragment("m", 0, ["Let me see"])]);
    const between = partials.shown(transcript);
    transcript.insert([fragment("m", 9, ["the call"])]);
    const after = partials.shown(transcript);

    expect(before).toMatchObject([
      { id: "m", role: "assistant", blocks: [{ text: "Let me see" }, { type: "tool_use", name: "Bash" }] },
    ]);
    expect(between).toMatchObject([{ id: "m", blocks: [{ type: "tool_use", name: "Bash" }] }]);
    expect(after).toEqual([]);
  });

  it("begins anew at 0, as after a reconnection, and passes over what does not follow", () => {
    const partials = new Partials();
    partials.apply(partial(0, 0, "Hello wor"));

    const changes = [
      partials.apply(partial(0, 30, "a piece before it is missing")),
      partials.apply(partial(0, 0, "Hello wor")),
      partials.apply(partial(0, 0, "Hello world")),
    ];

    expect(changes).toEqual([false, false, true]);
    expect(partials.shown(new Transcript())[0]?.blocks).toMatchObject([{ text: "Hello world" }]);
  });

  it("is void when the server says that nothing is written any more", () => {
    const partials = new Partials();
    partials.apply(partial(0, 0, "Half a sen"));

    expect(partials.end()).toBe(true);
    expect(partials.end()).toBe(false);
    expect(partials.shown(new Transcript())).toEqual([]);
  });

  it("stays the same object while nothing changes, and for the messages that did not", () => {
    const transcript = new Transcript();
    const partials = new Partials();
    partials.apply(partial(0, 0, "one"));
    partials.apply(partial(0, 0, "other", { messageId: "n" }));
    const first = partials.shown(transcript);
    transcript.insert([fragment("unrelated", 0, ["x"])]);

    const second = partials.shown(transcript);
    partials.apply(partial(0, 5, " words", { messageId: "n" }));
    const third = partials.shown(transcript);

    expect(second).toBe(first);
    expect(third[0]).toBe(first[0]);
    expect(third[1]).not.toBe(first[1]);
  });

  it("counts results that moved into the calls of their own message", () => {
    const transcript = new Transcript();
    const partials = new Partials();
    const view = { kind: "generic", fields: [] } as const;
    partials.apply(partial(2, 0, "after the search"));
    const call: Block = { type: "tool_use", toolId: "t", name: "web_search", input: {}, view };
    const answer: Block = {
      type: "tool_result",
      toolId: "t",
      isError: false,
      view: { kind: "text", text: "" },
    };
    const said: Block = { type: "text", text: "after the search", format: "markdown" };
    transcript.insert([{ ...fragment("m", 0, []), blocks: [call, answer, said] }]);

    expect(transcript.messages()[0]?.blocks).toHaveLength(2);
    expect(partials.shown(transcript)).toEqual([]);
  });

  it("does not come back when a window of the transcript lets go of its end", () => {
    const transcript = new Transcript();
    const partials = new Partials();
    partials.apply(partial(0, 0, "Let me see"));
    transcript.insert([fragment("m", 0, ["Let me see"])]);
    partials.shown(transcript);

    transcript.drop(0, 1);

    expect(partials.shown(transcript)).toEqual([]);
  });

  it("keeps no more than a bounded number of blocks", () => {
    const partials = new Partials();
    for (let index = 0; index < 5_000; index++) partials.apply(partial(index, 0, "x"));

    expect(partials.shown(new Transcript())[0]?.blocks).toHaveLength(1_000);
  });
});

/** Deltas of some messages in order, and their fragments in the file: two sequences that may interleave in any way. */
const writing = fc
  .array(fc.array(fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 4 }), { maxLength: 4 }), {
    maxLength: 3,
  })
  .chain((messages) => {
    const blocks = messages.flatMap((deltas, m) =>
      deltas.map((parts, index) => ({ id: `m${m}`, index, parts })),
    );
    const deltas = blocks.flatMap(({ id, index, parts }) => {
      let at = 0;
      return ["", ...parts].map((text) => {
        const event = partial(index, at, text, { messageId: id });
        at += text.length;
        return event;
      });
    });
    return fc.record({
      blocks: fc.constant(blocks),
      deltas: fc.constant(deltas),
      cuts: fc.array(fc.boolean(), { minLength: blocks.length, maxLength: blocks.length }),
      order: fc.array(fc.boolean(), { maxLength: deltas.length + blocks.length }),
    });
  });

it("shows each block once, by its partial or by the file, in whatever order both come", () => {
  fc.assert(
    fc.property(writing, ({ blocks, deltas, cuts, order }) => {
      const transcript = new Transcript();
      const partials = new Partials();
      const whole = new Map<string, string[]>();
      for (const { id, parts } of blocks) whole.set(id, [...(whole.get(id) ?? []), parts.join("")]);
      const fragments = fragmentsOf(blocks, cuts);
      const begun = new Map<string, Map<number, string>>();
      const steps = { delta: 0, fragment: 0 };

      const step = (takeFile: boolean): void => {
        const next = takeFile ? fragments[steps.fragment++] : undefined;
        if (next !== undefined) transcript.insert([next]);
        const event = takeFile ? undefined : deltas[steps.delta++];
        if (event === undefined) return;
        partials.apply(event);
        const texts = begun.get(event.messageId) ?? new Map<number, string>();
        texts.set(event.index, (texts.get(event.index) ?? "") + event.text);
        begun.set(event.messageId, texts);
      };
      const check = (): void => {
        const all = [...transcript.messages(), ...partials.shown(transcript)];
        for (const [id, texts] of whole) {
          const held = transcript.held(id);
          const written = [...(begun.get(id) ?? [])]
            .filter(([index]) => index >= held)
            .map(([, text]) => text);
          expect(textsOf(all, id)).toEqual([...texts.slice(0, held), ...written]);
        }
      };
      for (const takeFile of order) {
        step(takeFile);
        check();
      }
      while (steps.delta < deltas.length) step(false);
      while (steps.fragment < fragments.length) step(true);
      check();

      expect(partials.shown(transcript)).toEqual([]);
      for (const [id, texts] of whole) expect(textsOf(transcript.messages(), id)).toEqual(texts);
    }),
  );
});

/** The blocks of each message in file order, several in one fragment where nothing cuts them. */
function fragmentsOf(
  blocks: readonly { id: string; parts: readonly string[] }[],
  cuts: readonly boolean[],
): Message[] {
  const fragments: { id: string; texts: string[] }[] = [];
  for (const [at, { id, parts }] of blocks.entries()) {
    const last = fragments.at(-1);
    if (last?.id === id && cuts[at] !== true) last.texts.push(parts.join(""));
    else fragments.push({ id, texts: [parts.join("")] });
  }
  return fragments.map(({ id, texts }, at) => fragment(id, at * 10, texts));
}
