import { Transcript } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { messages } from "../../src/render/index.ts";
import { assistant, block, entry, one, render } from "./entries.ts";

describe("assistant entries", () => {
  it("carries text as Markdown with model, usage, stop reason and time", () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 2,
      cache_creation_input_tokens: 3,
      cache_read_input_tokens: 4,
    };
    const message = one(assistant([{ type: "text", text: "**hi**" }], { usage, stop_reason: "end_turn" }));
    expect(message).toEqual({
      id: "m:msg_01",
      role: "assistant",
      at: 1780483854363,
      model: "claude-opus-5",
      stopReason: "end_turn",
      usage: { input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 0, cacheRead: 4 },
      blocks: [{ type: "text", text: "**hi**", format: "markdown" }],
    });
  });

  it("joins the lines of one message id, with each tool result in its call", () => {
    const transcript = new Transcript();
    const lines = [
      assistant([{ type: "thinking", thinking: "hm" }]),
      assistant([{ type: "text", text: "I look." }]),
      assistant([{ type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "ls" } }], {
        stop_reason: "tool_use",
      }),
      {
        type: "user",
        uuid: "u4",
        message: {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "a.txt" }],
        },
        toolUseResult: { stdout: "a.txt", stderr: "", interrupted: false },
      },
    ];
    lines.forEach((line, index) => {
      transcript.insert(
        messages(entry(line, index)).map((message) => ({ ...message, cursor: `g.${index}` })),
      );
    });
    const joined = transcript.messages();
    expect(joined).toHaveLength(1);
    expect(joined[0]?.stopReason).toBe("tool_use");
    expect(joined[0]?.blocks.map((item) => item.type)).toEqual(["thinking", "text", "tool_use"]);
    expect(joined[0]?.blocks[2]).toMatchObject({ result: { view: { kind: "shell", stdout: "a.txt" } } });
  });

  it("says that thinking without a text is hidden", () => {
    expect(block(assistant([{ type: "thinking", thinking: "", signature: "abc" }]))).toEqual({
      type: "thinking",
      text: "",
      hidden: true,
    });
    expect(block(assistant([{ type: "redacted_thinking", data: "x" }]))).toMatchObject({ hidden: true });
  });

  it("folds placeholders under an id of their own, so that they fold nothing else", () => {
    const empty = one(assistant([{ type: "text", text: "(no content)" }]));
    expect(empty.folded).toBe("no answer");
    expect(empty.id).not.toBe("m:msg_01");
    const synthetic = one(
      assistant([{ type: "text", text: "No response requested." }], { model: "<synthetic>" }),
    );
    expect(synthetic.folded).toBe("no answer");
    expect(synthetic.model).toBeUndefined();
  });

  it("shows an API error as a notice", () => {
    const line = assistant(
      [{ type: "text", text: "You've hit your limit · resets 5am" }],
      { model: "<synthetic>" },
      { isApiErrorMessage: true },
    );
    expect(block(line)).toEqual({
      type: "notice",
      level: "error",
      text: "You've hit your limit · resets 5am",
    });
  });

  it("says that an answer was cut off", () => {
    const message = one(assistant([{ type: "text", text: "half" }], {}, { isAbortedMidStream: true }));
    expect(message.blocks[1]).toEqual({
      type: "notice",
      level: "warning",
      text: "Interrupted while answering",
    });
  });

  it("shows calls and results of the service's own tools", () => {
    expect(
      block(assistant([{ type: "server_tool_use", id: "srv_1", name: "advisor", input: {} }])),
    ).toMatchObject({
      type: "tool_use",
      toolId: "srv_1",
      name: "advisor",
    });
    const sealed = { type: "advisor_redacted_result", encrypted_content: "x" };
    expect(
      block(assistant([{ type: "advisor_tool_result", tool_use_id: "srv_1", content: sealed }])),
    ).toMatchObject({
      type: "tool_result",
      view: { kind: "text", text: "The answer is encrypted." },
    });
  });

  it.each([
    ["an unknown block", [{ type: "hologram", data: 1 }], 'assistant content "hologram" is not known'],
    ["a bare number", [7], "assistant content of an unknown kind"],
    ["a call without an id", [{ type: "tool_use", name: "Bash" }], "tool call without an id or a name"],
  ])("shows %s raw", (_, content, reason) => {
    expect(block(assistant(content))).toMatchObject({ type: "raw", reason });
  });

  it("falls back to uuid and offset where the message has no id", () => {
    const [first, second] = [0, 80].map((offset) => messages(entry(assistant("x", { id: null }), offset))[0]);
    expect(first?.id).toBe("11111111-1111-4111-8111-111111111111@0");
    expect(second?.id).not.toBe(first?.id);
    expect(render(assistant("x", { id: null }, { uuid: null }))[0]?.id).toBe("e@0");
  });
});
