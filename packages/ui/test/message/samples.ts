import type { Block, Message, ToolResultBlock, ToolResultView, ToolUseBlock, ToolView } from "@vibedeck/core";

const START = Date.UTC(2026, 2, 14, 9, 12, 5);
let serial = 0;

/** A message with a place of its own, a few seconds after the one before. */
export function message(
  role: Message["role"],
  blocks: readonly Block[],
  more: Partial<Message> = {},
): Message {
  serial += 1;
  return {
    id: `m${serial}`,
    role,
    cursor: `gen.${serial * 100}`,
    at: START + serial * 7000,
    blocks,
    ...more,
  };
}

export function reply(blocks: readonly Block[], more: Partial<Message> = {}): Message {
  return message("assistant", blocks, {
    model: "claude-opus-4-5-20251101",
    usage: { input: 12, output: 742, cacheRead: 41_873, cacheWrite5m: 1204, cacheWrite1h: 0 },
    usd: 0.0471,
    ...more,
  });
}

export function prompt(text: string): Message {
  return message("user", [{ type: "text", text, format: "markdown" }], { prompt: true });
}

export function call(
  name: string,
  view: ToolView,
  result?: ToolResultView,
  more: Partial<ToolResultBlock> = {},
): ToolUseBlock {
  serial += 1;
  const toolId = `toolu_${serial}`;
  const answer: { result?: ToolResultBlock } =
    result === undefined
      ? {}
      : { result: { type: "tool_result", toolId, isError: false, view: result, ...more } };
  return { type: "tool_use", toolId, name, input: {}, view, ...answer };
}

const MARKDOWN = `The retry loop never resets its counter, so after five failures **every** later request is refused. Two things follow:

1. \`RetryPolicy.next()\` has to know when an attempt *succeeded*
2. The counter belongs to the request, not to the client — see [RFC 9110, section 15.6](https://www.rfc-editor.org/rfc/rfc9110#section-15.6) and [the notes](docs/retry.md)

### What changes

| Where | Before | After |
| --- | --- | ---: |
| \`client.ts\` | one counter per client | one per request |
| \`policy.ts\` | fixed 1 s | 200 ms, doubling up to 5 s |

\`\`\`ts
/** Doubles the wait until it is as long as it may get. */
export function backoff(attempt: number, limit = 5000): number {
  const wait = 200 * 2 ** attempt; // milliseconds
  return Math.min(wait, limit);
}
\`\`\`

> The server already sends \`Retry-After\`, and it should win over ours.

- [x] Reproduce it with a failing test
- [ ] Remove the old option

![diagram](https://images.example.com/retry.png?user=1)`;

const FILE = `import { backoff } from "./policy.ts";

export class Client {
  #attempt = 0;

  async send(request: Request): Promise<Response> {
    for (;;) {
      const response = await fetch(request);
      if (response.ok || this.#attempt >= 5) return response;
      await wait(backoff(this.#attempt++));
    }
  }
}
`;

const ANSI = `\u001b[1m\u001b[30m\u001b[46m RUN \u001b[49m\u001b[39m\u001b[22m \u001b[36mv4.1.12 \u001b[39m\u001b[90m/home/ada/parcel\u001b[39m

 \u001b[32m✓\u001b[39m test/policy.test.ts \u001b[2m(\u001b[22m\u001b[2m6 tests\u001b[22m\u001b[2m)\u001b[22m\u001b[32m 12\u001b[2mms\u001b[22m\u001b[39m
 \u001b[31m❯\u001b[39m test/client.test.ts \u001b[2m(\u001b[22m\u001b[2m4 tests\u001b[22m \u001b[2m|\u001b[22m \u001b[31m1 failed\u001b[39m\u001b[2m)\u001b[22m
   \u001b[31m×\u001b[39m resets its counter after a success
     \u001b[31m→ expected 5 to be 0\u001b[39m

\u001b[2m Test Files \u001b[22m \u001b[1m\u001b[31m1 failed\u001b[39m\u001b[22m\u001b[2m | \u001b[22m\u001b[1m\u001b[32m1 passed\u001b[39m\u001b[22m`;

const LONG = Array.from(
  { length: 400 },
  (_, index) =>
    `[${String(index).padStart(3, "0")}] compiled packages/core/src/part-${index}.ts in ${(index * 7) % 90} ms`,
).join("\n");

const HUNK = {
  oldStart: 18,
  oldLines: 9,
  newStart: 18,
  newLines: 10,
  lines: [
    "   async send(request: Request): Promise<Response> {",
    "-    for (;;) {",
    "+    for (let attempt = 0; ; attempt++) {",
    "       const response = await fetch(request);",
    "-      if (response.ok || this.#attempt >= 5) return response;",
    "-      await wait(backoff(this.#attempt++));",
    "+      if (response.ok || attempt >= MOST_ATTEMPTS) return response;",
    "+      await wait(backoff(attempt));",
    '+      this.#log.debug({ attempt }, "trying again");',
    "     }",
    "   }",
  ],
};

