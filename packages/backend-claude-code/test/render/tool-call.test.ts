import { describe, expect, it } from "vitest";
import { call } from "./entries.ts";

describe("tool calls", () => {
  it.each([
    [
      "Bash",
      { command: "ls", description: "List", timeout: 5000, run_in_background: true },
      { kind: "shell", command: "ls", description: "List", background: true, timeoutMs: 5000 },
    ],
    ["PowerShell", { command: "dir" }, { kind: "shell", command: "dir" }],
    [
      "Monitor",
      { command: "tail -f x", description: "watch", timeout_ms: 9 },
      { kind: "shell", command: "tail -f x", description: "watch", background: true, timeoutMs: 9 },
    ],
    [
      "Edit",
      { file_path: "/a", old_string: "x", new_string: "y", replace_all: true },
      { kind: "edit", path: "/a", edits: [{ before: "x", after: "y", all: true }] },
    ],
    [
      "MultiEdit",
      { file_path: "/a", edits: [{ old_string: "x", new_string: "y" }, 7] },
      { kind: "edit", path: "/a", edits: [{ before: "x", after: "y" }] },
    ],
    [
      "NotebookEdit",
      { notebook_path: "/n.ipynb", cell_number: 1, new_source: "print()" },
      { kind: "edit", path: "/n.ipynb", edits: [{ before: "", after: "print()" }] },
    ],
    ["Write", { file_path: "/a", content: "text" }, { kind: "write", path: "/a", text: "text" }],
    [
      "Read",
      { file_path: "/a", offset: 10, limit: 20, pages: "1-2" },
      { kind: "read", path: "/a", offset: 10, limit: 20, pages: "1-2" },
    ],
    [
      "Grep",
      { pattern: "x", path: "src", type: "go", output_mode: "content", "-i": true, "-A": 2 },
      { kind: "search", pattern: "x", path: "src", glob: "type go", mode: "content -i -A 2" },
    ],
    ["Glob", { pattern: "**/*.md" }, { kind: "search", pattern: "**/*.md" }],
    ["LS", { path: "/a" }, { kind: "search", pattern: "*", path: "/a", mode: "list" }],
    [
      "TodoWrite",
      { todos: [{ id: "1", content: "a", status: "in_progress" }, { content: "b", status: "?" }, {}] },
      {
        kind: "todos",
        items: [
          { id: "1", text: "a", status: "in_progress" },
          { text: "b", status: "pending" },
        ],
      },
    ],
    ["TaskCreate", { subject: "a", description: "b" }, { kind: "task", action: "create", text: "a\nb" }],
    [
      "TaskUpdate",
      { taskId: "1", status: "completed", addBlockedBy: ["2", {}] },
      { kind: "task", action: "update", text: "waits for #2", id: "1", status: "completed" },
    ],
    ["TaskGet", { taskId: "1" }, { kind: "task", action: "get", text: "", id: "1" }],
    ["TaskList", {}, { kind: "task", action: "list", text: "" }],
    [
      "TaskOutput",
      { task_id: "b1", block: true },
      { kind: "task", action: "output", text: "waits for the end", id: "b1" },
    ],
    ["BashOutput", { bash_id: "bash_1" }, { kind: "task", action: "output", text: "", id: "bash_1" }],
    ["KillShell", { shell_id: "s" }, { kind: "task", action: "stop", text: "", id: "s" }],
    ["TaskStop", { task_id: "b1" }, { kind: "task", action: "stop", text: "", id: "b1" }],
    [
      "Task",
      { description: "d", prompt: "p", subagent_type: "Explore", model: "haiku" },
      { kind: "agent", description: "d", prompt: "p", agentType: "Explore", model: "haiku" },
    ],
    [
      "Agent",
      { description: "d", prompt: "p", run_in_background: true },
      { kind: "agent", description: "d", prompt: "p", background: true },
    ],
    [
      "Workflow",
      { script: "export const meta = { name: 'review', }" },
      {
        kind: "agent",
        description: "review",
        prompt: "export const meta = { name: 'review', }",
        agentType: "workflow",
        background: true,
      },
    ],
    [
      "WebFetch",
      { url: "https://a.example", prompt: "p" },
      { kind: "fetch", url: "https://a.example", prompt: "p" },
    ],
    ["WebSearch", { query: "q" }, { kind: "web-search", query: "q" }],
    [
      "AskUserQuestion",
      {
        questions: [
          {
            question: "Which?",
            header: "H",
            options: [{ label: "A", description: "a" }, {}],
            multiSelect: true,
          },
        ],
      },
      {
        kind: "questions",
        questions: [
          { question: "Which?", header: "H", options: [{ label: "A", description: "a" }], multiple: true },
        ],
      },
    ],
    ["ExitPlanMode", { plan: "# P", planFilePath: "/p.md" }, { kind: "plan", text: "# P", path: "/p.md" }],
    ["EnterPlanMode", {}, { kind: "generic", summary: "begins to plan", fields: [] }],
    ["Skill", { skill: "review", args: "now" }, { kind: "skill", name: "review", args: "now" }],
    ["SlashCommand", { command: "/review a b" }, { kind: "skill", name: "/review", args: "a b" }],
    [
      "mcp__linear-server__get_issue",
      { id: "X-1", deep: { a: 1 } },
      {
        kind: "mcp",
        server: "linear-server",
        tool: "get_issue",
        fields: [
          { name: "id", value: "X-1" },
          { name: "deep", value: '{\n  "a": 1\n}' },
        ],
      },
    ],
    [
      "ToolSearch",
      { query: "select:X", max_results: 2 },
      {
        kind: "generic",
        summary: "select:X",
        fields: [
          { name: "query", value: "select:X" },
          { name: "max_results", value: "2" },
        ],
      },
    ],
  ])("reads %s", (name, input, expected) => {
    expect(call(name, input)).toEqual(expected);
  });

  it.each([
    ["Bash", { comand: "ls" }],
    ["Edit", { file_path: "/a" }],
    ["Read", []],
    ["AskUserQuestion", { questions: "?" }],
    ["Bash", { __unparsedToolInput: { raw: "{", len: 1 } }],
    ["constructor", { a: 1 }],
    ["__proto__", { a: 1 }],
    ["mcp__", { a: 1 }],
  ])("shows a strange call of %s in the generic form (141)", (name, input) => {
    expect(call(name, input).kind).toBe("generic");
  });
});
