import type { JsonObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import {
  apiError,
  ask,
  assistant,
  block,
  decode,
  decoder,
  delta,
  events,
  ID,
  init,
  lifecycle,
  NOW,
  result,
  SESSION,
  starts,
  status,
  stream,
} from "./lines.ts";

describe("what is being written", () => {
  it("is told piece by piece under the id that the transcript will have", () => {
    const told = events([
      starts("msg_1"),
      block(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "hm" }),
      delta(0, { type: "signature_delta", signature: "xyz" }),
      stream({ type: "content_block_stop", index: 0 }),
      block(1, { type: "text", text: "" }),
      delta(1, { type: "text_delta", text: "Hello" }),
      block(2, { type: "tool_use", id: "toolu_1", name: "Bash", input: {} }),
      delta(2, { type: "input_json_delta", partial_json: '{"command"' }),
      stream({ type: "message_delta", delta: { stop_reason: "tool_use" } }),
      stream({ type: "message_stop" }),
    ]);

    expect(told.filter((event) => event.type === "partial")).toEqual([
      { type: "partial", messageId: "m:msg_1", index: 0, kind: "thinking", text: "" },
      { type: "partial", messageId: "m:msg_1", index: 0, kind: "thinking", text: "hm" },
      { type: "partial", messageId: "m:msg_1", index: 1, kind: "text", text: "" },
      { type: "partial", messageId: "m:msg_1", index: 1, kind: "text", text: "Hello" },
      { type: "partial", messageId: "m:msg_1", index: 2, kind: "tool", text: "", tool: "Bash" },
      { type: "partial", messageId: "m:msg_1", index: 2, kind: "tool", text: '{"command"' },
    ]);
    expect(told.filter((event) => event.type === "phase").map(({ text }) => text)).toEqual([
      "thinks",
      "writes",
      "prepares Bash",
    ]);
    expect(events([assistant([{ type: "text", text: "Hello" }])])).toMatchObject([
      { type: "message", message: { id: "m:msg_1", role: "assistant", blocks: [{ type: "text" }] } },
    ]);
  });

  it("is kept apart for each sub-agent", () => {
    const told = events([
      starts("msg_1"),
      starts("msg_2", "toolu_9"),
      block(0, { type: "text", text: "" }),
      block(0, { type: "text", text: "" }, "toolu_9"),
      delta(0, { type: "text_delta", text: "mine" }),
      delta(0, { type: "text_delta", text: "theirs" }, "toolu_9"),
    ]);

    expect(told.filter((event) => event.type === "partial" && event.text !== "")).toEqual([
      { type: "partial", messageId: "m:msg_1", index: 0, kind: "text", text: "mine" },
      { type: "partial", messageId: "m:msg_2", index: 0, kind: "text", text: "theirs", agent: "toolu_9" },
    ]);
  });

  it("is not told of blocks that the service alone works with", () => {
    expect(
      events([
        starts("msg_1"),
        block(0, { type: "web_search_tool_result", content: [] }),
        delta(0, { type: "citations_delta", citation: {} }),
      ]),
    ).toEqual([]);
  });
});

