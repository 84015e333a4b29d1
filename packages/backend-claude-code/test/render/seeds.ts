import type { JsonObject } from "@vibedeck/core";
import { answer, assistant, attached, system, user } from "./entries.ts";

const PNG = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" };
const PATCH = [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 2, lines: [" a", "+b"] }];
const USAGE = {
  input_tokens: 2,
  output_tokens: 3,
  cache_creation_input_tokens: 4,
  cache_read_input_tokens: 5,
  cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
};

const CALLS: readonly (readonly [string, object])[] = [
  ["Bash", { command: "ls", description: "d", timeout: 5, run_in_background: true }],
  ["Edit", { file_path: "/a", old_string: "x", new_string: "y", replace_all: true }],
  ["MultiEdit", { file_path: "/a", edits: [{ old_string: "x", new_string: "y" }] }],
  ["Write", { file_path: "/a", content: "x" }],
  ["Read", { file_path: "/a", offset: 1, limit: 2, pages: "1" }],
  ["Grep", { pattern: "x", path: "/a", glob: "*", type: "go", output_mode: "content", "-A": 1 }],
  ["TodoWrite", { todos: [{ id: "1", content: "a", status: "pending" }] }],
  ["TaskUpdate", { taskId: "1", status: "completed", owner: "x", addBlockedBy: ["2"] }],
  ["Agent", { description: "d", prompt: "p", subagent_type: "t", model: "m" }],
  ["Workflow", { script: "name: 'x'", name: "n", args: "a" }],
  ["WebFetch", { url: "https://a.example", prompt: "p" }],
  [
    "AskUserQuestion",
    { questions: [{ question: "q", header: "h", options: [{ label: "l", description: "d" }] }] },
  ],
  ["ExitPlanMode", { plan: "p", planFilePath: "/p" }],
  ["SlashCommand", { command: "/x y" }],
  ["mcp__a__b", { x: { y: [1] } }],
  ["Unknown", { description: "d", x: [1, { y: 2 }] }],
];

const ANSWERS: readonly unknown[] = [
  { stdout: "o", stderr: "e", interrupted: false, isImage: true, backgroundTaskId: "b", timedOutAfterMs: 5 },
  {
    stdout: "o",
    stderr: "e",
    persistedOutputPath: "/x/y.txt",
    persistedOutputSize: 5,
    returnCodeInterpretation: "r",
  },
  { shellId: "s", status: "running", exitCode: 1, stdout: "o", stderr: "e" },
  { filePath: "/a", oldString: "x", newString: "y", structuredPatch: PATCH, userModified: true },
  { type: "create", filePath: "/a", content: "x", structuredPatch: PATCH },
  { cell_number: 1, new_source: "x", edit_mode: "replace", error: "" },
  { type: "text", file: { filePath: "/a", content: "x", startLine: 1, totalLines: 2 } },
  { type: "image", file: { base64: "iVBORw0KGgo=", type: "image/png", originalSize: 8 } },
  { type: "notebook", file: { filePath: "/a", cells: [{ cellType: "code", source: "x" }] } },
  { type: "pdf", file: { filePath: "/a", originalSize: 5, count: 2 } },
  { mode: "content", filenames: ["a"], numFiles: 1, content: "x", numLines: 1, appliedLimit: 1 },
  { filenames: ["a"], numFiles: 1, truncated: true },
  { newTodos: [{ content: "a", status: "pending" }], oldTodos: [] },
  {
    retrieval_status: "success",
    task: { task_id: "t", task_type: "local_bash", status: "s", output: "o", exitCode: 1 },
  },
  { tasks: [{ id: "1", subject: "a", status: "pending" }] },
  { success: true, taskId: "1", updatedFields: ["status"], statusChange: { from: "a", to: "b" }, error: "" },
  { status: "async_launched", runId: "r", summary: "s", workflowName: "w" },
  { status: "teammate_spawned", agent_id: "a", name: "n", team_name: "t" },
  {
    status: "completed",
    agentId: "a",
    content: [{ type: "text", text: "x" }],
    totalDurationMs: 1,
    totalTokens: 2,
    totalToolUseCount: 3,
  },
  { bytes: 1, code: 200, codeText: "OK", result: "r", durationMs: 1, url: "u" },
  { query: "q", results: [{ content: [{ title: "t", url: "u" }] }, "s"], durationSeconds: 1 },
  { questions: [{ question: "q" }], answers: { q: "a" }, annotations: { q: { notes: "n" } } },
  { plan: "p", isAgent: false, filePath: "/p" },
  { matches: ["A"], query: "q", total_deferred_tools: 1 },
  { message: "m", task_id: "t" },
  { other: { x: 1 } },
];

