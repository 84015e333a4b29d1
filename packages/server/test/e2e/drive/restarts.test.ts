import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { codeOf, Driven } from "./support/driven.ts";
import { Gate } from "./support/gate.ts";
import { bash, say } from "./support/reply.ts";
import { textOf } from "./support/text-of.ts";
import { waitingTool } from "./support/waiting-tool.ts";

describe.skipIf(noClaude)("a server that ends while the real Claude Code works", { timeout: 90_000 }, () => {
  test("resumes the session the next day with all that was said", async () => {
    const deck = await Driven.open();
    const { key, send: first } = await deck.turn("Remember the number 4711");
    const file = await transcriptOf(deck, key);
    expect(await deck.server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(deck.processes()).toEqual([]);
    await deck.startServer();

    const repeated = await deck.start("Remember the number 4711", { id: first.id });
    expect(repeated).toMatchObject({ key, send: { id: first.id, state: "done" } });
    const { send } = await deck.send(key, "Which number was it?");
    const watcher = deck.watch(key);
    await watcher.send(send.id, "done");

    const heard = await deck.model.hears("Which number was it?");
    expect(JSON.stringify(heard.body["messages"])).toContain("Remember the number 4711");
    expect(await transcriptOf(deck, key)).toBe(file);
    const prompts = (await deck.messages(key)).filter(({ prompt }) => prompt).map(textOf);
    expect(prompts).toEqual(["Remember the number 4711", "Which number was it?"]);
  });

  test("after kill -9 in the middle of an answer leaves no orphan, and says what became of each message (234)", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("a long answer", say("It begins ", gate, "and never ends."));
    const { key, send } = await deck.start("I want a long answer");
    const watcher = deck.watch(key);
    await watcher.shows("It begins");
    const waits = await deck.send(key, "The message that waits");
    const before = deck.processes();
    expect(before.length).toBeGreaterThan(0);

    await deck.server.kill("SIGKILL");
    await deck.startServer();
    gate.open();
    const again = deck.watch(key);
    await again.until(({ drive }) => drive?.state === "none");

    await expect.poll(() => deck.processes(), { timeout: 20_000 }).toEqual([]);
    const { sends } = await deck.state(key);
    expect(sends.find(({ id }) => id === send.id)?.state).toMatch(/^(unknown|interrupted)$/);
    expect(sends.find(({ id }) => id === waits.send.id)?.state).toBe("held");
    expectWhole(await transcriptOf(deck, key));
    const next = await deck.send(key, "Let us go on");
    await again.send(next.send.id, "done");
    expect(deck.model.count("The message that waits")).toBe(0);
  });

  test("after kill -9 while a tool runs and another agent asks leaves no tool, and orphans the request", async () => {
    const deck = await Driven.open();
    const tool = waitingTool(deck, "tool-ended");
    // What leaves its group and its session, and has no parent any more, is found all the same.
    deck.model.on("start the tool", bash(`(setsid sleep 4713 &); ${tool.command}`));
    deck.model.on("only ask", bash("touch asked-for"));
    const [working, asking] = [
      await deck.start("Please start the tool"),
      await deck.start("Please only ask"),
    ];
    await deck.answer(await deck.watch(working.key).request(), { type: "allow" });
    await tool.runs();
    expect(deck.processes().map(({ command }) => command)).toContain("sleep 4713");
    const approval = await deck.watch(asking.key).request();

    await deck.server.kill("SIGKILL");
    await deck.startServer();

    await expect.poll(() => deck.processes(), { timeout: 20_000 }).toEqual([]);
    const late = await deck.answer(approval, { type: "allow" });
    expect([late.status, codeOf(late.body)]).toEqual([409, "CONFLICT"]);
    const { body } = await deck.ask("GET", "/api/approvals");
    expect(JSON.stringify(body)).not.toContain('"pending"');
    for (const { key, send } of [working, asking]) {
      const { sends } = await deck.state(key);
      expect(sends.find(({ id }) => id === send.id)?.state).toMatch(/^(unknown|interrupted)$/);
    }
  });

  test("on SIGTERM lets a turn end that needs little more (233)", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("nearly done", say("Nearly ", gate, "done."));
    const { key, send } = await deck.start("You are nearly done");
    await deck.watch(key).shows("Nearly");

    const gone = deck.server.kill("SIGTERM");
    gate.open();
    expect(await gone).toEqual({ code: 0, signal: null });

    expect(deck.processes()).toEqual([]);
    await deck.startServer();
    expect((await deck.state(key)).sends).toMatchObject([{ id: send.id, state: "done" }]);
    expect((await deck.messages(key)).map(textOf).join("\n")).toContain("Nearly done.");
  });

  test("on SIGTERM stops a turn that does not end in time, and says so (233)", async () => {
    const deck = await Driven.open({ env: { VIBEDECK_TURN_GRACE: "1" } });
    const gate = new Gate();
    deck.model.on("no end", say("There is ", gate, "no end."));
    const { key, send } = await deck.start("I want no end");
    await deck.watch(key).shows("There is");

    expect(await deck.server.kill("SIGTERM")).toEqual({ code: 0, signal: null });

    expect(deck.processes()).toEqual([]);
    await deck.startServer();
    expect((await deck.state(key)).sends).toMatchObject([{ id: send.id, state: "interrupted" }]);
    expectWhole(await transcriptOf(deck, key));
  });
});

async function transcriptOf(deck: Driven, key: string): Promise<string> {
  const { path, session } = await deck.session(key);
  expect(path).toContain(session.id);
  const folder = deck.folder().replaceAll(/[^A-Za-z0-9]/g, "-");
  return `${deck.home.projects}/${folder}/${session.id}.jsonl`;
}

/** Every line of a transcript is JSON. */
function expectWhole(file: string): void {
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.pop()).toBe("");
  for (const line of lines) expect(JSON.parse(line)).toBeTypeOf("object");
}