describe("what becomes of sent messages", () => {
  it("is told by newer versions themselves", () => {
    const lines = [lifecycle("queued"), lifecycle("started"), init, status("requesting"), result()];

    expect(states([...lines, lifecycle("completed")])).toEqual(["queued", "started", "completed"]);
  });

  it("is not called dropped when its turn failed: the end of the turn tells", () => {
    const lines = [lifecycle("queued"), lifecycle("started"), init, result({ is_error: true })];

    expect(states([...lines, lifecycle("cancelled")])).toEqual(["queued", "started"]);
  });

  it.each([["cancelled"], ["discarded"], ["refused"]])("is cancelled when it never began: %s", (state) => {
    expect(states([lifecycle("queued"), lifecycle(state)])).toEqual(["queued", "cancelled"]);
  });

  it("is concluded for older versions from the turn's beginning and end", () => {
    const one = decoder();
    one.sent(ID);

    expect(states([init, status("requesting"), status("requesting"), result()], one)).toEqual([
      "started",
      "completed",
    ]);
  });

  it("is concluded for a message that goes into an older version's running turn from its next request", () => {
    const one = decoder();
    one.sent(ID);
    events([init, status("requesting")], one);
    one.sent("22222222-2222-4333-8444-555555555555");

    expect(
      events([status("requesting"), result()], one).filter((event) => event.type === "message-state"),
    ).toEqual([
      { type: "message-state", id: "22222222-2222-4333-8444-555555555555", state: "started" },
      { type: "message-state", id: ID, state: "completed" },
      { type: "message-state", id: "22222222-2222-4333-8444-555555555555", state: "completed" },
    ]);
  });

  it("leaves a message that came too late for an older version's turn to the next one", () => {
    const one = decoder();
    one.sent(ID);
    events([init, status("requesting")], one);
    one.sent("22222222-2222-4333-8444-555555555555");

    expect(states([result()], one)).toEqual(["completed"]);
    expect(states([init, status("requesting"), result()], one)).toEqual(["started", "completed"]);
  });
});

describe("the state of the turn", () => {
  it("is told with session, model and mode when it begins, and whenever they change", () => {
    expect(events([init, status(null, { permissionMode: "acceptEdits" })])).toEqual([
      { type: "settings", sessionId: SESSION, model: "claude-opus-5-5", permissionMode: "default" },
      { type: "settings", sessionId: SESSION, permissionMode: "acceptEdits" },
    ]);
  });

  it("says what the agent does, once for each change", () => {
    const lines = [
      status("requesting"),
      status("requesting"),
      status("compacting"),
      assistant([{ type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "ls" } }]),
      result(),
    ];

    expect(events(lines).flatMap((event) => (event.type === "phase" ? [event.text ?? "-"] : []))).toEqual([
      "waits for the model",
      "compacts the conversation",
      "runs Bash",
      "-",
    ]);
  });

  it.each([
    [
      { attempt: 3, max_retries: 10, retry_delay_ms: 5_012, error_status: 529, error: "overloaded" },
      "the API is overloaded; try 3 of 10 in 5 s",
    ],
    [
      { attempt: 1, max_retries: 10, retry_delay_ms: 320, error_status: null, error: "unknown" },
      "the API cannot be reached; try 1 of 10 in 1 s",
    ],
    [
      { attempt: 2, max_retries: 3, retry_delay_ms: 125_000, error_status: 429, error: "rate_limit" },
      "the API's rate limit is reached; try 2 of 3 in 2 min 5 s",
    ],
    [{ error_status: 418 }, "the API answers 418; next try"],
  ])("tells of another try: %j", (retry, text) => {
    expect(events([{ type: "system", subtype: "api_retry", ...retry }])).toEqual([{ type: "phase", text }]);
  });

  it("counts tasks in the background as newer versions list them", () => {
    const tasks = (list: readonly JsonObject[]) => ({
      type: "system",
      subtype: "background_tasks_changed",
      tasks: list,
    });

    expect(events([tasks([{ task_id: "a" }, { task_id: "b", ambient: true }]), tasks([])])).toEqual([
      { type: "background", tasks: 1 },
      { type: "background", tasks: 0 },
    ]);
  });

  it("counts tasks in the background as older versions tell of them", () => {
    const task = (subtype: string, task_id: string, extra: JsonObject = {}) => ({
      type: "system",
      subtype,
      task_id,
      ...extra,
    });

    expect(
      events([
        task("task_started", "a"),
        task("task_started", "b"),
        task("task_progress", "a"),
        task("task_notification", "a"),
        task("task_updated", "b", { patch: { status: "killed" } }),
      ]).flatMap((event) => (event.type === "background" ? [event.tasks] : [])),
    ).toEqual([1, 2, 1, 0]);
  });

  it("names the new session after /clear", () => {
    expect(events([{ type: "conversation_reset", new_conversation_id: ID, trigger: "clear" }])).toEqual([
      { type: "settings", sessionId: ID },
    ]);
  });
});

