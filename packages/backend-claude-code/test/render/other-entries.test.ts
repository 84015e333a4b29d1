import { describe, expect, it } from "vitest";
import { classify, messages } from "../../src/render/index.ts";
import { attached, block, entry, one, user } from "./entries.ts";

describe("attachments", () => {
  it("shows a prompt that was queued as a prompt", () => {
    const line = attached({
      type: "queued_command",
      prompt: "also this",
      commandMode: "prompt",
      origin: { kind: "human" },
    });
    expect(one(line)).toMatchObject({
      role: "user",
      prompt: true,
      blocks: [{ type: "text", text: "also this" }],
    });
  });

  it("shows a notification that was queued as a notice", () => {
    const prompt = "<task-notification><status>completed</status><summary>done</summary></task-notification>";
    const message = one(attached({ type: "queued_command", prompt, commandMode: "task-notification" }));
    expect(message).toMatchObject({
      role: "system",
      blocks: [{ type: "notice", level: "info", text: "done" }],
    });
    expect(message.prompt).toBeUndefined();
  });

  it.each([
    [
      {
        type: "file",
        filename: "/p/a.ts",
        displayPath: "a.ts",
        content: { type: "text", file: { content: "x" } },
      },
      { type: "attachment", label: "a.ts", path: "/p/a.ts", text: "x" },
    ],
    [
      { type: "directory", path: "/p/src", content: "a\nb" },
      { type: "attachment", label: "src", path: "/p/src", text: "a\nb" },
    ],
    [
      { type: "selected_lines_in_ide", filename: "/p/a.ts", lineStart: 1, lineEnd: 2, content: "x" },
      { type: "attachment", label: "lines 1–2 of a.ts", path: "/p/a.ts", text: "x" },
    ],
    [
      { type: "goal_status", met: true, condition: "tests pass", reason: "they do" },
      { type: "notice", level: "info", text: "Goal reached: tests pass", detail: "they do" },
    ],
    [
      { type: "hook_blocking_error", hookName: "Stop", content: "no tests" },
      { type: "notice", level: "warning", text: "Hook Stop blocked: no tests", detail: "no tests" },
    ],
  ])("shows %j", (attachment, expected) => {
    expect(block(attached(attachment))).toEqual(expected);
  });

  it("shows a mentioned picture", () => {
    const file = { base64: "iVBORw0KGgo=", type: "image/png" };
    expect(
      one(attached({ type: "file", filename: "/a.png", content: { type: "image", file } })).blocks[1],
    ).toMatchObject({ type: "image", bytes: 8 });
  });

  it.each([
    [
      { type: "hook_success", hookName: "PreToolUse:Bash", command: "lint", stdout: "ok", exitCode: 0 },
      "hook PreToolUse:Bash",
    ],
    [
      { type: "hook_non_blocking_error", hookName: "Stop", stderr: "x", exitCode: 127 },
      "hook Stop failed with exit code 127",
    ],
    [
      { type: "async_hook_response", hookName: "Stop", stderr: "denied", exitCode: 126 },
      "hook Stop failed with exit code 126",
    ],
    [{ type: "hook_cancelled", hookName: "Stop", timedOut: true }, "hook Stop timed out"],
    [
      { type: "hook_system_message", hookName: "SessionStart:startup", content: "\n\nlinked" },
      "hook SessionStart:startup: linked",
    ],
    [
      { type: "hook_additional_context", hookName: "SessionStart", content: ["a", "b"] },
      "hook SessionStart adds to the context",
    ],
    [{ type: "total_tokens_reminder", text: "9 left" }, "reminder of the tokens left"],
    [
      { type: "deferred_tools_delta", addedNames: ["A"], removedNames: ["B", "C"] },
      "1 tool added, 2 tools removed",
    ],
    [
      { type: "edited_text_file", filename: "/p/a.ts", snippet: "1\tx" },
      "a.ts changed outside the conversation",
    ],
    [
      { type: "diagnostics", files: [{ uri: "a", diagnostics: [{ message: "x" }] }] },
      "the editor reports 1 problem",
    ],
    [{ type: "date_change", newDate: "2026-06-05" }, "the date is now 2026-06-05"],
    [{ type: "plan_mode" }, "plan mode"],
  ])("folds %j", (attachment, label) => {
    expect(one(attached(attachment)).folded).toBe(label);
  });

  it("shows an unknown attachment raw", () => {
    expect(block(attached({ type: "hologram" }))).toMatchObject({
      type: "raw",
      reason: 'attachment "hologram" is not known',
    });
    expect(block({ type: "attachment" })).toMatchObject({ type: "raw", reason: "attachment without a type" });
  });
});

