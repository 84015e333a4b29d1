import { describe, expect, it } from "vitest";
import { answer, one, render, resultView, user } from "./entries.ts";

const PATCH = [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 2, lines: [" a", "+b"] }];
const PNG = "iVBORw0KGgo=";

describe("tool results by their shape", () => {
  it.each([
    [
      "a command",
      { stdout: "out", stderr: "err", interrupted: true, isImage: false },
      { kind: "shell", stdout: "out", stderr: "err", interrupted: true },
    ],
    [
      "a command without a match",
      { stdout: "", stderr: "", interrupted: false, returnCodeInterpretation: "No matches found" },
      { kind: "shell", stdout: "", stderr: "", note: "No matches found" },
    ],
    [
      "a command sent to the background",
      { stdout: "", stderr: "", backgroundTaskId: "b1", timedOutAfterMs: 120000 },
      {
        kind: "shell",
        stdout: "",
        stderr: "",
        background: "b1",
        note: "timed out after 2 min 0 s; runs in the background as b1",
      },
    ],
    [
      "a command with much output",
      {
        stdout: "x",
        stderr: "",
        persistedOutputPath: "/h/.claude/tool-results/b9.txt",
        persistedOutputSize: 38826,
      },
      { kind: "shell", stdout: "x", stderr: "", note: "whole output in b9.txt (38,826 bytes)" },
    ],
    [
      "output of a shell in the background",
      { shellId: "bash_1", status: "completed", exitCode: 3, stdout: "o", stderr: "e" },
      { kind: "shell", stdout: "o", stderr: "e", exitCode: 3, background: "bash_1", note: "completed" },
    ],
    [
      "output of a task",
      {
        retrieval_status: "timeout",
        task: {
          task_id: "b1",
          task_type: "local_bash",
          status: "running",
          description: "tests",
          output: "ok",
          exitCode: null,
        },
      },
      { kind: "shell", stdout: "ok", stderr: "", background: "b1", note: "tests; running; timeout" },
    ],
    [
      "output of an agent",
      {
        retrieval_status: "success",
        task: {
          task_id: "a1",
          task_type: "local_agent",
          status: "completed",
          description: "d",
          output: "o",
          result: "r",
        },
      },
      { kind: "agent", agentId: "a1", status: "completed", text: "r" },
    ],
    [
      "the end of a task",
      { message: "stopped b1", task_id: "b1", task_type: "local_bash" },
      { kind: "text", text: "stopped b1" },
    ],
    [
      "an edit",
      {
        filePath: "/a",
        oldString: "x",
        newString: "y",
        originalFile: "x",
        structuredPatch: PATCH,
        userModified: false,
      },
      { kind: "diff", path: "/a", hunks: PATCH },
    ],
    [
      "an edit that the person changed",
      { filePath: "/a", oldString: "x", newString: "y", structuredPatch: PATCH, userModified: true },
      { kind: "diff", path: "/a", hunks: PATCH },
    ],
    [
      "several edits",
      { filePath: "/a", edits: [{ old_string: "x", new_string: "y" }], structuredPatch: PATCH },
      { kind: "diff", path: "/a", hunks: PATCH },
    ],
    [
      "a new file",
      { type: "create", filePath: "/a", content: "x", structuredPatch: [], originalFile: null },
      { kind: "diff", path: "/a", hunks: [], created: true, text: "x" },
    ],
    [
      "a rewritten file",
      { type: "update", filePath: "/a", content: "x", structuredPatch: PATCH },
      { kind: "diff", path: "/a", hunks: PATCH },
    ],
    [
      "a cell",
      {
        cell_number: 1,
        new_source: "x",
        cell_type: "code",
        language: "python",
        edit_mode: "replace",
        error: "no such cell",
      },
      { kind: "text", text: "no such cell" },
    ],
    [
      "a file",
      { type: "text", file: { filePath: "/a", content: "x\ny", numLines: 2, startLine: 10, totalLines: 99 } },
      { kind: "file", path: "/a", text: "x\ny", startLine: 10, totalLines: 99 },
    ],
    [
      "a picture",
      { type: "image", file: { base64: PNG, type: "image/png", originalSize: 8 } },
      {
        kind: "text",
        text: "told",
        images: [{ type: "image", mediaType: "image/png", data: PNG, bytes: 8 }],
      },
    ],
    [
      "a notebook",
      { type: "notebook", file: { filePath: "/n", cells: [{ cellType: "code", source: "print()" }] } },
      { kind: "file", path: "/n", text: "# %% 1 code\nprint()", startLine: 1 },
    ],
    [
      "lines that match",
      { mode: "content", numFiles: 0, filenames: [], content: "a:1", numLines: 1, appliedLimit: 1 },
      { kind: "matches", files: [], count: 1, text: "a:1", truncated: true },
    ],
    [
      "files that match",
      { mode: "files_with_matches", filenames: ["a"], numFiles: 1 },
      { kind: "matches", files: ["a"], count: 1 },
    ],
    [
      "counts of matches",
      { mode: "count", filenames: [], numFiles: 1, content: "a:2", numMatches: 2 },
      { kind: "matches", files: [], count: 2, text: "a:2" },
    ],
    [
      "files by name",
      { filenames: ["a", "b"], durationMs: 1, numFiles: 2, truncated: true },
      { kind: "matches", files: ["a", "b"], count: 2, truncated: true },
    ],
    [
      "no files",
      { filenames: [], durationMs: 1, numFiles: 0, truncated: false },
      { kind: "text", text: "told" },
    ],
    [
      "a to-do list",
      { oldTodos: [], newTodos: [{ content: "a", status: "completed" }] },
      { kind: "todos", items: [{ text: "a", status: "completed" }] },
    ],
    [
      "a new task",
      { task: { id: "4", subject: "a" } },
      { kind: "todos", items: [{ id: "4", text: "a", status: "pending" }] },
    ],
    [
      "all tasks",
      { tasks: [{ id: "1", subject: "a", status: "in_progress", blockedBy: [] }] },
      { kind: "todos", items: [{ id: "1", text: "a", status: "in_progress" }] },
    ],
    [
      "a changed task",
      {
        success: true,
        taskId: "1",
        updatedFields: ["status"],
        statusChange: { from: "pending", to: "completed" },
      },
      { kind: "text", text: "Task #1: pending → completed" },
    ],
    [
      "a missing task",
      { success: false, taskId: "8", updatedFields: [], error: "Task not found" },
      { kind: "text", text: "Task #8: Task not found" },
    ],
    [
      "an agent",
      {
        status: "completed",
        prompt: "p",
        agentId: "a1",
        content: [{ type: "text", text: "done" }],
        totalDurationMs: 5,
        totalTokens: 6,
        totalToolUseCount: 7,
      },
      {
        kind: "agent",
        agentId: "a1",
        status: "completed",
        text: "done",
        durationMs: 5,
        tokens: 6,
        toolCalls: 7,
      },
    ],
    [
      "an agent of 1.0",
      {
        content: [{ type: "text", text: "done" }],
        totalDurationMs: 5,
        totalTokens: 6,
        totalToolUseCount: 7,
        usage: {},
      },
      { kind: "agent", status: "completed", text: "done", durationMs: 5, tokens: 6, toolCalls: 7 },
    ],
    [
      "an agent in the background",
      {
        isAsync: true,
        status: "async_launched",
        agentId: "a1",
        description: "d",
        prompt: "p",
        outputFile: "/o",
      },
      { kind: "agent", agentId: "a1", status: "started in the background", text: "d" },
    ],
    [
      "a teammate",
      { status: "teammate_spawned", teammate_id: "x@t", agent_id: "x@t", name: "x", team_name: "t" },
      { kind: "agent", agentId: "x@t", status: "teammate started", text: "x (team t)" },
    ],
    [
      "a workflow",
      { status: "async_launched", taskId: "w1", runId: "wf_1", workflowName: "review", summary: "s" },
      { kind: "agent", status: "started in the background", text: "s" },
    ],
    [
      "a page",
      { bytes: 9, code: 200, codeText: "OK", result: "# R", durationMs: 4, url: "https://a.example" },
      { kind: "fetch", status: "200 OK", bytes: 9, durationMs: 4, text: "# R" },
    ],
    [
      "a search",
      {
        query: "q",
        results: [{ tool_use_id: "s", content: [{ title: "T", url: "https://a.example" }, {}] }, "In short."],
        durationSeconds: 1,
      },
      { kind: "links", links: [{ title: "T", url: "https://a.example" }], text: "In short." },
    ],
    [
      "answers",
      {
        questions: [{ question: "Which?" }],
        answers: { "Which?": "A" },
        annotations: { "Which?": { notes: "soon" } },
      },
      { kind: "answers", answers: [{ question: "Which?", answer: "A — soon" }] },
    ],
    [
      "no answers",
      { questions: [{ question: "Which?" }], answers: {}, afkTimeoutMs: 60000 },
      { kind: "text", text: "told" },
    ],
    [
      "a plan",
      { plan: "# P", isAgent: false, filePath: "/p.md" },
      { kind: "plan", approved: true, text: "# P", path: "/p.md" },
    ],
    [
      "tools found",
      { matches: ["A", "B"], query: "q", total_deferred_tools: 124 },
      { kind: "text", text: "Loaded A, B" },
    ],
    [
      "no tools found",
      { matches: [], query: "q", total_deferred_tools: 124 },
      { kind: "text", text: "No tool found among 124" },
    ],
    ["a skill", { success: true, commandName: "x" }, { kind: "text", text: "told" }],
    ["an array of an MCP server", [{ type: "text", text: "told" }], { kind: "text", text: "told" }],
  ])("recognises %s", (_, detail, expected) => {
    expect(resultView("told", detail)).toEqual(expected);
  });

  it("shows an unknown structure as fields only when there is no text", () => {
    expect(resultView("", { port: 1 })).toEqual({
      kind: "text",
      text: "",
      fields: [{ name: "port", value: "1" }],
    });
  });

  it("takes the line numbers off a file that has no structure", () => {
    expect(resultView("     9→a\n    10→\n")).toEqual({ kind: "text", text: "     9→a\n    10→\n" });
    expect(resultView("     9→a\n    10→b")).toEqual({ kind: "file", path: "", text: "a\nb", startLine: 9 });
  });

  it("shows the warning for an empty range", () => {
    const file = { filePath: "/a", content: "", numLines: 0, startLine: 280, totalLines: 269 };
    expect(resultView("File is shorter", { type: "text", file })).toEqual({
      kind: "text",
      text: "File is shorter",
    });
  });

  it("keeps pictures and tool references of the content", () => {
    const content = [
      { type: "text", text: "seen" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
      { type: "tool_reference", tool_name: "TaskStop" },
    ];
    expect(resultView(content)).toEqual({
      kind: "text",
      text: "seen\n\nTaskStop",
      images: [{ type: "image", mediaType: "image/png", data: PNG, bytes: 8 }],
    });
  });

  it("says that the person changed an edit", () => {
    const detail = { filePath: "/a", newString: "y", structuredPatch: PATCH, userModified: true };
    expect(one(answer("told", detail)).blocks[1]).toMatchObject({
      type: "notice",
      text: "You changed this edit before it was applied",
    });
  });

  it("leaves an edit without a patch to its call", () => {
    expect(resultView("told", { filePath: "/a", oldString: "x", newString: "y" })).toEqual({
      kind: "text",
      text: "told",
    });
  });
});

describe("failed tools", () => {
  const refusal = "The user doesn't want to proceed with this tool use. The tool use was rejected.";

  it("splits the exit code off a command's output", () => {
    expect(
      resultView("Exit code 127\nsh: no such thing", "Error: Exit code 127\nsh: no such thing", {
        is_error: true,
      }),
    ).toEqual({
      kind: "shell",
      stdout: "sh: no such thing",
      stderr: "",
      exitCode: 127,
    });
  });

  it("takes the wrapper off an error", () => {
    const text = "<tool_use_error>File has not been read yet.</tool_use_error>";
    expect(resultView(text, "Error: File has not been read yet.", { is_error: true })).toEqual({
      kind: "text",
      text: "File has not been read yet.",
    });
  });

  it("shows of a refusal only what the person said", () => {
    const said = `${refusal} To tell you how to proceed, the user said:\ndon't check this in`;
    expect(resultView(said, "Error: x", { is_error: true })).toEqual({
      kind: "text",
      text: "don't check this in",
    });
    expect(resultView(refusal, "User rejected tool use", { is_error: true })).toEqual({
      kind: "text",
      text: "",
    });
  });

  it.each([
    ["newer writers", refusal, undefined, { toolDenialKind: "user-rejected" }, "you said no"],
    ["older writers", refusal, "User rejected tool use", {}, "you said no"],
    ["a rule", "Permission to use Bash has been denied", undefined, {}, "a permission rule said no"],
    ["auto mode", "blocked", undefined, { toolDenialKind: "automode-blocked" }, "auto mode blocked it"],
    ["a reason to come", "no", undefined, { toolDenialKind: "moon-phase" }, "moon-phase"],
    ["a plain error", "ENOENT", "Error: ENOENT", {}, undefined],
  ])("says who refused: %s", (_, text, detail, more, denied) => {
    const [message] = render(answer(text, detail, { is_error: true, ...more }));
    const said = denied === undefined ? {} : { denied };
    expect(message?.blocks[0]).toEqual({
      type: "tool_result",
      toolId: "toolu_1",
      isError: true,
      ...said,
      view: expect.anything(),
    });
  });
});

describe("lines with tool results", () => {
  it("keeps several results apart and gives none the structure of another", () => {
    const results = ["a", "b"].map((id) => ({ type: "tool_result", tool_use_id: id, content: id }));
    const message = one(user(results, { toolUseResult: { stdout: "x", stderr: "" } }));
    expect(message.role).toBe("tool");
    expect(message.blocks).toMatchObject([
      { toolId: "a", view: { kind: "text", text: "a" } },
      { toolId: "b", view: { kind: "text", text: "b" } },
    ]);
  });

  it("keeps other blocks of the line", () => {
    const message = one(
      user([
        { type: "tool_result", tool_use_id: "a", content: "x" },
        { type: "text", text: "and look" },
      ]),
    );
    expect(message.blocks[1]).toEqual({ type: "text", text: "and look", format: "markdown" });
  });

  it("folds reminders at the ends of a result and leaves those in the middle", () => {
    const reminder = "<system-reminder>be kind</system-reminder>";
    const [result, folded] = render(answer(`a ${reminder} b\n\n${reminder}\n`));
    expect(result?.blocks[0]).toMatchObject({ view: { text: `a ${reminder} b` } });
    expect(folded).toMatchObject({ folded: "system reminder", blocks: [{ text: "be kind" }] });
  });

  it("shows unknown content and results without an id raw", () => {
    const [message] = render(answer([{ type: "hologram" }]));
    expect(message?.blocks[1]).toMatchObject({ type: "raw" });
    expect(one(user([{ type: "tool_result", content: "x" }])).blocks[0]).toMatchObject({ type: "raw" });
  });
});
