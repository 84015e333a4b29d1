import type { Json } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { createPricing } from "../../src/pricing/index.ts";
import { assistant, entry, tokens } from "./lines.ts";

const { usage, price } = createPricing();

describe("entries without usage", () => {
  it.each([
    [
      "a user line",
      entry({ type: "user", message: { role: "user", content: "hi", usage: { input_tokens: 5 } } }),
    ],
    ["a progress line", entry({ type: "progress", data: { message: { usage: { input_tokens: 5 } } } })],
    ["an assistant line without a message", entry({ type: "assistant" })],
    ["an assistant line without usage", entry({ type: "assistant", message: { id: "msg_1", model: "x" } })],
    ["a usage that is no object", assistant("12")],
    ["a usage that is null", assistant(null)],
    ["a usage that is a list", assistant([1])],
    ["a message that is text", entry({ type: "assistant", message: "usage" })],
    ["a line that could not be read", { offset: 0, bytes: 3, problem: "invalid-json" as const }],
  ])("says nothing of %s", (_, line) => {
    expect(usage(line)).toBeUndefined();
  });

  it("says nothing of a copy whose totals are zero, though its split is not", () => {
    const usageOfCopy = {
      input_tokens: 0,
      output_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_1h_input_tokens: 87, ephemeral_5m_input_tokens: 0 },
      iterations: [
        { type: "message", input_tokens: 2, output_tokens: 1651, cache_read_input_tokens: 204_576 },
      ],
    };
    expect(usage(assistant(usageOfCopy))).toBeUndefined();
  });

  it("says nothing of lines that Claude Code made up", () => {
    expect(usage(assistant({ input_tokens: 0 }, { model: "<synthetic>" }))).toBeUndefined();
  });
});

describe("tokens", () => {
  it("reads all classes", () => {
    const record = usage(
      assistant({
        input_tokens: 1,
        output_tokens: 2,
        cache_creation_input_tokens: 7,
        cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 },
        cache_read_input_tokens: 5,
      }),
    );

    expect(record).toEqual({
      id: "msg_1",
      scope: "global",
      model: "claude-opus-5",
      at: Date.UTC(2026, 10, 20, 12),
      tokens: { input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheRead: 5 },
    });
  });

  it.each<[string, Json, Json | undefined, number, number]>([
    ["no split", 9, undefined, 9, 0],
    ["a split that is null", 9, null, 9, 0],
    [
      "a split smaller than the total",
      9,
      { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 3 },
      6,
      3,
    ],
    [
      "a split larger than the total",
      9,
      { ephemeral_5m_input_tokens: 8, ephemeral_1h_input_tokens: 20 },
      0,
      9,
    ],
    ["a total that is null", null, { ephemeral_5m_input_tokens: 8, ephemeral_1h_input_tokens: 20 }, 8, 20],
  ])("takes cache writes with %s", (_, total, split, minutes, hour) => {
    const line = assistant({
      cache_creation_input_tokens: total,
      ...(split === undefined ? {} : { cache_creation: split }),
    });

    expect(usage(line)?.tokens).toEqual(tokens({ cacheWrite5m: minutes, cacheWrite1h: hour }));
  });

  it.each<{ value: Json }>([
    { value: Number.POSITIVE_INFINITY },
    { value: -1 },
    { value: 2 ** 53 },
    { value: "12" },
    { value: null },
    { value: 1.5 },
    { value: true },
    { value: {} },
    { value: [5] },
  ])("counts $value as nothing (143)", ({ value }) => {
    const line = assistant({
      input_tokens: 1,
      output_tokens: value,
      cache_read_input_tokens: value,
      cache_creation: { ephemeral_5m_input_tokens: value, ephemeral_1h_input_tokens: value },
      server_tool_use: { web_search_requests: value },
    });

    const record = usage(line);

    expect(record?.tokens).toEqual(tokens({ input: 1 }));
    expect(record?.webSearches).toBeUndefined();
    expect(record && price(record)).toBe(5e-6);
  });

  it("does not read counts from a prototype (140)", () => {
    const line = assistant(JSON.parse('{"output_tokens":1,"__proto__":{"input_tokens":5,"speed":"fast"}}'));

    expect(usage(line)).toMatchObject({ tokens: tokens({ output: 1 }) });
    expect(usage(line)?.speed).toBeUndefined();
  });
});