/** One of everything, in the order of a plausible conversation. */
export const GALLERY: readonly Message[] = [
  message("system", [
    { type: "divider", label: "Conversation compacted", detail: "by itself, at 167k tokens" },
  ]),
  message(
    "user",
    [
      {
        type: "text",
        text: "This session is being continued from a previous conversation that ran out of context.",
        format: "markdown",
      },
    ],
    { folded: "summary of what was before" },
  ),
  message("user", [{ type: "command", name: "/model", args: "opus" }], { prompt: true }),
  message("user", [
    { type: "output", stdout: "Set model to \u001b[1mopus\u001b[22m (claude-opus-4-5)", stderr: "" },
  ]),
  prompt(
    "The client stops working after five failed requests and never recovers. Can you find out why, fix it in `packages/client`, and make sure it stays fixed?\n\nThe log of last night is attached.",
  ),
  message("user", [
    {
      type: "attachment",
      label: "Attached file",
      path: "/home/ada/parcel/logs/2026-03-13-client-production-eu-west-1.log",
      text: "03:12:01 WARN attempt 5 of 5\n03:12:02 ERROR giving up\n",
    },
    { type: "image", mediaType: "image/png", bytes: 48_213, index: 0, cursor: "gen.4711" },
    { type: "document", mediaType: "application/pdf", title: "Incident report.pdf", bytes: 1_200_431 },
  ]),
  message(
    "user",
    [{ type: "text", text: "<system-reminder>Your todo list is empty.</system-reminder>", format: "plain" }],
    { folded: "system reminder" },
  ),
  reply([
    {
      type: "thinking",
      text: "The user says it never recovers. A counter that is never reset would do exactly that. Let me look at the client first.\n\nThen the policy.",
    },
    { type: "text", text: "I'll look at how the client counts its attempts.", format: "markdown" },
    call(
      "Read",
      {
        kind: "read",
        path: "/home/ada/parcel/packages/client/src/transport/http/client.ts",
        offset: 10,
        limit: 40,
      },
      {
        kind: "file",
        path: "/home/ada/parcel/packages/client/src/transport/http/client.ts",
        text: FILE,
        startLine: 10,
        totalLines: 112,
      },
    ),
  ]),
  reply([
    call(
      "Grep",
      {
        kind: "search",
        pattern: "#attempt\\b",
        path: "packages/client",
        glob: "*.ts",
        mode: "files_with_matches",
      },
      {
        kind: "matches",
        files: ["packages/client/src/transport/http/client.ts", "packages/client/test/client.test.ts"],
      },
    ),
  ]),
  reply([
    call(
      "TodoWrite",
      {
        kind: "todos",
        items: [
          { text: "Reproduce it with a failing test", status: "completed" },
          { text: "Count attempts per request", status: "in_progress" },
          { text: "Honour Retry-After", status: "pending" },
          { text: "Rewrite the whole client", status: "deleted" },
        ],
      },
      { kind: "todos", items: [] },
    ),
  ]),
  reply([
    call(
      "Bash",
      {
        kind: "shell",
        command: "npm test --workspace packages/client -- --reporter=verbose",
        description: "Run the client's tests",
      },
      {
        kind: "shell",
        stdout: ANSI,
        stderr: "npm error Lifecycle script `test` failed with error:\nnpm error code 1",
        exitCode: 1,
      },
      { isError: true },
    ),
  ]),
  reply([
    call(
      "Edit",
      { kind: "edit", path: "/home/ada/parcel/packages/client/src/transport/http/client.ts", edits: [] },
      { kind: "diff", path: "/home/ada/parcel/packages/client/src/transport/http/client.ts", hunks: [HUNK] },
    ),
  ]),
  reply([
    call("MultiEdit", {
      kind: "edit",
      path: "/home/ada/parcel/README.md",
      edits: [
        {
          before: "Retries five times,\none second apart.",
          after: "Retries five times,\n200 ms apart at first, doubling.",
        },
        { before: "v1", after: "v2", all: true },
      ],
    }),
  ]),
  reply([
    call(
      "Write",
      { kind: "write", path: "/home/ada/parcel/packages/client/src/policy.ts", text: FILE },
      {
        kind: "diff",
        path: "/home/ada/parcel/packages/client/src/policy.ts",
        hunks: [],
        created: true,
        text: FILE,
      },
    ),
  ]),
  reply([
    call(
      "Bash",
      { kind: "shell", command: "npm run build", timeoutMs: 120_000 },
      { kind: "shell", stdout: LONG, stderr: "", exitCode: 0 },
    ),
  ]),
  reply([
    call(
      "Bash",
      { kind: "shell", command: "cd packages/client \\\n  && npm run dev -- --port 5173", background: true },
      { kind: "shell", stdout: "", stderr: "", background: "bash_1" },
    ),
  ]),
  reply([
    call(
      "Bash",
      { kind: "shell", command: "rm -rf node_modules" },
      { kind: "text", text: "The user doesn't want to proceed with this tool use." },
      { isError: true, denied: "rejected by the user" },
    ),
  ]),
  reply([
    call(
      "Task",
      {
        kind: "agent",
        description: "Look for other counters",
        prompt: "Search the whole repository for counters that are never reset.",
        agentType: "Explore",
        model: "claude-haiku-4-5",
      },
      {
        kind: "agent",
        agentId: "a1b2c3",
        status: "completed",
        text: "Found **two** more:\n\n- `packages/queue/src/worker.ts:88`\n- `packages/sync/src/session.ts:41`",
        durationMs: 48_211,
        tokens: 31_204,
        toolCalls: 14,
      },
    ),
  ]),
  reply([
    call(
      "WebFetch",
      {
        kind: "fetch",
        url: "https://www.rfc-editor.org/rfc/rfc9110",
        prompt: "What does it say about Retry-After?",
      },
      {
        kind: "fetch",
        status: "200 OK",
        bytes: 512_034,
        durationMs: 2140,
        text: "It is either a date or a number of **seconds**.",
      },
    ),
  ]),
  reply([
    call(
      "WebSearch",
      { kind: "web-search", query: "exponential backoff jitter" },
      {
        kind: "links",
        links: [
          {
            title: "Exponential Backoff And Jitter",
            url: "https://aws.example.com/blogs/architecture/exponential-backoff",
          },
          { title: "javascript: is no link", url: "javascript:alert(1)" },
        ],
      },
    ),
  ]),
  reply([
    call(
      "AskUserQuestion",
      {
        kind: "questions",
        questions: [
          {
            header: "Retries",
            question: "How long may a request take in all?",
            multiple: false,
            options: [
              { label: "10 seconds", description: "What the gateway allows" },
              { label: "30 seconds", description: "What the old client did" },
            ],
          },
        ],
      },
      {
        kind: "answers",
        answers: [{ question: "How long may a request take in all?", answer: "10 seconds" }],
      },
    ),
  ]),
  reply([
    call(
      "ExitPlanMode",
      {
        kind: "plan",
        text: "# Retry per request\n\n1. Move the counter into `send`\n2. Honour `Retry-After`\n3. Test with a server that fails five times",
      },
      { kind: "plan", approved: true },
    ),
  ]),
  reply([
    call(
      "Skill",
      { kind: "skill", name: "release-notes", args: "v2.1" },
      { kind: "text", text: "Launching skill: release-notes" },
    ),
  ]),
  reply([
    call("TaskUpdate", {
      kind: "task",
      action: "update",
      text: "Count attempts per request",
      status: "completed",
      id: "3",
    }),
  ]),
  reply([
    call(
      "mcp__github__create_issue",
      {
        kind: "mcp",
        server: "github",
        tool: "create_issue",
        fields: [
          { name: "repo", value: "ada/parcel" },
          { name: "title", value: "Counters that are never reset" },
          { name: "body", value: "Two more places:\n\n- worker.ts\n- session.ts" },
        ],
      },
      { kind: "text", text: '{"number": 812, "url": "https://github.example.com/ada/parcel/issues/812"}' },
    ),
  ]),
  reply([
    call(
      "NotebookRead",
      {
        kind: "generic",
        summary: "analysis.ipynb",
        fields: [{ name: "notebook_path", value: "/home/ada/parcel/analysis.ipynb" }],
      },
      {
        kind: "text",
        text: "",
        fields: [{ name: "cells", value: "12" }],
        images: [{ type: "image", mediaType: "image/png", bytes: 2048, index: 1, cursor: "gen.4711" }],
      },
    ),
  ]),
  message("system", [
    {
      type: "notice",
      level: "warning",
      text: "The API is overloaded. Trying again in 4 seconds (attempt 2 of 10).",
      detail: "529 overloaded_error",
    },
  ]),
  message("system", [
    {
      type: "notice",
      level: "error",
      text: "API Error: 400 invalid_request_error: messages.3.content.0: text content blocks must be non-empty",
    },
  ]),
  message("user", [{ type: "notice", level: "info", text: "Interrupted by the user" }]),
  reply([{ type: "text", text: MARKDOWN, format: "markdown" }], { clipped: 18_400 }),
  message("system", [
    {
      type: "raw",
      reason: 'an entry of the unknown type "telemetry"',
      value: { type: "telemetry", events: [1, 2, 3] },
    },
  ]),
  prompt(
    "שלום, מה קורה עם הבדיקות? Can you also look at /home/ada/parcel/packages/client/src/transport/http/an-extremely-long-directory-name-that-goes-on/and-on/and-on/client.ts",
  ),
  reply([
    { type: "thinking", text: "", hidden: true },
    { type: "text", text: "كل الاختبارات ناجحة الآن، ويمكنك دمج التغيير.", format: "markdown" },
    call("Bash", { kind: "shell", command: "git push" }),
  ]),
];