describe("the end of a turn", () => {
  const end = (lines: readonly unknown[]) => events(lines).findLast((event) => event.type === "turn-end");

  it("has the money of the turn, which is not that of the process", () => {
    const one = decoder();
    const costs = [0.0003, 0.0005].map((total) => events([result({ total_cost_usd: total })], one));

    expect(costs.map((told) => told.find((event) => event.type === "turn-end"))).toMatchObject([
      {
        ok: true,
        usd: 0.0003,
        totalUsd: 0.0003,
        durationMs: 1_259,
        usage: { input: 20, output: 10, cacheRead: 3 },
      },
      { ok: true, usd: expect.closeTo(0.0002, 9), totalUsd: 0.0005 },
    ]);
  });

  it("takes the money of the turn from newer versions, which say it", () => {
    const models = { "claude-opus-5-5": { costUSD: 0.2 }, "claude-haiku-5-5": { costUSD: 0.05 } };

    expect(end([result({ total_cost_usd: 9, model_usage_since_last_result: models })])).toMatchObject({
      usd: 0.25,
      totalUsd: 9,
    });
  });

  it.each([
    ["aborted_tools", "error_during_execution", true],
    ["aborted_streaming", "success", false],
  ])("is an interruption when the reason is %s", (terminal_reason, subtype, is_error) => {
    expect(end([result({ terminal_reason, subtype, is_error })])).toMatchObject({
      ok: false,
      interrupted: true,
    });
  });

  it("is an interruption for old versions, which give no reason, when it was asked for", () => {
    const one = decoder();
    events([init], one);
    one.interrupted();
    const line = result({ subtype: "error_during_execution", is_error: true, terminal_reason: null });

    expect(events([line], one).at(-1)).toMatchObject({ type: "turn-end", interrupted: true });
    expect(events([init, line], one).at(-1)).not.toHaveProperty("interrupted");
  });

  it.each<[string, readonly JsonObject[], object]>([
    [
      "no sign-in",
      [
        apiError("Invalid API key · Please run /login", { error: "authentication_failed" }),
        bad({ api_error_status: 401 }),
      ],
      { kind: "not-signed-in", text: "Invalid API key · Please run /login" },
    ],
    [
      "a subscription's limit",
      [
        apiError("You've hit your limit · resets 5am (UTC)", { error: "rate_limit" }),
        bad({ api_error_status: 429 }),
      ],
      { kind: "rate-limit", resetsAt: Date.UTC(2026, 10, 25, 5) },
    ],
    [
      "a limit whose end was told before",
      [
        {
          type: "rate_limit_event",
          rate_limit_info: { status: "rejected", resetsAt: NOW / 1_000 + 3_600, rateLimitType: "five_hour" },
        },
        apiError("You've hit your session limit", { error: "rate_limit" }),
        bad({ api_error_status: 429 }),
      ],
      { kind: "rate-limit", resetsAt: NOW + 3_600_000 },
    ],
    [
      "an overloaded API",
      [apiError("API Error: 529 Overloaded", { error: "overloaded", api_error_status: 529 }), bad({})],
      { kind: "overloaded" },
    ],
    [
      "an overloaded API by its status",
      [apiError("API Error"), bad({ api_error_status: 529 })],
      { kind: "overloaded" },
    ],
    [
      "a bad model",
      [
        apiError("There's an issue with the selected model (x).", { error: "model_not_found" }),
        bad({ api_error_status: 404 }),
      ],
      { kind: "bad-model" },
    ],
    [
      "a bad model of older versions",
      [apiError("There's an issue with the selected model (x).", { error: "invalid_request" }), bad({})],
      { kind: "bad-model" },
    ],
    [
      "a full context",
      [apiError("Prompt is too long"), bad({ terminal_reason: "prompt_too_long" })],
      { kind: "context-full" },
    ],
    [
      "a fault of the API",
      [apiError("API Error: 500", { error: "server_error" }), bad({ api_error_status: 500 })],
      { kind: "api" },
    ],
    [
      "an API that is not there",
      [apiError("Unable to connect"), bad({ terminal_reason: "api_error" })],
      { kind: "api" },
    ],
    [
      "no credit",
      [apiError("Credit balance is too low", { error: "billing_error" }), bad({})],
      { kind: "limit" },
    ],
    [
      "too many turns",
      [result({ subtype: "error_max_turns", is_error: true, result: null })],
      { kind: "limit", text: "The limit of turns is reached." },
    ],
    [
      "no budget left",
      [result({ subtype: "error_max_budget_usd", is_error: true, result: null })],
      { kind: "limit" },
    ],
    [
      "a session that is not there",
      [
        result({
          subtype: "error_during_execution",
          is_error: true,
          result: null,
          errors: [`No conversation found with session ID: ${ID}`],
        }),
      ],
      { kind: "session-missing" },
    ],
    [
      "something else",
      [result({ subtype: "error_during_execution", is_error: true, result: "boom" })],
      { kind: "other", text: "boom" },
    ],
  ])("tells %s", (_what, lines, failure) => {
    expect(end(lines)).toMatchObject({ ok: false, failure });
  });

  it("does not remember the trouble of a turn before", () => {
    expect(end([apiError("boom", { error: "server_error" }), bad({}), result()])).toMatchObject({ ok: true });
  });

  function bad(extra: JsonObject): JsonObject {
    return result({ is_error: true, terminal_reason: "api_error", result: null, ...extra });
  }
});