describe("identity", () => {
  it.each([
    ["Anthropic's message id", "msg_01abc", { requestId: "req_9" }, { id: "msg_01abc", scope: "global" }],
    ["a gateway's message id", "chatcmpl-7", { requestId: "req_9" }, { id: "chatcmpl-7", scope: "session" }],
    [
      "the request id when there is no message id",
      "",
      { requestId: "req_9" },
      { id: "req_9", scope: "session" },
    ],
    [
      "the line's own id when there is neither",
      null,
      { requestId: null, uuid: "u-1" },
      { id: "u-1", scope: "session" },
    ],
    [
      "the place in the file when there is nothing",
      7,
      { requestId: 1, uuid: {} },
      { id: "@0", scope: "session" },
    ],
  ])("is %s", (_, id, line, expected) => {
    expect(usage(assistant({ input_tokens: 1 }, { id }, line))).toMatchObject(expected);
  });

  it("knows copies of another session's lines", () => {
    const record = (line: { [key: string]: Json }) => usage(assistant({ input_tokens: 1 }, {}, line));
    expect(record({ session_id: "s0" })?.inherited).toBe(true);
    expect(record({ session_id: "s1" })?.inherited).toBeUndefined();
    expect(record({ session_id: "" })?.inherited).toBeUndefined();
    expect(record({})?.inherited).toBeUndefined();
  });

  it("knows the requests of sub-agents", () => {
    expect(usage(assistant({ output_tokens: 1 }, {}, { isSidechain: true }))?.sidechain).toBe(true);
    expect(usage(assistant({ output_tokens: 1 }, {}, { isSidechain: "true" }))?.sidechain).toBeUndefined();
  });

  it("calls a model that is not named unknown and gives it no price", () => {
    for (const model of [null, 5, "", {}]) {
      const record = usage(assistant({ input_tokens: 1 }, { model }));
      expect(record?.model).toBe("unknown");
      expect(record && price(record)).toBeUndefined();
    }
  });

  it("makes a model's name safe to store (144)", () => {
    const record = usage(assistant({ output_tokens: 1 }, { model: `\ud800${"x".repeat(5_000)}` }));
    expect(record?.model.length).toBe(200);
    expect(record?.model.isWellFormed()).toBe(true);
  });

  it.each(["yesterday", "9999999-13-45", 5, null, "+275760-09-13T00:00:00.000Z"])(
    "has no time when the line says %j (147)",
    (timestamp) => {
      expect(usage(assistant({ input_tokens: 1 }, {}, { timestamp }))?.at).toBeUndefined();
    },
  );
});

describe("output that was never finished", () => {
  it.each(["2.1.9", "2.1.10", "2.1.19", "2.1.29", "2.1.20-beta.1"])(
    "is a lower bound when %s wrote it",
    (version) => {
      expect(usage(assistant({ output_tokens: 1 }, {}, { version }))?.lowerBound).toBe(true);
    },
  );

  it.each(["2.1.8", "2.1.30", "2.1.90", "2.1.129", "2.1.330", "2.0.14", "12.1.9", "1.0.17", 2, null])(
    "is taken as it is when %s wrote it",
    (version) => {
      expect(usage(assistant({ output_tokens: 1 }, {}, { version }))?.lowerBound).toBeUndefined();
    },
  );
});

describe("circumstances", () => {
  it("notes what changes the price", () => {
    const record = usage(
      assistant({
        input_tokens: 1,
        speed: "fast",
        inference_geo: "us",
        service_tier: "batch",
        server_tool_use: { web_search_requests: 2, web_fetch_requests: 9 },
      }),
    );
    expect(record).toMatchObject({ speed: "fast", region: "us", tier: "batch", webSearches: 2 });
  });

  it.each([
    { speed: "standard" },
    { inference_geo: "not_available" },
    { inference_geo: "" },
    { inference_geo: null },
    { service_tier: "standard" },
    { service_tier: null },
  ])("notes nothing of the usual %j", (field) => {
    expect(Object.keys(usage(assistant({ input_tokens: 1, ...field })) ?? {}).sort()).toEqual([
      "at",
      "id",
      "model",
      "scope",
      "tokens",
    ]);
  });
});

