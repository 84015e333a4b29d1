import { randomUUID } from "node:crypto";
import type { Send } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";
import { Gate } from "./support/gate.ts";
import { bash, say } from "./support/reply.ts";
import { textOf } from "./support/text-of.ts";
import { releaseTool, waitingTool } from "./support/waiting-tool.ts";

describe.skipIf(noClaude)("messages to the real Claude Code", { timeout: 60_000 }, () => {
  test("two sends in the same moment are two turns, one after the other (178)", async () => {
    const deck = await Driven.open();
    const { key, watcher } = await deck.turn("Hello to begin with");
    const gate = new Gate();
    deck.model.on("quick message", say(gate, "Quickly."), say("Quickly again."));

    const [one, two] = await Promise.all([
      deck.send(key, "The quick message A"),
      deck.send(key, "The quick message B"),
    ]);
    await gate.reached;
    const { sends } = await deck.state(key);
    expect(sends.map(({ state }) => state).sort()).toEqual(["done", "queued", "running"]);
    expect(deck.model.count("quick message")).toBe(1);
    gate.open();
    await watcher.until(
      ({ states }) => states.includes(`${one.send.id} done`) && states.includes(`${two.send.id} done`),
    );

    expect(
      deck.model.heard
        .slice(1)
        .map(({ said }) => said.trim())
        .sort(),
    ).toEqual(["The quick message A", "The quick message B"]);
  });

  test("the same message id sends once, whoever repeats it and when (178)", async () => {
    const deck = await Driven.open();
    const id = randomUUID();
    const twice = await Promise.all([
      deck.start("Say it once, please", { id }),
      deck.start("Say it once, please", { id }),
    ]);
    const [{ key }] = twice;
    const watcher = deck.watch(key);
    await watcher.send(id, "done");
    const late = await deck.start("Say it once, please", { id });

    expect(new Set([...twice, late].map((receipt) => receipt.key)).size).toBe(1);
    expect(late.send.state).toBe("done");
    expect(deck.model.count("Say it once")).toBe(1);
  });

  test.each([
    ["a dash", "--dangerously-skip-permissions is what I wrote"],
    ["a short option", "-p"],
    ["two dashes alone", "-- and then some"],
    ["shell characters", "; $(touch owned) `touch owned` && touch owned | tee owned\n& done"],
    ["a multi-line text with quotes", "He said: \"no\"\n\tand 'yes' \\ \u2028 日本🎉"],
  ])("a message that begins with or holds %s arrives as it was written (172, 177)", async (_what, text) => {
    const deck = await Driven.open();

    const { key, send } = await deck.turn(text);

    expect(deck.model.heard.map(({ said }) => said)).toEqual([text]);
    const prompt = (await deck.messages(key)).find(({ id }) => id === send.id);
    expect(prompt && textOf(prompt)).toBe(text);
  });

  test("NUL and too long messages are refused, a message of a megabyte arrives whole (175)", async () => {
    const deck = await Driven.open();
    const { key, watcher } = await deck.turn("Hello to begin with");
    const path = `/api/sessions/${key}/messages`;
    const long = "long message ".padEnd(1_000_000, "0123456789 ");

    expect(await deck.refused(path, { id: randomUUID(), text: "a\0b" })).toBe("BAD_REQUEST");
    expect(await deck.refused(path, { id: randomUUID(), text: "" })).toBe("BAD_REQUEST");
    expect(["BAD_REQUEST", "PAYLOAD_TOO_LARGE"]).toContain(
      await deck.refused(path, { id: randomUUID(), text: "x".repeat(10_000_000) }),
    );
    const { send } = await deck.send(key, long);
    await watcher.send(send.id, "done");

    expect(deck.model.heard.at(-1)?.said).toBe(long);
    expect((await deck.messages(key)).find(({ id }) => id === send.id)?.blocks).toMatchObject([
      { text: long },
    ]);
  });

  test("what waits can be seen, edited and removed", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("long work", say(gate, "Worked."));
    const { key } = await deck.start("Begin the long work");
    const watcher = deck.watch(key);
    await gate.reached;

    const kept = await deck.send(key, "Then do this thing");
    const gone = await deck.send(key, "And never do that one");
    await watcher.until(({ drive }) => drive?.sends.length === 3);
    const path = `/api/sessions/${key}/sends`;
    expect((await deck.session(key)).session.drive).toMatchObject({ state: "running", queued: 2 });
    expect((await deck.ask("GET", `${path}/${kept.send.id}`)).body).toMatchObject({
      whole: "Then do this thing",
    });
    const edited = await deck.ask("PATCH", `${path}/${kept.send.id}`, { text: "Then do another thing" });
    const removed = await deck.ask("DELETE", `${path}/${gone.send.id}`);
    expect([edited.status, removed.status]).toEqual([200, 200]);
    gate.open();
    await watcher.send(kept.send.id, "done");

    expect(deck.model.heard.map(({ said }) => said)).toEqual([
      "Begin the long work",
      "Then do another thing",
    ]);
    expect((await deck.ask("PATCH", `${path}/${kept.send.id}`, { text: "too late" })).status).toBe(409);
  });

  test("a message can go into the running turn, and is one message there", async () => {
    const deck = await Driven.open();
    const tool = waitingTool(deck, "tool-ended");
    deck.model.on("start the tool", bash(tool.command));
    const { key } = await deck.start("Please start the tool");
    const watcher = deck.watch(key, ["Mind the gap, too"]);
    await deck.answer(await watcher.request(), { type: "allow" });
    await tool.runs();

    const steered = await deck.send(key, "Mind the gap, too", { steer: true });
    releaseTool(tool);
    await watcher.idle();

    const heard = await deck.model.hears("Mind the gap, too");
    expect(heard.results.join()).toContain("tool-ended");
    expect(deck.model.count("Mind the gap")).toBe(1);
    expect(watcher.drive?.sends).toMatchObject([{ id: steered.send.id, state: "done", steer: true }]);
    await watcher.shows("Mind the gap, too");
    expect(watcher.most.get("Mind the gap, too")).toBe(1);
  });

  test("a queued message can be moved into the running turn", async () => {
    const deck = await Driven.open();
    const tool = waitingTool(deck, "tool-ended");
    deck.model.on("start the tool", bash(tool.command));
    const { key } = await deck.start("Please start the tool");
    const watcher = deck.watch(key);
    await deck.answer(await watcher.request(), { type: "allow" });
    await tool.runs();
    const waits = await deck.send(key, "First queued, then moved");

    const moved = await deck.ask("PATCH", `/api/sessions/${key}/sends/${waits.send.id}`, { move: "steer" });
    releaseTool(tool);
    await watcher.idle();

    expect(moved.body).toMatchObject({ steer: true } satisfies Partial<Send>);
    expect((await deck.model.hears("First queued, then moved")).results.join()).toContain("tool-ended");
  });

  test("two sessions that begin in one folder in the same moment are two sessions", async () => {
    const deck = await Driven.open();

    const [one, two] = await Promise.all([
      deck.start("I am the first one"),
      deck.start("I am the second one"),
    ]);
    await Promise.all([one, two].map(({ key, send }) => deck.watch(key).send(send.id, "done")));

    expect(one.key).not.toBe(two.key);
    for (const [{ key, send }, text] of [
      [one, "I am the first one"],
      [two, "I am the second one"],
    ] as const) {
      const prompts = (await deck.messages(key)).filter(({ prompt }) => prompt);
      expect(prompts.map((prompt) => [prompt.id, textOf(prompt)])).toEqual([[send.id, text]]);
    }
  });
});
