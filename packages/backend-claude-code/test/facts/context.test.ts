import { describe, expect, it } from "vitest";
import { factsAfter, reply, system, text } from "./lines.ts";

const usage = (input: number, read = 0, written = 0) => ({
  input_tokens: input,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  output_tokens: 5,
});
const answer = (model: string, numbers: object, id = "msg_1") =>
  reply(text("ok"), { id, model, usage: { ...numbers }, stop: "end_turn" });

describe("the context", () => {
  it("is what the last request took, with the window of its model", () => {
    const facts = factsAfter([
      answer("claude-opus-4-8", usage(1, 2, 3)),
      answer("claude-opus-4-8", usage(10, 20_000, 300), "msg_2"),
    ]);

    expect(facts).toMatchObject({ model: "claude-opus-4-8", context: { tokens: 20_310, window: 200_000 } });
  });

  it("has the large window once more than 200,000 tokens were seen, also after a compaction", () => {
    const before = [answer("claude-opus-4-8", usage(1, 350_000))];
    const compacted = system("compact_boundary", {
      compactMetadata: { trigger: "auto", preTokens: 360_000, postTokens: 9_000 },
    });

    expect(factsAfter(before).context).toEqual({ tokens: 350_001, window: 1_000_000 });
    expect(factsAfter([...before, compacted]).context).toEqual({ tokens: 9_000, window: 1_000_000 });
    expect(factsAfter([...before, answer("claude-haiku-4-5", usage(5), "msg_2")]).context).toEqual({
      tokens: 5,
      window: 200_000,
    });
  });

  it("has the large window when the closing bill names the model with its suffix", () => {
    const bill = { type: "cost-state", modelUsage: { "claude-opus-4-8[1m]": { inputTokens: 1 } } };

    expect(factsAfter([answer("claude-opus-4-8", usage(9)), bill]).context?.window).toBe(1_000_000);
  });

  it("is not known between a compaction that does not say its result and the next answer", () => {
    const lines = [
      answer("claude-opus-5", usage(9)),
      system("compact_boundary", { compactMetadata: { trigger: "auto", preTokens: 9 } }),
    ];

    expect(factsAfter(lines)).not.toHaveProperty("context");
    expect(factsAfter(lines).counts.compactions).toBe(1);
  });

  it("counts the last request of the main model where an adviser was asked in between", () => {
    const iterations = [
      { type: "message", ...usage(2, 50_000) },
      { type: "advisor_message", model: "claude-fable-5", ...usage(140_000) },
      { type: "message", ...usage(3, 51_000) },
    ];

    expect(factsAfter([answer("claude-opus-5", { ...usage(5, 101_000), iterations })]).context?.tokens).toBe(
      51_003,
    );
  });

  it("is never the one of a stand-in, whose model is no model", () => {
    const stand = answer("<synthetic>", usage(0), "x");
    const facts = factsAfter([answer("claude-opus-5", usage(7)), stand]);

    expect(facts).toMatchObject({ model: "claude-opus-5", context: { tokens: 7 } });
  });

  it("has no window for a model that nobody knows", () => {
    expect(factsAfter([answer("glm-4.7", usage(7))]).context).toEqual({ tokens: 7 });
  });

  it.each([Number.POSITIVE_INFINITY, -1, "12", null, {}, 9e15])(
    "passes over the impossible number %j (143)",
    (input) => {
      const lines = [
        answer("claude-opus-5", usage(7)),
        answer("claude-opus-5", { input_tokens: input }, "msg_2"),
      ];

      expect(factsAfter(JSON.parse(JSON.stringify(lines))).context?.tokens).toBe(7);
    },
  );
});
