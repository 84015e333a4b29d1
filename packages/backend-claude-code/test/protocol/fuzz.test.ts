import type { Json, JsonObject } from "@vibedeck/core";
import { readLines } from "@vibedeck/core/process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decoder } from "../../src/protocol/decoder.ts";
import {
  apiError,
  ask,
  assistant,
  block,
  decode,
  decoder,
  delta,
  init,
  lifecycle,
  NOW,
  result,
  starts,
  status,
} from "./lines.ts";

const KNOWN: readonly JsonObject[] = [
  init,
  status("requesting"),
  lifecycle("started"),
  starts("msg_1"),
  block(0, { type: "text", text: "" }),
  delta(0, { type: "text_delta", text: "héllo ✓ 😀" }),
  block(1, { type: "tool_use", id: "toolu_1", name: "Bash", input: {} }),
  delta(1, { type: "input_json_delta", partial_json: "{}" }),
  assistant([{ type: "tool_use", id: "toolu_1", name: "ExitPlanMode", input: { plan: "# P" } }]),
  ask("ExitPlanMode", {}),
  ask(
    "Bash",
    { command: "x" },
    {
      permission_suggestions: [
        {
          type: "addRules",
          rules: [{ toolName: "Bash", ruleContent: "x" }],
          behavior: "allow",
          destination: "session",
        },
      ],
      decision_reason: "why",
      blocked_path: "/x",
    },
  ),
  apiError("You've hit your limit · resets 5am", { error: "rate_limit", api_error_status: 429 }),
  { type: "rate_limit_event", rate_limit_info: { status: "rejected", resetsAt: NOW / 1_000 } },
  {
    type: "system",
    subtype: "api_retry",
    attempt: 1,
    max_retries: 10,
    retry_delay_ms: 500,
    error_status: 529,
  },
  { type: "system", subtype: "background_tasks_changed", tasks: [{ task_id: "a" }] },
  { type: "system", subtype: "task_started", task_id: "b" },
  { type: "control_cancel_request", request_id: "r1" },
  { type: "control_response", response: { subtype: "success", request_id: "r2", response: {} } },
  {
    type: "user",
    message: { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "x" }] },
  },
  result({ model_usage_since_last_result: { "claude-opus-5-5": { costUSD: 1 } } }),
];

const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(
    "",
    "__proto__",
    "constructor",
    -1,
    1e308,
    null,
    [],
    {},
    [[[[]]]],
    "x".repeat(10_000),
    "\ud800",
  ),
);

/** A known line with one field, somewhere in it, put in another's place. */
const bent: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...KNOWN), fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }), anyJson)
  .map(([line, path, value]) => replaced(line, path, value));

describe("whatever a tool prints", { timeout: 30_000 }, () => {
  it("never throws, and is bounded and plain JSON (138)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(bent, anyJson), { maxLength: 40 }),
        fc.array(fc.nat(9)),
        (lines, messages) => {
          const one = decoder();
          for (const index of messages) one.sent(`0000000${index}-1111-4222-8333-444455556666`);
          const meant = lines.flatMap((line) => one.decode(JSON.stringify(line)));

          for (const what of meant)
            if (what.type === "event") expect(JSON.parse(JSON.stringify(what))).toEqual(what);
          expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
        },
      ),
      { numRuns: 400 },
    );
  });

  it("never throws for lines that are no JSON (136, 139)", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 100 }), fc.json()), (line) => {
        expect(Array.isArray(decoder().decode(line))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("means the same however its bytes were cut", async () => {
    const bytes = Buffer.from(`${KNOWN.map((line) => JSON.stringify(line)).join("\n")}\njunk\n\n{"half`);
    const whole = decode(bytes.toString().split("\n"));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 60 }), async (cuts) => {
        const one = new Decoder({ modes: ["default", "acceptEdits", "plan"], now: () => NOW });
        const meant = [];
        for await (const line of readLines(pieces(bytes, cuts))) meant.push(...one.decode(line));

        expect(meant).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });
});

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const to of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(from, to);
    from = to;
  }
  yield bytes.subarray(from);
}

function replaced(value: Json, [step, ...rest]: readonly number[], by: Json): Json {
  if (step === undefined || typeof value !== "object" || value === null) return by;
  if (Array.isArray(value)) {
    const index = value.length === 0 ? 0 : step % value.length;
    return value.map((item: Json, at) => (at === index ? replaced(item, rest, by) : item));
  }
  const entries = Object.entries(value);
  const index = entries.length === 0 ? 0 : step % entries.length;
  return Object.fromEntries(
    entries.map(([key, item], at) => [key, at === index ? replaced(item, rest, by) : item]),
  );
}
