import { describe, expect, it } from "vitest";
import { block, one, system } from "./entries.ts";

describe("system entries", () => {
  it.each([
    [{ durationMs: 381589 }, "the turn took 6 min 22 s"],
    [{ durationMs: 900 }, "the turn took 900 ms"],
    [
      { durationMs: 4200, pendingBackgroundAgentCount: 2, pendingWorkflowCount: 1 },
      "the turn took 4.2 s; 2 agents and 1 workflow still at work",
    ],
    [{}, "end of the turn"],
  ])("folds the end of a turn: %j", (more, label) => {
    expect(one(system("turn_duration", more)).folded).toBe(label);
  });

  it("puts a divider where the conversation was compacted", () => {
    const compactMetadata = { trigger: "auto", preTokens: 155207, postTokens: 12000, durationMs: 61000 };
    expect(block(system("compact_boundary", { content: "Conversation compacted", compactMetadata }))).toEqual(
      {
        type: "divider",
        label: "Conversation compacted",
        detail: "automatically, 155,207 tokens before, 12,000 after, took 1 min 1 s",
      },
    );
  });

  it.each([
    [
      { status: 529, error: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } } },
      "API error 529 (Overloaded): trying again in 545 ms, attempt 1 of 10",
    ],
    [
      { status: 529, message: '529 {"type":"error"}', formatted: "529 Overloaded" },
      "API error 529 (Overloaded): trying again in 545 ms, attempt 1 of 10",
    ],
    [{ cause: { code: "ECONNRESET" } }, "API error (ECONNRESET): trying again in 545 ms, attempt 1 of 10"],
    ["?", "API error (?): trying again in 545 ms, attempt 1 of 10"],
  ])("says that a request is tried again: %j", (error, text) => {
    const line = system("api_error", { error, retryInMs: 545, retryAttempt: 1, maxRetries: 10 });
    expect(block(line)).toMatchObject({ type: "notice", level: "warning", text });
  });

  it("folds hooks that ran, and shows one that stopped the turn or failed", () => {
    const hookInfos = [{ command: "lint", durationMs: 1200 }];
    const quiet = one(system("stop_hook_summary", { hookCount: 1, hookInfos, hookErrors: [] }));
    expect(quiet).toMatchObject({ folded: "1 stop hook ran", blocks: [{ text: "lint  (1.2 s)" }] });
    expect(
      block(
        system("stop_hook_summary", { hookInfos, preventedContinuation: true, stopReason: "tests fail" }),
      ),
    ).toMatchObject({
      type: "notice",
      level: "warning",
      text: "A hook stopped the turn: tests fail",
    });
    expect(block(system("stop_hook_summary", { hookInfos, hookErrors: ["boom"] }))).toMatchObject({
      text: "A stop hook reports: boom",
    });
  });

  it.each([
    [
      "away_summary",
      { content: "We fixed it. (disable recaps in /config)" },
      { type: "notice", level: "info", text: "Recap: We fixed it." },
    ],
    [
      "informational",
      { content: "Backgrounding…", level: "warning" },
      { type: "notice", level: "warning", text: "Backgrounding…" },
    ],
    ["scheduled_task_fire", { content: "woke up" }, { type: "notice", level: "info", text: "woke up" }],
    [
      "local_command",
      { content: "<command-name>/model</command-name>" },
      { type: "command", name: "/model", args: "" },
    ],
    [
      "local_command",
      { content: "<local-command-stdout>set</local-command-stdout>" },
      { type: "output", stdout: "set", stderr: "" },
    ],
  ])("shows %s", (subtype, more, expected) => {
    expect(block(system(subtype, more))).toEqual(expected);
  });

  it.each([
    [
      "microcompact_boundary",
      { microcompactMetadata: { tokensSaved: 21279 } },
      "old tool results cleared, 21,279 tokens saved",
    ],
    ["bridge_status", { content: "active" }, "remote control"],
    ["local_command", { content: "<local-command-stdout></local-command-stdout>" }, "command without output"],
    ["local_command", {}, "empty text"],
    ["away_summary", {}, "recap"],
  ])("folds %s", (subtype, more, label) => {
    expect(one(system(subtype, more)).folded).toBe(label);
  });

  it("shows the warnings of old versions, which have no subtype", () => {
    const line = { type: "system", content: "Opus 4 limit reached, now using Sonnet 4", level: "warning" };
    expect(block(line)).toEqual({ type: "notice", level: "warning", text: line.content });
  });

  it("shows an unknown subtype raw", () => {
    expect(block(system("moon_phase", { content: "full" }))).toMatchObject({
      type: "raw",
      reason: 'system entry "moon_phase" is not known',
    });
  });
});