describe("state, logs and progress", () => {
  it.each([
    [{ type: "ai-title", aiTitle: "Fix it" }, "title: Fix it"],
    [{ type: "custom-title", customTitle: "Mine" }, "title given by you: Mine"],
    [{ type: "summary", summary: "Fix it", leafUuid: "x" }, "title: Fix it"],
    [{ type: "mode", mode: "normal" }, "mode: normal"],
    [{ type: "permission-mode", permissionMode: "plan" }, "permission mode: plan"],
    [{ type: "last-prompt", lastPrompt: "go\non" }, "last prompt: go"],
    [{ type: "queue-operation", operation: "enqueue", content: "and this" }, "queued: and this"],
    [{ type: "queue-operation", operation: "dequeue" }, "taken from the queue"],
    [{ type: "queue-operation", operation: "remove" }, "removed from the queue"],
    [{ type: "queue-operation", operation: "popAll", content: "x" }, "queue put back into the editor"],
    [
      { type: "pr-link", prNumber: 16, prUrl: "https://x/16", prRepository: "o/r" },
      "pull request #16 of o/r",
    ],
    [
      { type: "file-history-snapshot", snapshot: { trackedFileBackups: { a: {}, b: {} } } },
      "checkpoint of 2 files",
    ],
    [{ type: "file-history-delta", trackingPath: "src/a.ts" }, "checkpoint of a.ts"],
    [{ type: "cost-state", totalCostUSD: 1.234 }, "cost so far: $1.23"],
    [{ type: "relocated", relocatedCwd: "/w" }, "moved to: /w"],
    [{ type: "worktree-state", worktreeSession: { worktreeName: "w" } }, "worktree: w"],
    [
      { type: "progress", data: { type: "bash_progress", elapsedTimeSeconds: 2, output: "x" } },
      "a command has run for 2 seconds",
    ],
    [{ type: "progress", data: { type: "hook_progress", hookName: "Stop", command: "x" } }, "hook Stop runs"],
    [{ type: "progress", data: { type: "agent_progress", message: user("look") } }, "a sub-agent is at work"],
    [
      { type: "progress", data: { type: "mcp_progress", serverName: "s", toolName: "t", status: "started" } },
      "s t started",
    ],
  ])("folds %j", (line, label) => {
    const message = one(line);
    expect(message).toMatchObject({ role: "system", folded: label });
    expect(classify(entry(line))).toBe("folded");
  });

  it.each([
    [{ type: "hologram" }, 'entry type "hologram" is not known'],
    [{ type: "constructor" }, 'entry type "constructor" is not known'],
    [{ type: 7 }, "entry without a type"],
    [{}, "entry without a type"],
    [{ type: "progress", data: { type: "hologram" } }, 'progress "hologram" is not known'],
  ])("shows %j raw", (line, reason) => {
    expect(block(line)).toMatchObject({ type: "raw", reason });
    expect(classify(entry(line))).toBe("raw");
  });
});

describe("entries that could not be read", () => {
  it.each([
    ["invalid-json", "this line is not JSON (9 bytes)"],
    ["not-an-object", "this line is JSON, but no object (9 bytes)"],
    ["too-long", "this line is too long (9 bytes)"],
    ["too-deep", "this line is nested too deeply (9 bytes)"],
  ] as const)("shows a line with the problem %s, with its beginning (136, 137)", (problem, reason) => {
    const bad = { offset: 40, bytes: 9, problem, excerpt: "{ half" };
    expect(messages(bad)).toEqual([
      { id: "e@40", role: "system", blocks: [{ type: "raw", reason, value: "{ half" }] },
    ]);
    expect(classify(bad)).toBe("bad");
  });
});
