import type { Json, JsonObject, RawEntry } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf, reduceFacts, startState } from "../../src/facts/index.ts";
import { at, call, entriesOf, envelope, prompt, reply, result, SESSION, system, text } from "./lines.ts";

const KNOWN: readonly JsonObject[] = [
  prompt("do it", { permissionMode: "default", origin: { kind: "human" } }),
  prompt("<command-name>/compact</command-name>"),
  prompt("<bash-input>ls</bash-input>"),
  prompt("[Request interrupted by user]"),
  envelope({
    type: "user",
    message: { role: "user", content: [{ type: "text", text: "look" }, { type: "image" }] },
  }),
  reply(text("So"), { stop: null, line: { version: "2.1.39", slug: "a-b-c" } }),
  reply(text("Done"), { id: "msg_2", stop: "end_turn" }),
  reply(call("TodoWrite", "t1", { todos: [{ content: "x", status: "completed" }] })),
  reply(call("TaskCreate", "t2", { subject: "x" })),
  result("t2", { toolUseResult: { task: { id: "1", subject: "x" } } }),
  reply(call("TaskUpdate", "t3", { taskId: "1", status: "completed" })),
  reply(call("AskUserQuestion", "__proto__", { questions: [] })),
  result("__proto__", { timestamp: at(60) }, true),
  system("compact_boundary", { compactMetadata: { trigger: "auto", preTokens: 300_000, postTokens: 10 } }),
  system("turn_duration", { pendingBackgroundAgentCount: 1 }),
  system("stop_hook_summary", { preventedContinuation: true }),
  system("api_error", { retryInMs: 100, retryAttempt: 1, maxRetries: 10 }),
  system("local_command", { content: "<local-command-stdout>x</local-command-stdout>" }),
  envelope({
    type: "attachment",
    attachment: { type: "queued_command", prompt: "more", commandMode: "prompt" },
  }),
  { type: "custom-title", customTitle: "A title" },
  { type: "ai-title", aiTitle: "A title" },
  { type: "agent-name", agentName: "a-name" },
  { type: "last-prompt", lastPrompt: "do it" },
  { type: "summary", summary: "A summary", leafUuid: "leaf" },
  { type: "permission-mode", permissionMode: "plan" },
  { type: "queue-operation", operation: "enqueue", timestamp: at(1), content: "x" },
  { type: "pr-link", prNumber: 1, prUrl: "https://github.com/a/b/pull/1", prRepository: "a/b" },
  { type: "frame-link", frameUrl: "https://claude.ai/x", title: "x" },
  { type: "worktree-state", worktreeSession: { originalCwd: "/home/ada/deck", worktreeName: "blue" } },
  { type: "relocated", relocatedCwd: "/srv" },
  { type: "cost-state", modelUsage: { "claude-opus-5[1m]": {} } },
];

const BAD: RawEntry = { offset: 0, bytes: 3, problem: "invalid-json", excerpt: "{" };

const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, -1, 1e308, "", "\ud800", "__proto__", [], {}, [[[[]]]], { toString: 1 }),
  fc.constant("x".repeat(100_000)),
  fc.string(),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** A known line in which one value, at any depth, is something else. */
const mutated: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.constantFrom(...KNOWN), fc.nat(), odd, fc.boolean())
  .map(([line, which, value, remove]) => {
    const paths = pathsOf(line, []);
    const copy: unknown = structuredClone(line);
    change(copy, paths[which % paths.length] ?? [], value, remove);
    return copy as JsonObject;
  });

const entry: fc.Arbitrary<RawEntry> = fc
  .oneof({ weight: 6, arbitrary: mutated }, { weight: 4, arbitrary: fc.constantFrom(...KNOWN) })
  .map((value) => ({ offset: 0, bytes: 1, value }));

const file = fc.array(
  fc.oneof({ weight: 20, arbitrary: entry }, { weight: 1, arbitrary: fc.constant(BAD) }),
  { maxLength: 60 },
);

describe("the reducer", () => {
  it("gives the same facts when its state is stored and read back anywhere (property)", () => {
    fc.assert(
      fc.property(file, fc.array(fc.nat(60), { maxLength: 4 }), fc.boolean(), (entries, cuts, isAgent) => {
        const ref = isAgent ? { ...SESSION, kind: "subagent" as const } : SESSION;
        let whole = startState(ref);
        let stored = startState(ref);
        entries.forEach((item, index) => {
          whole = reduceFacts(whole, item);
          stored = reduceFacts(stored, item);
          if (cuts.includes(index)) stored = JSON.parse(JSON.stringify(stored));
        });

        expect(factsOf(stored)).toEqual(factsOf(whole));
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it("never throws, whatever type a field has, and its facts are plain data (137, 138, 140)", () => {
    fc.assert(
      fc.property(file, (entries) => {
        const facts = factsOf(entries.reduce(reduceFacts, startState(SESSION)));

        expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
        expect(facts.counts.lines).toBe(entries.length);
      }),
      { numRuns: 1_000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("does not change the entries that it is given", () => {
    const frozen = entriesOf(KNOWN.map((line) => deepFreeze(structuredClone(line) as JsonObject)));

    expect(() => factsOf(frozen.reduce(reduceFacts, startState(SESSION)))).not.toThrow();
  });

  it("keeps a state below 16 KB however long and strange the file is (150)", () => {
    const wide = "\u{1f600}语".repeat(700);
    const lines = (index: number): readonly JsonObject[] => [
      prompt(`${wide}${index}`, { cwd: `/${index}/${"é".repeat(200)}`, gitBranch: `b${index}` }),
      reply(call(`Tool ${wide}`, `id-${"语".repeat(60)}-${index}`), { id: `msg_${index % 7}` }),
      reply(call("TaskCreate", `c${index}`), { id: "same" }),
      result(`c${index}`, { toolUseResult: { task: { id: `task-${index}` } } }),
      { type: "summary", leafUuid: `leaf-${"语".repeat(80)}-${index}`, summary: `${wide}${index}` },
      { type: "pr-link", prUrl: `https://x/${"y".repeat(250)}${index}`, prRepository: wide, prNumber: index },
      { type: "custom-title", customTitle: `${wide}${index}` },
      { type: "last-prompt", lastPrompt: wide },
    ];
    const state = startState(SESSION);

    for (let index = 0; index < 25_000; index++)
      for (const item of entriesOf(lines(index))) reduceFacts(state, item);

    expect(state.lines).toBe(200_000);
    expect(JSON.stringify(state).length).toBeLessThan(16_384);
  }, 60_000);
});

function pathsOf(value: unknown, path: readonly (string | number)[]): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

function change(target: unknown, path: readonly (string | number)[], value: Json, remove: boolean): void {
  const [key, ...rest] = path;
  if (typeof target !== "object" || target === null || key === undefined) return;
  if (rest.length > 0) change(Reflect.get(target, key), rest, value, remove);
  else if (remove) Reflect.deleteProperty(target, key);
  else Reflect.set(target, key, value);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