describe("requests of the tool", () => {
  it("are told with what a person needs to decide", () => {
    const request = ask(
      "Bash",
      { command: "npm test", description: "run the tests" },
      {
        decision_reason: "This command requires approval",
        permission_suggestions: [
          {
            type: "addRules",
            rules: [{ toolName: "Bash", ruleContent: "npm test *" }],
            behavior: "allow",
            destination: "localSettings",
          },
          {
            type: "addRules",
            rules: [{ toolName: "WebFetch", ruleContent: "domain:a.example" }, { toolName: "Read" }],
            behavior: "allow",
            destination: "projectSettings",
          },
          {
            type: "addRules",
            rules: [{ toolName: "Bash", ruleContent: "rm *" }],
            behavior: "deny",
            destination: "userSettings",
          },
          { type: "addDirectories", directories: ["/srv/a", "/srv/b"], destination: "session" },
          { type: "setMode", mode: "acceptEdits", destination: "session" },
          { type: "setMode", mode: "bypassPermissions", destination: "session" },
          { type: "fromTheFuture", destination: "moon" },
        ],
      },
    );
    const [asked] = decode([request]);

    expect(asked?.type === "asked" ? asked.pending.request : undefined).toEqual({
      id: "r1",
      kind: "tool",
      tool: "Bash",
      toolId: "toolu_1",
      input: { command: "npm test", description: "run the tests" },
      view: { kind: "shell", command: "npm test", description: "run the tests" },
      reason: "This command requires approval",
      suggestions: [
        {
          id: "1",
          text: "Always allow `npm test *`",
          where: ".claude/settings.local.json of this project (yours only)",
        },
        {
          id: "2",
          text: "Always allow WebFetch of domain:a.example, Read",
          where: ".claude/settings.json (shared with the team)",
        },
        { id: "3", text: "Always refuse `rm *`", where: "your settings, all projects" },
        { id: "4", text: "Let it work in /srv/a, /srv/b", where: "only while this agent runs" },
        { id: "5", text: "Accept all edits from now on", where: "only while this agent runs" },
        { id: "6", text: "Remember: fromTheFuture", where: "moon" },
      ],
    });
  });

  it("that ask questions carry them", () => {
    const questions = [
      { question: "Which?", header: "H", multiSelect: true, options: [{ label: "A", description: "a" }] },
    ];
    const [asked] = decode([ask("AskUserQuestion", { questions })]);

    expect(asked).toMatchObject({
      type: "asked",
      pending: {
        request: {
          kind: "question",
          questions: [
            { question: "Which?", header: "H", multiple: true, options: [{ label: "A", description: "a" }] },
          ],
        },
      },
    });
  });

  it("to leave plan mode carry the plan of the call before", () => {
    const call = assistant([
      { type: "tool_use", id: "toolu_1", name: "ExitPlanMode", input: { plan: "# Plan" } },
    ]);
    const [asked] = decode([call, ask("ExitPlanMode", {})]).filter((one) => one.type === "asked");

    expect(asked).toMatchObject({
      pending: { request: { kind: "plan", plan: "# Plan", view: { kind: "plan" } }, input: {} },
    });
  });

  it("to leave plan mode carry the plan that was written to a file before", () => {
    const write = { file_path: "/home/ada/.claude/plans/plan-x.md", content: "# File" };
    const calls = [
      assistant([{ type: "tool_use", id: "toolu_0", name: "Write", input: write }]),
      assistant([{ type: "tool_use", id: "toolu_1", name: "ExitPlanMode", input: {} }]),
    ];
    const [asked] = decode([...calls, ask("ExitPlanMode", {})]).filter((one) => one.type === "asked");

    expect(asked).toMatchObject({ pending: { request: { plan: "# File" } } });
  });

  it("are withdrawn", () => {
    expect(decode([{ type: "control_cancel_request", request_id: "r1" }])).toEqual([
      { type: "withdrawn", id: "r1" },
    ]);
  });

  it.each<[JsonObject]>([
    [{ subtype: "hook_callback", callback_id: "x" }],
    [{ subtype: "mcp_message", server_name: "x" }],
    [{ subtype: "can_use_tool" }],
    [{ subtype: "can_use_tool", tool_name: "Bash", input: "no object" }],
    [{}],
  ])("that nobody can answer are recognised: %j", (request) => {
    expect(decode([{ type: "control_request", request_id: "r1", request }])).toMatchObject([
      { type: "unanswerable", id: "r1" },
    ]);
  });
});

