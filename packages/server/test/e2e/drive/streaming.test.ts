import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";
import { Gate } from "./support/gate.ts";
import { call, message, say, text, thinking } from "./support/reply.ts";
import { textOf } from "./support/text-of.ts";

describe.skipIf(noClaude)("a turn of the real Claude Code", { timeout: 60_000 }, () => {
  test("starts in a folder, is shown as it is written, and is one message with what the file then holds", async () => {
    const deck = await Driven.open();
    const [first, second] = [new Gate(), new Gate()];
    deck.model.on("tell me a story", say("Once upon", first, " a time 🎉 there was", second, " a deck."));

    const { key, send } = await deck.start("Please tell me a story");
    const watcher = deck.watch(key, ["Once upon", "Please tell me a story"]);
    await watcher.until((page) => page.written() === "Once upon");
    expect((await deck.state(key)).state).toBe("running");
    first.open();
    await watcher.until((page) => page.written() === "Once upon a time 🎉 there was");
    second.open();
    const done = await watcher.send(send.id, "done");
    await watcher.reads("Once upon a time 🎉 there was a deck.");

    expect(done.usd).toBeGreaterThan(0);
    expect(watcher.breaks).toEqual([]);
    expect(Object.fromEntries(watcher.most)).toEqual({ "Once upon": 1, "Please tell me a story": 1 });
    const messages = await deck.messages(key);
    const [prompt] = messages.filter(({ prompt }) => prompt);
    expect(prompt).toMatchObject({ id: send.id, role: "user" });
    expect(messages.filter((one) => textOf(one).includes("Once upon"))).toHaveLength(1);
  });

  test("is shown whole to a page that opens in the middle of it, and to one that reconnects", async () => {
    const deck = await Driven.open();
    const [first, second] = [new Gate(), new Gate()];
    deck.model.on("count for me", say("one, ", "two, ", first, "three, ", second, "four."));
    const { key, send } = await deck.start("Please count for me");
    const early = deck.watch(key);
    await early.until((page) => page.written() === "one, two, ");

    const late = deck.watch(key, ["one, two"]);
    await late.until((page) => page.written() === "one, two, ");
    early.close();
    first.open();
    await late.until((page) => page.written() === "one, two, three, ");
    const again = deck.watch(key, ["one, two"]);
    await again.until((page) => page.written() === "one, two, three, ");
    second.open();
    await Promise.all([late, again].map((page) => page.send(send.id, "done")));
    await Promise.all([late, again].map((page) => page.reads("one, two, three, four.")));

    expect([...late.breaks, ...again.breaks]).toEqual([]);
    expect([late, again].map((page) => page.most.get("one, two"))).toEqual([1, 1]);
  });

  test("shows what it thinks, says and calls in the order in which it came, each once", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on(
      "look around",
      message(
        thinking("I should look first."),
        text("Let me look.", gate),
        call("Bash", { command: "echo looked-around", description: "look" }),
      ),
    );
    deck.model.on("looked-around", say("There is nothing."));

    const { key, send } = await deck.start("Please look around");
    const watcher = deck.watch(key, ["I should look first.", "Let me look.", "There is nothing."]);
    await watcher.until((page) => page.written() === "I should look first.\nLet me look.");
    gate.open();
    await watcher.send(send.id, "done");
    await watcher.reads("There is nothing.");

    expect([...watcher.most.values()]).toEqual([1, 1, 1]);
    const kinds = watcher.messages.flatMap(({ blocks }) => blocks.map(({ type }) => type));
    expect(kinds.filter((kind) => ["thinking", "text", "tool_use"].includes(kind))).toEqual([
      "text",
      "thinking",
      "text",
      "tool_use",
      "text",
    ]);
  });

  test("goes on when nobody watches any more (180)", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("work alone", say("Working", gate, " alone."));
    const { key, send } = await deck.start("Please work alone");
    const watcher = deck.watch(key);
    await watcher.until((page) => page.written() === "Working");

    watcher.close();
    gate.open();
    const back = deck.watch(key);
    await back.send(send.id, "done");
    await expect
      .poll(async () => (await deck.messages(key)).map(textOf).join("\n"), { timeout: 10_000 })
      .toContain("Working alone.");

    expect(deck.model.count("work alone")).toBe(1);
  });

  test("is listed at once under the key that it keeps, and leaves a transcript where Claude Code looks for it", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("begin slowly", say(gate, "Begun."));

    const { key, send } = await deck.start("Please begin slowly");
    const early = await deck.session(key);
    const watcher = deck.watch(key);
    gate.open();
    await watcher.send(send.id, "done");
    const late = await deck.session(key);

    expect(early.session).toMatchObject({ key, kind: "session", drive: { needs: 0 } });
    expect(late.session).toMatchObject({
      key,
      id: early.session.id,
      facts: { firstPrompt: "Please begin slowly" },
    });
    expect(watcher.movedTo).toBeUndefined();
    const folder = deck.folder().replaceAll(/[^A-Za-z0-9]/g, "-");
    expect(existsSync(`${deck.home.projects}/${folder}/${late.session.id}.jsonl`)).toBe(true);
  });
});
