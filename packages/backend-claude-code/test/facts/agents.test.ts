import type { JsonObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { AGENT, call, factsAfter, prompt, reply, result, SESSION, text } from "./lines.ts";

const aside = (line: JsonObject, agentId = "a02a5b8"): JsonObject => ({
  ...line,
  isSidechain: true,
  agentId,
});

describe("a sub-agent's file", () => {
  const lines = [
    aside(prompt("Find every use of\nthe helper")),
    aside(reply(call("Grep"), { id: "msg_1", model: "claude-haiku-4-5-20251001" })),
    aside(result("toolu_1")),
    aside(reply(text("Found 3"), { id: "msg_2", stop: "end_turn", model: "claude-haiku-4-5-20251001" })),
  ];

  it("is read like a conversation of its own", () => {
    expect(factsAfter(lines, AGENT)).toMatchObject({
      title: "Find every use of the helper",
      agentTask: "Find every use of the helper",
      agentId: "a02a5b8",
      model: "claude-haiku-4-5-20251001",
      activity: { state: "idle" },
      counts: { prompts: 1, replies: 2, toolCalls: 1 },
    });
  });

  it("names its parent where the path does not", () => {
    expect(factsAfter(lines, AGENT).parentId).toBe(SESSION.id);
    expect(factsAfter(lines, { ...AGENT, parentId: SESSION.id })).not.toHaveProperty("parentId");
    expect(factsAfter(lines)).not.toHaveProperty("parentId");
  });

  it("names the session that it was forked off", () => {
    const fork = {
      type: "fork-context-ref",
      agentId: "a02a5b8",
      parentSessionId: "the-parent",
      parentLastUuid: "x",
    };

    expect(factsAfter([fork, ...lines], AGENT).parentId).toBe("the-parent");
    expect(factsAfter([fork, ...lines])).not.toHaveProperty("parentId");
  });

  it.each([
    ["acompact-fffbd0", "compaction"],
    ["aside_question-0a1b2c3d", "side question"],
    ["reviewer-0a1b2c3d", "reviewer"],
    ["a4cd03ded3b8c77f5", undefined],
  ])("of id %s has the type %s", (id, agentType) => {
    expect(factsAfter(lines, { ...AGENT, id }).agentType).toBe(agentType);
  });
});
