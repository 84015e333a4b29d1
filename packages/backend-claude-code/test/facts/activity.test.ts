import type { Activity, JsonObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import {
  AGENT,
  at,
  call,
  envelope,
  factsAfter,
  prompt,
  reply,
  result,
  START,
  system,
  text,
} from "./lines.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OLD = { line: { version: "2.1.39" } };

/** What the rule makes of an activity when the file has been quiet for so long. */
function after(activity: Activity, quiet: number): string {
  const later = activity.later?.findLast((step) => quiet >= step.afterMs);
  const { state, reason } = later ?? activity;
  return reason === undefined ? state : `${state}: ${reason}`;
}

function seen(lines: readonly JsonObject[], quiet = 0): string {
  return after(factsAfter(lines).activity, quiet);
}

const mode = (permissionMode: string) => ({ type: "permission-mode", permissionMode });
const apiError = (words: string) =>
  reply(text(words), { model: "<synthetic>", line: { isApiErrorMessage: true, error: "rate_limit" } });

describe("a session is working", () => {
  it.each([
    ["after a prompt", [prompt("do it")], "working"],
    ["after text that leads to a tool call", [reply(text("Let me look"), { stop: "tool_use" })], "working"],
    ["while the model thinks", [prompt("do it"), reply({ type: "thinking", thinking: "" })], "working"],
    ["after a tool's result", [reply(call("Read")), result("toolu_1")], "working"],
    ["while a tool runs", [mode("auto"), reply(call("Bash"), { stop: "tool_use" })], "working: runs Bash"],
    [
      "while one of several tools runs",
      [reply(call("Read", "a")), reply(call("Grep", "b")), reply(call("Glob", "c")), result("b")],
      "working: runs 2 tools",
    ],
    [
      "while it repeats a failed request",
      [prompt("x"), system("api_error", { retryInMs: 500, retryAttempt: 3, maxRetries: 10 })],
      "working: tries again after an API error (3 of 10)",
    ],
    [
      "after a background result",
      [prompt("<task-notification><task-id>b1</task-id></task-notification>")],
      "working",
    ],
    [
      "when a hook sends it back",
      [system("stop_hook_summary"), prompt("Stop hook feedback:\n- no", { isMeta: true })],
      "working",
    ],
    [
      "after a command that becomes a prompt",
      [prompt("<command-name>/review</command-name>"), prompt("Review…", { isMeta: true })],
      "working",
    ],
    [
      "while it compacts",
      [prompt("<command-name>/compact</command-name>")],
      "working: compacts the conversation",
    ],
    [
      "after a compaction of its own accord",
      [
        system("compact_boundary", { compactMetadata: { trigger: "auto" } }),
        prompt("This session is being continued from a previous conversation", { isCompactSummary: true }),
      ],
      "working",
    ],
    [
      "with a prompt in its queue",
      [
        reply(text("ok"), { stop: "end_turn" }),
        { type: "queue-operation", operation: "enqueue", content: "more" },
      ],
      "working: has a prompt in its queue",
    ],
  ])("%s", (_, lines, expected) => {
    expect(seen(lines)).toBe(expected);
  });

  it("since its turn began", () => {
    const { activity } = factsAfter([
      prompt("do it", { timestamp: at(5) }),
      reply(call("Bash"), { line: { timestamp: at(9) } }),
      result("toolu_1", { timestamp: at(90) }),
    ]);

    expect(activity.since).toBe(START + 5_000);
  });
});

describe("a session waits for a person", () => {
  it.each([
    ["AskUserQuestion", "waiting: asks a question"],
    ["ExitPlanMode", "waiting: asks to approve its plan"],
    ["EnterPlanMode", "waiting: asks to plan first"],
  ])("when %s is open, whatever else runs", (tool, expected) => {
    const lines = [mode("bypassPermissions"), reply(call(tool, "q")), reply(call("Bash", "b")), result("b")];

    expect(seen(lines)).toBe(expected);
    expect(seen(lines, 12 * HOUR)).toBe(expected);
    expect(seen(lines, 25 * HOUR)).toBe("idle: left without an answer");
    expect(seen([...lines, result("q")])).toBe("working");
  });

  it.each([
    ["default", "Bash", true],
    ["default", "Edit", true],
    ["default", "mcp__github__create_issue", true],
    ["default", "Read", false],
    ["default", "Agent", false],
    ["acceptEdits", "Edit", false],
    ["acceptEdits", "Bash", true],
    ["bypassPermissions", "Bash", false],
    ["auto", "Bash", false],
    ["plan", "Bash", false],
  ])("perhaps, in mode %s with %s open and quiet: %s", (permissionMode, tool, waits) => {
    const lines = [mode(permissionMode), reply(call(tool), { stop: "tool_use" })];

    expect(seen(lines, 9_000)).toBe(`working: runs ${tool}`);
    expect(seen(lines, 10_000)).toBe(
      waits ? `waiting: may wait for permission to run ${tool}` : `working: runs ${tool}`,
    );
  });

  it("is not guessed for a sub-agent, whose file does not tell the mode", () => {
    const { activity } = factsAfter([reply(call("Bash"), { line: { isSidechain: true } })], AGENT);

    expect(after(activity, MINUTE)).toBe("working: runs Bash");
  });
});

describe("a session is idle", () => {
  const done = reply(text("Done."), { stop: "end_turn" });

  it.each([
    ["when the model says that its turn ends", [prompt("x"), done], "idle"],
    ["when it is cut off", [reply(text("Do"), { stop: "max_tokens" })], "idle: cut off at the output limit"],
    ["when the model refuses", [reply(text("No"), { stop: "refusal" })], "idle: the model refused to answer"],
    [
      "when an old writer counts the turn's time",
      [prompt("x"), reply(text("Done."), OLD), system("turn_duration")],
      "idle",
    ],
    [
      "when stop hooks have run",
      [prompt("x"), reply(text("Done."), OLD), system("stop_hook_summary")],
      "idle",
    ],
    [
      "when a hook stopped it",
      [reply(call("Bash")), system("stop_hook_summary", { preventedContinuation: true })],
      "idle: stopped by a hook",
    ],
    [
      "with work in the background",
      [done, system("turn_duration", { pendingBackgroundAgentCount: 2 })],
      "idle: work goes on in the background",
    ],
    [
      "when somebody interrupts the answer",
      [reply({ type: "thinking", thinking: "" }), prompt("[Request interrupted by user]")],
      "idle: interrupted",
    ],
    [
      "when somebody rejects a tool",
      [
        reply(call("Bash")),
        result("toolu_1", {}, true),
        prompt("[Request interrupted by user for tool use]"),
      ],
      "idle: interrupted",
    ],
    [
      "after a local command's output",
      [
        prompt("<command-name>/model</command-name>"),
        prompt("<local-command-stdout>Set model to opus</local-command-stdout>"),
      ],
      "idle",
    ],
    [
      "after a local command of newer writers",
      [system("local_command", { content: "<local-command-stdout>x</local-command-stdout>" })],
      "idle",
    ],
    [
      "after a shell line",
      [
        prompt("<bash-input>ls</bash-input>"),
        prompt("<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>"),
      ],
      "idle",
    ],
    [
      "after a compaction by hand",
      [
        prompt("<command-name>/compact</command-name>"),
        system("compact_boundary", { compactMetadata: { trigger: "manual" } }),
      ],
      "idle",
    ],
    [
      "after the filler of a resumed session",
      [prompt("x"), reply(text("No response requested."), { model: "<synthetic>" })],
      "idle",
    ],
    ["when it was closed", [done, { type: "cost-state", totalCostUSD: 1 }], "idle: ended"],
    [
      "when it was closed after a failure",
      [
        reply(text("API Error: 529 Overloaded"), { line: { isApiErrorMessage: true, error: "overloaded" } }),
        { type: "cost-state", totalCostUSD: 1 },
      ],
      "error: API Error: 529 Overloaded",
    ],
    [
      "when it was closed in the middle",
      [reply(call("Bash")), { type: "cost-state", totalCostUSD: 1 }],
      "idle: ended",
    ],
    [
      "when the queued prompt is taken back",
      [
        done,
        { type: "queue-operation", operation: "enqueue" },
        { type: "queue-operation", operation: "popAll" },
      ],
      "idle",
    ],
  ])("%s", (_, lines, expected) => {
    expect(seen(lines)).toBe(expected);
    expect(seen(lines, HOUR)).toBe(expected);
  });

  it("and stays so when titles, snapshots and hooks are written afterwards", () => {
    const noise = [
      { type: "ai-title", aiTitle: "x" },
      { type: "last-prompt", lastPrompt: "x" },
      { type: "file-history-snapshot" },
      envelope({ type: "attachment", attachment: { type: "hook_success" } }),
      prompt("Caveat: The messages below were generated by the user", { isMeta: true }),
      envelope({ type: "progress", data: { type: "bash_progress" } }),
      system("away_summary", { content: "recap" }),
    ];

    expect(seen([done, ...noise])).toBe("idle");
  });

  it("10 seconds after a text of a writer that does not record why an answer ended", () => {
    const lines = [prompt("x"), reply(text("Done."), OLD)];

    expect(seen(lines, 9_999)).toBe("working");
    expect(seen(lines, 10_000)).toBe("idle");
    expect(seen([prompt("x"), reply(text("…"))], 10_000)).toBe("working");
  });

  it("is not idle for a text before a tool call of an old writer", () => {
    const lines = [mode("auto"), reply(text("Let me run it"), OLD), reply(call("Bash"), OLD)];

    expect(seen(lines, MINUTE)).toBe("working: runs Bash");
  });

  it("10 seconds after a command that nothing follows", () => {
    const lines = [prompt("<command-name>/clear</command-name>")];

    expect(seen(lines)).toBe("working: runs /clear");
    expect(seen(lines, 10_000)).toBe("idle");
  });
});

describe("a session that stopped writing in the middle", () => {
  it.each([
    ["after a prompt", [prompt("x")], 5 * MINUTE, "idle: stopped"],
    ["in a tool", [mode("auto"), reply(call("Bash"))], 15 * MINUTE, "idle: stopped in Bash"],
    ["while sub-agents work", [mode("auto"), reply(call("Agent"))], HOUR, "idle: stopped in Agent"],
    ["at a permission", [reply(call("Bash"))], HOUR, "idle: stopped in Bash"],
    ["before a repeated request", [system("api_error", { retryInMs: MINUTE })], 6 * MINUTE, "idle: stopped"],
  ])("is given up: %s", (_, lines, quiet, expected) => {
    expect(seen(lines, quiet - 1)).not.toBe(expected);
    expect(seen(lines, quiet)).toBe(expected);
  });

  it("forgets open calls when somebody speaks again or the model goes on", () => {
    expect(seen([reply(call("AskUserQuestion")), prompt("never mind")])).toBe("working");
    expect(seen([reply(call("AskUserQuestion")), reply(text("So"), { id: "msg_2", stop: "end_turn" })])).toBe(
      "idle",
    );
  });
});

describe("a session is in error", () => {
  it("when the last answer is an API error, with its words", () => {
    const lines = [prompt("x"), apiError("You've hit your limit · resets 5am")];

    expect(seen(lines)).toBe("error: You've hit your limit · resets 5am");
    expect(seen(lines, HOUR)).toBe("error: You've hit your limit · resets 5am");
    expect(seen([...lines, system("turn_duration")])).toBe("error: You've hit your limit · resets 5am");
    expect(seen([...lines, prompt("again")])).toBe("working");
  });
});

describe("the words of an API error", () => {
  it.each([
    [
      'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"x"}',
      "error: API Error: 529: Overloaded",
    ],
    ["Invalid API key · Please run /login", "error: Invalid API key · Please run /login"],
    ["API Error: 500 {broken", "error: API Error: 500 {broken"],
    ["", "error: API error"],
  ])("of %j are %j", (words, expected) => {
    expect(seen([apiError(words)])).toBe(expected);
  });
});

describe("of a session without messages", () => {
  it("nothing is known", () => {
    expect(seen([])).toBe("unknown");
    expect(seen([{ type: "ai-title", aiTitle: "x" }], HOUR)).toBe("unknown");
  });
});
