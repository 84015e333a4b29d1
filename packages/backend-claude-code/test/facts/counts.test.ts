import { describe, expect, it } from "vitest";
import { factsOf, reduceFacts, startState } from "../../src/facts/index.ts";
import {
  AGENT,
  at,
  call,
  envelope,
  factsAfter,
  prompt,
  reply,
  result,
  SESSION,
  START,
  system,
  text,
} from "./lines.ts";

describe("the counts", () => {
  it("count prompts, replies, calls and errors, each reply once", () => {
    const facts = factsAfter([
      prompt("do it"),
      reply({ type: "thinking", thinking: "", signature: "s" }),
      reply(text("I will")),
      reply(call("Bash", "toolu_1"), { stop: "tool_use" }),
      reply(call("Read", "toolu_2"), { stop: "tool_use" }),
      result("toolu_1", {}, true),
      result("toolu_2"),
      reply(text("done"), { id: "msg_2", stop: "end_turn" }),
      { type: "file-history-snapshot", messageId: "m", snapshot: {} },
    ]);

    expect(facts.counts).toEqual({
      lines: 9,
      prompts: 1,
      replies: 2,
      toolCalls: 2,
      toolErrors: 1,
      bad: 0,
      unknown: 0,
      compactions: 0,
    });
  });

  it("count a prompt typed while the model worked", () => {
    const attachment = { type: "queued_command", prompt: "also the tests", commandMode: "prompt" };
    const facts = factsAfter([prompt("do it"), envelope({ type: "attachment", attachment })]);

    expect(facts).toMatchObject({
      counts: { prompts: 2 },
      firstPrompt: "do it",
      lastPrompt: "also the tests",
    });
  });

  it("leave out what a sub-agent did in the same file", () => {
    const facts = factsAfter([
      prompt("do it"),
      prompt("Search for it", { isSidechain: true, timestamp: at(9) }),
      reply(call("Grep"), { id: "msg_s", line: { isSidechain: true }, model: "claude-haiku-4-5-20251001" }),
    ]);

    expect(facts).toMatchObject({ counts: { prompts: 1, replies: 0, toolCalls: 0 }, lastPrompt: "do it" });
    expect(facts).not.toHaveProperty("model");
  });

  it("count unreadable and unknown lines (136, 137)", () => {
    let state = startState(SESSION);
    for (const problem of ["invalid-json", "not-an-object", "too-long", "too-deep"] as const) {
      state = reduceFacts(state, { offset: 0, bytes: 5, problem, excerpt: "{..." });
    }
    for (const value of [{}, { type: 7 }, { type: "__proto__" }, { type: "from-the-future" }]) {
      state = reduceFacts(state, { offset: 0, bytes: 5, value });
    }

    expect(factsOf(state).counts).toMatchObject({ lines: 8, bad: 4, unknown: 4 });
  });
});

describe("the times", () => {
  it("are those of messages, not of state lines or hidden ones", () => {
    const facts = factsAfter([
      { type: "queue-operation", operation: "enqueue", timestamp: at(-100) },
      prompt("hidden", { isMeta: true, timestamp: at(-50) }),
      prompt("do it", { timestamp: at(1) }),
      reply(text("ok"), { line: { timestamp: at(20) } }),
      system("turn_duration", { timestamp: at(500) }),
    ]);

    expect(facts).toMatchObject({ firstMessageAt: START + 1_000, lastMessageAt: START + 20_000 });
  });

  it.each([
    "9999999-13-45",
    "+275760-09-13T00:00:00.000Z",
    1_700_000_000,
    null,
    "",
    "1970-01-01T00:00:00.000Z",
  ])("pass over the impossible time %j (147)", (timestamp) => {
    const facts = factsAfter([prompt("a", { timestamp: at(1) }), prompt("b", { timestamp })]);

    expect(facts.lastMessageAt).toBe(START + 1_000);
  });
});

describe("a session without anything to read", () => {
  it("is hidden with the reason", () => {
    expect(factsAfter([{ type: "summary", summary: "x", leafUuid: "y" }]).hidden).toBe("no messages");
    expect(factsAfter([prompt("Warmup"), reply(text("Ready"), { stop: "end_turn" })]).hidden).toBe("warm-up");
    expect(factsAfter([prompt("Warmup", { isSidechain: true })], AGENT).hidden).toBe("warm-up");
  });

  it("is not taken for a warm-up when somebody goes on in it or only says the word", () => {
    expect(factsAfter([prompt("Warmup"), prompt("now the real thing")])).not.toHaveProperty("hidden");
    expect(factsAfter([prompt("Warmup the cache")])).not.toHaveProperty("hidden");
    expect(factsAfter([prompt("hi"), prompt("Warmup")])).not.toHaveProperty("hidden");
  });
});
