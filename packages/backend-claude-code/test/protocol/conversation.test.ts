import type { Conversation, ConversationEvent, JsonObject } from "@vibedeck/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { allowedModes } from "../../src/cli/permission-modes.ts";
import { converse } from "../../src/protocol/converse.ts";
import { ask, assistant, ID, init, result } from "./lines.ts";
import { answering, ScriptedProcess } from "./scripted-process.ts";

const MODES = allowedModes(["default", "plan", "acceptEdits"]);

afterEach(() => {
  vi.useRealTimers();
});

describe("opening", () => {
  it("asks what the tool offers, and clips what strangers wrote", async () => {
    const { process, talk } = begun({ models: ["glm-4.7", "opus"] });
    process.onTold = (line) => {
      process.say(
        answering(line, {
          commands: [
            { name: "/compact", description: `${"x".repeat(1_000)}\nsecond line`, argumentHint: "[text]" },
            { name: 7 },
            ...Array.from({ length: 800 }, (_, index) => ({ name: `c${index}` })),
          ],
          agents: [{ name: "Plan", description: "plans" }, null],
          models: [
            {
              value: "default",
              displayName: "Default",
              resolvedModel: "claude-opus-5-5",
              description: "best",
            },
            { value: "opus" },
            { value: "<synthetic>" },
            { value: "--x" },
          ],
          account: { email: "ada@example.org", subscriptionType: "max", tokenSource: "secret-source" },
          claude_code_version: "2.1.330",
          current_permission_mode: "default",
        }),
      );
    };

    const info = await talk.open(AbortSignal.timeout(5_000));

    expect(process.told).toMatchObject([{ type: "control_request", request: { subtype: "initialize" } }]);
    expect(info.models).toEqual([
      { id: "default", label: "Default", hint: "best", resolved: "claude-opus-5-5" },
      { id: "opus", label: "opus" },
      { id: "glm-4.7", label: "glm-4.7" },
    ]);
    expect(info.permissionModes.map(({ id }) => id)).toEqual(["plan", "default", "acceptEdits"]);
    expect(info.commands).toHaveLength(499);
    expect(info.commands[0]).toEqual({ name: "compact", description: `${"x".repeat(299)}…`, args: "[text]" });
    expect(info.agents).toEqual([{ name: "Plan", description: "plans" }]);
    expect(info).toMatchObject({ version: "2.1.330", account: "ada@example.org (max)" });
    const events = await ended(process, talk);
    expect(events).toEqual([
      { type: "info", info },
      { type: "settings", permissionMode: "default" },
    ]);
  });

  it.each<[JsonObject, string]>([
    [{ tokenSource: "none", apiKeySource: "ANTHROPIC_API_KEY" }, "API key (ANTHROPIC_API_KEY)"],
    [{ tokenSource: "none", apiKeySource: "none" }, "not signed in"],
    [{ tokenSource: "claude.ai" }, "token (claude.ai)"],
    [{ apiProvider: "bedrock" }, "Amazon Bedrock"],
    [{ subscriptionType: "Claude Max" }, "Claude Max"],
  ])("says how it is signed in: %j", async (account, words) => {
    const { process, talk } = begun();
    process.onTold = (line) => process.say(answering(line, { account }));

    expect((await talk.open(AbortSignal.timeout(5_000))).account).toBe(words);
  });

  it("says with the tool's own words why it ended instead", async () => {
    const { process, talk } = begun();
    process.onTold = () => process.die({ code: 1, stderr: "Error: something is wrong\n" });

    await expect(talk.open(AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: "AGENT_FAILED",
      message: "Claude Code ended with exit code 1. It said: Error: something is wrong",
    });
    await expect(talk.setModel("opus")).rejects.toMatchObject({ code: "AGENT_FAILED" });
  });

  it("says what the tool told on its output when standard error is empty", async () => {
    const { process, talk } = begun();
    process.onTold = () => {
      process.say(
        result({
          subtype: "error_during_execution",
          is_error: true,
          result: null,
          errors: [`No conversation found with session ID: ${ID}`],
        }),
      );
      process.die({ code: 1, stderr: "" });
    };

    await expect(talk.open(AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: "AGENT_FAILED",
      message: `No conversation found with session ID: ${ID}`,
    });
  });

  it("is given up when its caller no longer waits", async () => {
    const { talk } = begun();
    const reason = new Error("enough");

    await expect(talk.open(AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it("does not wait for ever", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { talk } = begun();
    const opening = talk.open(new AbortController().signal);
    const failure = expect(opening).rejects.toMatchObject({ code: "AGENT_FAILED" });

    await vi.advanceTimersByTimeAsync(121_000);

    await failure;
  });
});

describe("sending", () => {
  it("writes one line, with the person's words last", async () => {
    const { process, talk } = begun();

    await talk.send({ id: ID, text: "--help" });
    await talk.send({
      id: ID,
      text: "look",
      attachments: [
        { type: "image", mediaType: "image/png", data: "aGk=" },
        { type: "text", name: 'a"><b>\n.txt', text: "two\nlines" },
      ],
    });

    expect(process.told).toEqual([
      {
        type: "user",
        message: { role: "user", content: "--help" },
        parent_tool_use_id: null,
        session_id: "",
        uuid: ID,
      },
      expect.objectContaining({
        uuid: ID,
        message: {
          role: "user",
          content: [
            { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
            { type: "text", text: '<attached-file name="a b .txt">\ntwo\nlines\n</attached-file>' },
            { type: "text", text: "look" },
          ],
        },
      }),
    ]);
  });

  it.each([
    [{ id: "x", text: "hi" }],
    [{ id: ID, text: "a\0b" }],
    [{ id: ID, text: "x", attachments: [{ type: "image", mediaType: "image/svg+xml", data: "aGk=" }] }],
    [{ id: ID, text: "x", attachments: [{ type: "image", mediaType: "image/png", data: "<svg>" }] }],
    [{ id: ID, text: "x", attachments: [{ type: "text", name: "x", text: "\0" }] }],
  ] as const)("refuses %j (149, 175)", async (message) => {
    const { process, talk } = begun();

    await expect(talk.send(message)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(process.told).toEqual([]);
  });

  it("mends lone surrogates (144)", async () => {
    const { process, talk } = begun();

    await talk.send({ id: ID, text: "a\ud800b" });

    expect(process.told).toMatchObject([{ message: { content: "a\ufffdb" } }]);
  });
});

describe("answering", () => {
  it("hands back the permission updates exactly as they came", async () => {
    const updates: readonly JsonObject[] = [
      {
        type: "addRules",
        rules: [{ toolName: "Bash", ruleContent: "x *" }],
        behavior: "allow",
        destination: "localSettings",
        future: [1],
      },
      { type: "addDirectories", directories: ["/srv"], destination: "session" },
    ];
    const { process, talk } = await asked(
      ask("Bash", { command: "x 1" }, { permission_suggestions: updates }),
    );

    await talk.answer("r1", { type: "allow", suggestions: ["1", "1"] });

    expect(process.told).toEqual([
      success({
        behavior: "allow",
        updatedInput: { command: "x 1" },
        updatedPermissions: updates.slice(0, 1),
      }),
    ]);
  });

  it("allows once, with another input, and refuses with a reason", async () => {
    const one = await asked(ask("Bash", { command: "x" }));
    await one.talk.answer("r1", { type: "allow", input: { command: "y" } });
    const two = await asked(ask("Bash", { command: "x" }));
    await two.talk.answer("r1", { type: "deny", message: "too slow" });
    const three = await asked(ask("Bash", { command: "x" }));
    await three.talk.answer("r1", { type: "deny" });

    expect(one.process.told).toEqual([success({ behavior: "allow", updatedInput: { command: "y" } })]);
    expect(two.process.told).toMatchObject([
      { response: { response: { behavior: "deny", message: expect.stringContaining("too slow") } } },
    ]);
    expect(three.process.told).toMatchObject([
      { response: { response: { message: expect.stringMatching(/\w/) } } },
    ]);
  });

  it("counts once", async () => {
    const { process, talk } = await asked(ask("Bash", { command: "x" }));
    const answers = [1, 2].map(() => talk.answer("r1", { type: "allow" }));

    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
    ]);
    expect(process.told).toHaveLength(1);
  });

  it("refuses what does not fit, and keeps the request", async () => {
    const questions = [{ question: "Which?", header: "H", multiSelect: false, options: [{ label: "A" }] }];
    const tool = await asked(ask("Bash", { command: "x" }));
    const question = await asked(ask("AskUserQuestion", { questions }));
    const refused = expect.objectContaining({ code: "BAD_REQUEST" });

    for (const answer of [
      { type: "answers", answers: { "Which?": "A" } },
      { type: "allow", suggestions: ["1"] },
      { type: "allow", permissionMode: "plan" },
    ] as const)
      await expect(tool.talk.answer("r1", answer)).rejects.toEqual(refused);
    for (const answer of [
      { type: "allow" },
      { type: "answers", answers: {} },
      { type: "answers", answers: { "Another?": "A" } },
      { type: "answers", answers: JSON.parse('{"__proto__":"A"}') as Record<string, string> },
    ] as const)
      await expect(question.talk.answer("r1", answer)).rejects.toEqual(refused);
    await question.talk.answer("r1", { type: "answers", answers: { "Which?": "A" } });

    expect(tool.process.told).toEqual([]);
    expect(question.process.told).toEqual([
      success({ behavior: "allow", updatedInput: { questions, answers: { "Which?": "A" } } }),
    ]);
  });

  it("approves a plan with a mode, and no other request", async () => {
    const call = assistant([
      { type: "tool_use", id: "toolu_1", name: "ExitPlanMode", input: { plan: "# P" } },
    ]);
    const { process, talk } = await asked(call, ask("ExitPlanMode", {}));

    await talk.answer("r1", { type: "allow", permissionMode: "acceptEdits" });

    expect(process.told).toEqual([
      success({
        behavior: "allow",
        updatedInput: {},
        updatedPermissions: [{ type: "setMode", mode: "acceptEdits", destination: "session" }],
      }),
    ]);
  });

  it.each([
    ["has it", true, "# From the tool"],
    ["does not know the question", false, undefined],
  ])("asks the tool for a plan that no line held: it %s", async (_what, known, plan) => {
    const { process, talk } = begun();
    process.onTold = (line) =>
      process.say(
        known
          ? answering(line, { exists: true, content: "# From the tool", path: "/p.md" })
          : {
              type: "control_response",
              response: { subtype: "error", request_id: line["request_id"] ?? "", error: "unsupported" },
            },
      );
    process.say(ask("ExitPlanMode", {}));

    const event = await first(talk, "request");

    expect(event).toMatchObject({ request: { kind: "plan" } });
    expect(event.type === "request" ? event.request.plan : "").toBe(plan);
  });

  it("takes back what the tool withdraws, and says that it waits no longer", async () => {
    const { process, talk } = await asked(ask("Bash", { command: "x" }));
    process.say(
      { type: "control_cancel_request", request_id: "r1" },
      { type: "control_cancel_request", request_id: "r9" },
      init,
    );

    const events = await until(talk, "settings");

    expect(events.filter(({ type }) => type === "request-withdrawn")).toEqual([
      { type: "request-withdrawn", id: "r1" },
    ]);
    await expect(talk.answer("r1", { type: "allow" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("never lets the tool wait for what nobody here can answer", async () => {
    const { process, talk } = begun();
    process.say({ type: "control_request", request_id: "h1", request: { subtype: "hook_callback" } }, init);

    await until(talk, "settings");

    expect(process.told).toEqual([
      {
        type: "control_response",
        response: { subtype: "error", request_id: "h1", error: 'VibeDeck cannot answer "hook_callback".' },
      },
    ]);
  });

  it("refuses more requests than a person could answer", async () => {
    const { process, talk } = begun();
    process.say(
      ...Array.from({ length: 150 }, (_, index) => ({
        ...ask("Bash", { command: "x" }),
        request_id: `r${index}`,
      })),
      init,
    );

    const events = await until(talk, "settings");

    expect(events.filter(({ type }) => type === "request")).toHaveLength(100);
    expect(process.told).toHaveLength(50);
  });
});

describe("settings", () => {
  it("are changed by the protocol, and told when they are", async () => {
    const { process, talk } = begun();
    process.onTold = (line) => process.say(answering(line, { model: "claude-haiku-5-5", mode: "plan" }));

    await talk.setModel("haiku");
    await talk.setPermissionMode("plan");
    process.say(init);

    expect(process.told.map((line) => line["request"])).toEqual([
      { subtype: "set_model", model: "haiku" },
      { subtype: "set_permission_mode", mode: "plan" },
    ]);
    expect(await ended(process, talk)).toMatchObject([
      { type: "settings", model: "claude-haiku-5-5" },
      { type: "settings", permissionMode: "plan" },
      { type: "settings" },
    ]);
  });

  it("are refused with the tool's own words", async () => {
    const { process, talk } = begun();
    process.onTold = (line) =>
      process.say({
        type: "control_response",
        response: { subtype: "error", request_id: line["request_id"] ?? "", error: "No such model" },
      });

    await expect(talk.setModel("opus")).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: "No such model",
    });
  });
});

describe("events", () => {
  it("make the tool wait while nobody takes them (182)", async () => {
    const { process, talk } = begun();
    process.say(...Array.from({ length: 20_000 }, () => ({ type: "from_the_future" })));
    await vi.waitFor(() => expect(process.taken).toBeGreaterThan(1_000));
    await new Promise((resolve) => setImmediate(resolve));
    const before = process.taken;

    process.die({ code: 0, stderr: "" });
    let count = 0;
    for await (const event of talk.events()) if (event.type === "raw") count++;

    expect(before).toBeLessThan(3_000);
    expect(count).toBe(20_000);
  });

  it("end with the output, and a reader may stop before", async () => {
    const { process, talk } = begun();
    process.say(init, result());

    for await (const _event of talk.events()) break;
    process.say(...Array.from({ length: 5_000 }, () => init));
    await vi.waitFor(() => expect(process.taken).toBe(5_002));
    process.die({ code: 0, stderr: "" });

    expect(await collected(talk)).toEqual([]);
  });
});

function begun(offer: { readonly models?: readonly string[] } = {}): {
  readonly process: ScriptedProcess;
  readonly talk: Conversation;
} {
  const process = new ScriptedProcess();
  return { process, talk: converse(process, { modes: MODES, models: offer.models ?? [] }) };
}

/** A conversation in which the tool has just asked something. */
async function asked(...lines: readonly JsonObject[]) {
  const both = begun();
  both.process.say(...lines);
  const reader = both.talk.events()[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await reader.next();
    if (done === true) throw new Error("no request");
    if (value.type === "request") break;
  }
  const talk: Conversation = Object.assign(Object.create(both.talk) as Conversation, {
    answer: both.talk.answer.bind(both.talk),
    events: () => ({ [Symbol.asyncIterator]: () => reader }),
  });
  return { process: both.process, talk };
}

async function until(talk: Conversation, type: ConversationEvent["type"]): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  const reader = talk.events()[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await reader.next();
    if (done === true) return events;
    events.push(value);
    if (value.type === type) return events;
  }
}

async function first(talk: Conversation, type: ConversationEvent["type"]): Promise<ConversationEvent> {
  const event = (await until(talk, type)).at(-1);
  if (event?.type !== type) throw new Error(`no ${type}`);
  return event;
}

async function ended(process: ScriptedProcess, talk: Conversation): Promise<ConversationEvent[]> {
  process.die({ code: 0, stderr: "" });
  return collected(talk);
}

async function collected(talk: Conversation): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for await (const event of talk.events()) events.push(event);
  return events;
}

function success(response: JsonObject): JsonObject {
  return { type: "control_response", response: { subtype: "success", request_id: "r1", response } };
}