describe("lines that are not known", () => {
  it.each([
    ["junk"],
    ["{ half"],
    ["null"],
    ["1"],
    ['"x"'],
    ["[]"],
    ["true"],
    ["[".repeat(100_000) + "]".repeat(100_000)],
    [`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    [`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`],
  ])("pass through as raw text: %.20s (136, 137, 139)", (line) => {
    expect(decode([line])).toEqual([{ type: "event", event: { type: "raw", value: line.slice(0, 2_000) } }]);
  });

  it("pass through as raw values, with their keys as they are (140)", () => {
    const line =
      '{"type":"from_the_future","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';

    const [told] = events([line]);

    expect(told?.type).toBe("raw");
    expect(JSON.stringify(told)).toContain('"__proto__":{"polluted":1}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each<[unknown]>([
    [{ type: "__proto__" }],
    [{ type: ["assistant"] }],
    [{ type: "assistant" }],
    [{ type: "assistant", message: "text" }],
    [{ type: "stream_event", event: [] }],
    [{ type: "stream_event", event: { type: "content_block_delta", index: -1 } }],
    [{ type: "stream_event", event: { type: "content_block_start", index: "0" } }],
    [{ type: "command_lifecycle", command_uuid: 7, state: "started" }],
    [{ type: "command_lifecycle", command_uuid: "x", state: "flying" }],
    [{ type: "control_request", request: {} }],
    [{ type: "control_response", response: "yes" }],
    [{ type: "control_cancel_request" }],
    [{ type: "system", subtype: "from_the_future" }],
    [{ type: "conversation_reset" }],
  ])("pass through when their fields are of the wrong kind: %j (138)", (line) => {
    expect(events([line])).toMatchObject([{ type: "raw" }]);
  });

  it("say nothing when they are blank", () => {
    expect(decode(["", "   "])).toEqual([]);
  });
});

function states(lines: readonly unknown[], one = decoder()): readonly string[] {
  return events(lines, one).flatMap((event) => (event.type === "message-state" ? [event.state] : []));
}
