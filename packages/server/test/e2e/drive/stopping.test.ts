import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";
import { Gate } from "./support/gate.ts";
import { bash, say } from "./support/reply.ts";
import { textOf } from "./support/text-of.ts";

describe.skipIf(noClaude)("stopping the real Claude Code", { timeout: 60_000 }, () => {
  test("while a tool sleeps leaves nothing of the tool running, and the session can go on (181)", async () => {
    const deck = await Driven.open();
    deck.model.on("sleep well", bash("touch asleep; sleep 4711 & sleep 4712"));
    const { key, send } = await deck.start("Please sleep well");
    const watcher = deck.watch(key);
    await deck.answer(await watcher.request(), { type: "allow" });
    await expect.poll(() => existsSync(join(deck.folder(), "asleep")), { timeout: 20_000 }).toBe(true);
    const sleeping = (): string[] =>
      deck.processes().flatMap(({ command }) => (/sleep 471\d/.test(command) ? [command] : []));
    expect(sleeping().length).toBeGreaterThan(0);

    await deck.interrupt(key);
    await deck.interrupt(key);
    await watcher.send(send.id, "interrupted");
    await watcher.idle();

    await expect.poll(sleeping, { timeout: 10_000 }).toEqual([]);
    const next = await deck.send(key, "Are you still there?");
    await watcher.send(next.send.id, "done");
    await deck.interrupt(key);
    expect((await deck.messages(key)).map(textOf).join("\n")).toContain("Are you still there?");
  });

  test("in the middle of an answer keeps what was said, and holds what waits", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("talk on", say("I talk and talk ", gate, "without an end."));
    const { key, send } = await deck.start("Please talk on");
    const watcher = deck.watch(key);
    await watcher.shows("I talk and talk");
    const waits = await deck.send(key, "The message that waits");

    await deck.interrupt(key);
    await watcher.send(send.id, "interrupted");
    await watcher.send(waits.send.id, "held");
    gate.open();

    await watcher.idle();
    expect(deck.model.count("The message that waits")).toBe(0);
    const path = `/api/sessions/${key}/sends/${waits.send.id}`;
    expect((await deck.ask("PATCH", path, { move: "queue" })).status).toBe(200);
    await watcher.send(waits.send.id, "done");
    expect(deck.model.count("The message that waits")).toBe(1);
  });

  test("before it has begun to answer", async () => {
    const deck = await Driven.open();
    const gate = new Gate();
    deck.model.on("never answered", say(gate, "Too late."));
    const { key, send } = await deck.start("This is never answered");
    const watcher = deck.watch(key);
    await gate.reached;

    await deck.interrupt(key);
    await watcher.send(send.id, "interrupted");

    await watcher.idle();
    expect(watcher.shown()).not.toContain("Too late.");
  });
});