describe("iterations", () => {
  const part = (type: string, input: number, output: number, more: object = {}) => ({
    type,
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
    ...more,
  });

  it("does not add a single one to the totals it repeats", () => {
    const record = usage(
      assistant({ input_tokens: 5, output_tokens: 6, iterations: [part("message", 5, 6)] }),
    );
    expect(record?.tokens).toEqual(tokens({ input: 5, output: 6 }));
    expect(record?.extra).toBeUndefined();
  });

  it("puts an advisor on top, at its own model", () => {
    const record = usage(
      assistant({
        input_tokens: 7,
        output_tokens: 9,
        iterations: [
          part("message", 5, 6),
          part("advisor_message", 100, 200, { model: "claude-fable-5" }),
          part("message", 2, 3),
        ],
      }),
    );

    expect(record?.tokens).toEqual(tokens({ input: 5, output: 6 }));
    expect(record?.extra).toEqual([
      { model: "claude-opus-5", tokens: tokens({ input: 2, output: 3 }) },
      { model: "claude-fable-5", tokens: tokens({ input: 100, output: 200 }) },
    ]);
    expect(record && price(record)).toBeCloseTo((7 * 5 + 9 * 25 + 100 * 10 + 200 * 50) / 1e6, 15);
  });

  it("keeps the main request whole in fast mode", () => {
    const record = usage(
      assistant({
        speed: "fast",
        input_tokens: 7,
        output_tokens: 9,
        iterations: [
          part("message", 5, 6),
          part("advisor_message", 100, 200, { model: "claude-opus-5" }),
          part("message", 2, 3),
        ],
      }),
    );

    expect(record?.tokens).toEqual(tokens({ input: 7, output: 9 }));
    expect(record && price(record)).toBeCloseTo((7 * 10 + 9 * 50 + 100 * 5 + 200 * 25) / 1e6, 15);
  });

  it("prices an advisor that is not named as unknown", () => {
    const record = usage(
      assistant({
        input_tokens: 5,
        output_tokens: 6,
        iterations: [part("message", 5, 6), part("advisor_message", 1, 1)],
      }),
    );
    expect(record && price(record)).toBeUndefined();
  });

  it("puts a compaction on top, at the message's model", () => {
    const record = usage(
      assistant({
        input_tokens: 5,
        output_tokens: 6,
        iterations: [part("compaction", 50, 60), part("message", 5, 6)],
      }),
    );
    expect(record?.extra).toEqual([{ model: "claude-opus-5", tokens: tokens({ input: 50, output: 60 }) }]);
  });

  it("believes the totals when the iterations do not explain them", () => {
    const record = usage(
      assistant({
        input_tokens: 50,
        output_tokens: 60,
        iterations: [part("message", 5, 6), part("retry", 1, 1)],
      }),
    );
    expect(record?.tokens).toEqual(tokens({ input: 50, output: 60 }));
    expect(record?.extra).toBeUndefined();
  });

  it("gives each part its share of one-hour writes that only the totals name", () => {
    const record = usage(
      assistant({
        input_tokens: 2,
        output_tokens: 2,
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_1h_input_tokens: 25, ephemeral_5m_input_tokens: 5 },
        iterations: [
          part("message", 1, 1, { cache_creation_input_tokens: 20 }),
          part("message", 1, 1, { cache_creation_input_tokens: 10 }),
        ],
      }),
    );
    expect(record?.tokens).toMatchObject({ cacheWrite1h: 20, cacheWrite5m: 0 });
    expect(record?.extra?.[0]?.tokens).toMatchObject({ cacheWrite1h: 5, cacheWrite5m: 5 });
  });

  it.each([
    ["x"],
    [{}],
    [[null, 5, "x", { type: 5, model: {} }, { type: "advisor_message", input_tokens: -5 }]],
  ])("survives %j", (iterations) => {
    expect(() => usage(assistant({ input_tokens: 1, iterations }))).not.toThrow();
  });

  it("looks at a bounded number of them", () => {
    const line = assistant({ iterations: Array.from({ length: 5_000 }, () => part("compaction", 1, 1)) });
    expect(usage(line)?.extra?.length).toBeLessThanOrEqual(100);
  });
});
