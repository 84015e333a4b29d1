import type { AgentProcess, ConversationEvent, JsonObject } from "@vibedeck/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { allowedModes } from "../../src/cli/permission-modes.ts";
import { converse } from "../../src/protocol/converse.ts";
import { parseLine } from "../../src/protocol/parse-line.ts";
import { ask, assistant, decoder } from "./lines.ts";
import { ScriptedProcess } from "./scripted-process.ts";

const OFFER = { modes: allowedModes(["default", "plan"]), models: [] };

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a line of output", () => {
  it("of millions of tiny values is not parsed: it would stop the whole server for seconds (182)", () => {
    const parse = vi.spyOn(JSON, "parse");
    const lists = `{"type":"x","a":[${"[],".repeat(400_000)}[]]}`;
    const texts = `{"type":"x","a":[${'"",'.repeat(600_000)}""]}`;

    expect([lists, texts].map(parseLine)).toEqual([undefined, undefined]);
    expect(parse).not.toHaveBeenCalled();
    expect(decoder().decode(lists)).toMatchObject([{ event: { type: "raw" } }]);
  });

  it("with a few long texts is, whatever stands in them", () => {
    const text = `${'[[[[,,,,"\\\\\\"{'.repeat(200_000)}\\`;

    expect(parseLine(JSON.stringify({ type: "x", text, more: [text, 1] }))).toEqual({
      type: "x",
      text,
      more: [text, 1],
    });
  });
});

describe("a conversation", () => {
  it("makes a tool wait that says more than is taken, however few its lines are (182)", async () => {
    const process = new ScriptedProcess();
    const talk = converse(process, OFFER);
    const line = JSON.stringify(assistant([{ type: "text", text: "x".repeat(4_000_000) }]));

    process.say(...Array.from({ length: 50 }, () => line));
    await turns(200);
    const before = process.taken;
    const read = messagesOf(talk.events(), 50);
    const all = await read;

    expect(before).toBeLessThan(10);
    expect(all).toBe(50);
  });

  it("holds the inputs of requests that wait only up to a bound (182)", async () => {
    const process = new ScriptedProcess();
    const talk = converse(process, OFFER);
    const request = (n: number): JsonObject => ({
      ...ask("Write", { file_path: "/x", content: "x".repeat(30_000_000) }),
      request_id: `r${n}`,
    });

    const events = talk.events()[Symbol.asyncIterator]();
    for (let n = 1; n <= 3; n++) process.say(request(n));
    const first = await events.next();
    const second = await events.next();
    await until(() => process.told.length > 0);

    expect([first.value, second.value]).toMatchObject([
      { type: "request", request: { id: "r1" } },
      { type: "request", request: { id: "r2" } },
    ]);
    expect(process.told).toMatchObject([
      { type: "control_response", response: { subtype: "error", request_id: "r3" } },
    ]);
  });

  it("does not remember plans that are larger than a plan", () => {
    const one = decoder();
    const plan = "p".repeat(2_000_000);
    for (const line of [
      assistant([
        { type: "tool_use", id: "w", name: "Write", input: { file_path: "/h/plans/a.md", content: plan } },
      ]),
      assistant([{ type: "tool_use", id: "toolu_1", name: "ExitPlanMode", input: { plan } }]),
    ])
      one.decode(JSON.stringify(line));

    const [asked] = one.decode(JSON.stringify(ask("ExitPlanMode", {})));

    expect(asked).toMatchObject({ type: "asked", pending: { request: { kind: "plan", input: {} } } });
    expect(JSON.stringify(asked).length).toBeLessThan(10_000);
  });

  it("ends also where the place cannot say how the process ended", async () => {
    const process = new ScriptedProcess();
    const exit = Promise.reject(new Error("the place is gone"));
    exit.catch(() => {});
    const silent: AgentProcess = {
      exit,
      lines: () => process.lines(),
      write: (chunk) => process.write(chunk),
      signal: () => process.signal(),
      end: () => process.end(),
    };
    const talk = converse(silent, OFFER);

    const opened = talk.open(AbortSignal.timeout(5_000));
    process.die({ code: 0, stderr: "" });

    await expect(opened).rejects.toMatchObject({ code: "AGENT_FAILED" });
  });
});

async function messagesOf(events: AsyncIterable<ConversationEvent>, count: number): Promise<number> {
  let seen = 0;
  for await (const event of events) {
    if (event.type === "message") seen++;
    if (seen === count) break;
  }
  return seen;
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