/** One line of every kind, each rendered without a raw block: the places where the mutations of a test begin. */
export const SEEDS: readonly JsonObject[] = [
  assistant([{ type: "text", text: "x" }], { usage: USAGE, stop_reason: "end_turn" }),
  assistant([{ type: "thinking", thinking: "x", signature: "s" }]),
  assistant([
    { type: "image", source: PNG },
    { type: "document", title: "t", source: PNG },
  ]),
  assistant([
    { type: "advisor_tool_result", tool_use_id: "s", content: { type: "advisor_redacted_result" } },
  ]),
  assistant(
    [{ type: "text", text: "x" }],
    { model: "<synthetic>" },
    { isApiErrorMessage: true, isAbortedMidStream: true },
  ),
  ...CALLS.map(([name, input]) => assistant([{ type: "tool_use", id: "toolu_1", name, input }])),
  user("fix it", { origin: { kind: "human" }, promptSource: "typed" }),
  user([
    { type: "text", text: "x <system-reminder>y</system-reminder>" },
    { type: "image", source: PNG },
  ]),
  user("<command-name>/x</command-name><command-args>y</command-args>"),
  user(
    "<task-notification><status>failed</status><summary>s</summary><result>r</result></task-notification>",
  ),
  user([{ type: "text", text: "Base directory for this skill: /a" }], { isMeta: true, sourceToolUseID: "t" }),
  ...ANSWERS.map((detail) =>
    answer(
      [
        { type: "text", text: "x" },
        { type: "image", source: PNG },
      ],
      detail,
    ),
  ),
  answer("Exit code 1\nx", "Error: Exit code 1\nx", { is_error: true, toolDenialKind: "user-rejected" }),
  system("turn_duration", {
    durationMs: 1,
    messageCount: 2,
    pendingBackgroundAgentCount: 1,
    pendingWorkflowCount: 1,
  }),
  system("api_error", {
    error: { status: 529, error: { error: { message: "m" } }, message: "m" },
    retryInMs: 5,
    retryAttempt: 1,
    maxRetries: 10,
  }),
  system("compact_boundary", {
    compactMetadata: { trigger: "auto", preTokens: 1, postTokens: 2, durationMs: 3 },
  }),
  system("microcompact_boundary", { microcompactMetadata: { tokensSaved: 5 } }),
  system("stop_hook_summary", {
    hookInfos: [{ command: "c", durationMs: 1 }],
    hookErrors: ["e"],
    hookCount: 1,
    preventedContinuation: true,
    stopReason: "r",
  }),
  system("away_summary", { content: "x" }),
  system("local_command", { content: "<local-command-stdout>x</local-command-stdout>" }),
  attached({ type: "queued_command", prompt: "x", commandMode: "prompt", origin: { kind: "human" } }),
  attached({
    type: "file",
    filename: "/a",
    displayPath: "a",
    content: { type: "image", file: { content: "x", base64: "AAAA", type: "image/png" } },
  }),
  attached({ type: "selected_lines_in_ide", filename: "/a", lineStart: 1, lineEnd: 2, content: "x" }),
  attached({
    type: "hook_success",
    hookName: "h",
    command: "c",
    stdout: "o",
    stderr: "e",
    exitCode: 1,
    content: "x",
  }),
  attached({ type: "hook_additional_context", hookName: "h", content: ["a"] }),
  attached({ type: "goal_status", met: true, condition: "c", reason: "r" }),
  attached({ type: "diagnostics", files: [{ uri: "u", diagnostics: [{ message: "m" }] }] }),
  attached({ type: "deferred_tools_delta", addedNames: ["A"], removedNames: ["B"] }),
  { type: "ai-title", aiTitle: "t", sessionId: "s" },
  { type: "last-prompt", lastPrompt: "p", leafUuid: "l" },
  { type: "queue-operation", operation: "enqueue", content: "x" },
  { type: "pr-link", prNumber: 1, prUrl: "u", prRepository: "r" },
  { type: "worktree-state", worktreeSession: { worktreeName: "w" } },
  { type: "file-history-snapshot", snapshot: { trackedFileBackups: { a: { version: 1 } } } },
  { type: "cost-state", totalCostUSD: 1.5 },
  { type: "progress", data: { type: "bash_progress", elapsedTimeSeconds: 2, output: "x" } },
  {
    type: "progress",
    data: {
      type: "agent_progress",
      message: { type: "user", message: { content: [{ type: "text", text: "x" }] } },
    },
  },
];
