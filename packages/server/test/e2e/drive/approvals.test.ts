import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Approval } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { codeOf, Driven } from "./support/driven.ts";
import { bash, call, message, say } from "./support/reply.ts";

const QUESTIONS = [
  {
    question: "Which colour?",
    header: "Colour",
    multiSelect: false,
    options: [
      { label: "Red", description: "warm" },
      { label: "Blue", description: "cold" },
    ],
  },
  {
    question: "Which sizes?",
    header: "Sizes",
    multiSelect: true,
    options: [
      { label: "Small", description: "fits" },
      { label: "Large", description: "fits others" },
    ],
  },
];

describe.skipIf(noClaude)("what the real Claude Code asks", { timeout: 60_000 }, () => {
  test("a command that is allowed runs, and every tab is told", async () => {
    const { deck, key, approval, watcher, send } = await askedFor("touch made-here && echo made-it");
    const other = deck.watch(key);
    await other.request();

    expect(approval).toMatchObject({ kind: "tool", tool: "Bash", session: key, state: "pending" });
    expect(approval.view).toMatchObject({ kind: "shell", command: "touch made-here && echo made-it" });
    expect((await deck.session(key)).session.drive).toMatchObject({ state: "running", needs: 1 });
    expect((await deck.ask("GET", "/api/approvals")).body).toMatchObject({
      approvals: [{ id: approval.id }],
    });
    const told = await deck.answer(approval, { type: "allow" });
    await watcher.send(send.id, "done");
    await other.until(({ drive }) => drive?.approvals.some(({ state }) => state === "allowed") === true);

    expect(told.body).toMatchObject({ id: approval.id, state: "allowed" });
    expect(existsSync(join(deck.folder(), "made-here"))).toBe(true);
    expect(deck.model.count("made-it")).toBe(1);
  });

  test("a command that is denied does not run, and the model is told why", async () => {
    const { deck, approval, watcher, send } = await askedFor("touch made-here");

    const told = await deck.answer(approval, { type: "deny", message: "Not on a Tuesday, thank you" });
    await watcher.send(send.id, "done");

    expect(told.body).toMatchObject({ state: "denied" });
    expect((await deck.model.hears("Not on a Tuesday")).results).toHaveLength(1);
    expect(existsSync(join(deck.folder(), "made-here"))).toBe(false);
  });

  test("a command that is edited runs as it was edited", async () => {
    const { deck, approval, watcher, send } = await askedFor("touch made-here");
    const input = { ...approval.input, command: "touch made-otherwise && echo edited-it" };

    await deck.answer(approval, { type: "allow", input });
    await watcher.send(send.id, "done");

    expect(existsSync(join(deck.folder(), "made-here"))).toBe(false);
    expect(existsSync(join(deck.folder(), "made-otherwise"))).toBe(true);
    expect(deck.model.count("edited-it")).toBe(1);
  });

  test("a command that is always allowed is not asked for again, and the rule stands where it was said to", async () => {
    const { deck, key, approval, watcher, send } = await askedFor("touch made-here");
    const rule = approval.suggestions.find(({ text }) => text.includes("touch"));
    expect(rule, JSON.stringify(approval.suggestions)).toMatchObject({ where: expect.stringMatching(/./) });

    await deck.answer(approval, { type: "allow", suggestions: [rule?.id ?? ""] });
    await watcher.send(send.id, "done");
    deck.model.on("once more", bash("touch made-here made-again"));
    const more = await deck.send(key, "The same once more");
    await watcher.send(more.send.id, "done");

    expect(existsSync(join(deck.folder(), "made-again"))).toBe(true);
    expect((await deck.state(key)).approvals.filter(({ state }) => state === "pending")).toEqual([]);
    expect(readFileSync(join(deck.folder(), ".claude/settings.local.json"), "utf8")).toContain("touch");
  });

  test("the first of two answers counts, and the second is told which", async () => {
    const { deck, approval, watcher, send } = await askedFor("touch made-here");

    const answers = await Promise.all([
      deck.answer(approval, { type: "allow" }),
      deck.answer(approval, { type: "deny", message: "no" }),
    ]);
    await watcher.send(send.id, "done");
    const late = await deck.answer(approval, { type: "deny" });

    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    expect([codeOf(answers[1]?.body), codeOf(late.body)]).toEqual(["CONFLICT", "CONFLICT"]);
    expect(existsSync(join(deck.folder(), "made-here"))).toBe(true);
  });

  test("a request survives a reload, and an interruption ends it", async () => {
    const { deck, key, approval, send } = await askedFor("touch made-here");
    const reloaded = deck.watch(key);

    expect(await reloaded.request()).toEqual(approval);
    await deck.interrupt(key);
    await reloaded.send(send.id, "interrupted");

    const late = await deck.answer(approval, { type: "allow" });
    expect([late.status, codeOf(late.body)]).toEqual([409, "CONFLICT"]);
    expect((await deck.state(key)).approvals).toMatchObject([{ id: approval.id, state: "expired" }]);
    expect(existsSync(join(deck.folder(), "made-here"))).toBe(false);
  });

  test("a denial keeps the message that waits waiting until the turn is over", async () => {
    const { deck, key, approval, watcher, send } = await askedFor("touch made-here");
    const waits = await deck.send(key, "The message that waits");
    deck.model.on("Rather not", say("Then I stop here."));

    expect(deck.model.count("The message that waits")).toBe(0);
    await deck.answer(approval, { type: "deny", message: "Rather not" });
    await watcher.send(send.id, "done");
    await watcher.send(waits.send.id, "done");

    expect(deck.model.heard.map(({ last }) => last.includes("The message that waits"))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("questions are answered with options, several choices and free text", async () => {
    const deck = await Driven.open();
    deck.model.on("ask me", message(call("AskUserQuestion", { questions: QUESTIONS })));
    const { key, send } = await deck.start("Please ask me things");
    const watcher = deck.watch(key);
    const approval = await watcher.request();

    expect(approval).toMatchObject({
      kind: "question",
      questions: [{ multiple: false }, { multiple: true }],
    });
    const wrong = await deck.answer(approval, { type: "answers", answers: { "Never asked?": "x" } });
    expect(wrong.status).toBe(400);
    await deck.answer(approval, {
      type: "answers",
      answers: { "Which colour?": "Rather a light green", "Which sizes?": "Small, Large" },
    });
    await watcher.send(send.id, "done");

    const [heard] = (await deck.model.hears("Rather a light green")).results;
    expect(heard).toContain("Small, Large");
    expect((await deck.state(key)).approvals).toMatchObject([{ state: "answered" }]);
  });

  test("a plan is sent back with a comment, then approved with a mode to go on in", async () => {
    const deck = await Driven.open();
    deck.model.on("make a plan", plan("# The first plan"));
    deck.model.on("Think of the tests", plan("# The second plan\n\nwith tests"));
    const { key, send } = await deck.start("Please make a plan", { permissionMode: "plan" });
    const watcher = deck.watch(key);
    const first = await watcher.request();
    expect(first).toMatchObject({ kind: "plan", plan: expect.stringContaining("The first plan") });

    await deck.answer(first, { type: "deny", message: "Think of the tests" });
    const second = await watcher.request(({ id }) => id !== first.id);
    expect(second).toMatchObject({ kind: "plan", plan: expect.stringContaining("with tests") });
    expect(watcher.drive?.permissionMode).toBe("plan");
    await deck.answer(second, { type: "allow", permissionMode: "acceptEdits" });
    await watcher.send(send.id, "done");

    await watcher.until(({ drive }) => drive?.permissionMode === "acceptEdits", "the mode is acceptEdits");
  });
});

interface Asked {
  readonly deck: Driven;
  readonly key: string;
  readonly send: { readonly id: string };
  readonly watcher: ReturnType<Driven["watch"]>;
  readonly approval: Approval;
}

/** A session that asks whether it may run a command. */
async function askedFor(command: string): Promise<Asked> {
  const deck = await Driven.open();
  deck.model.on("run the command", bash(command));
  const { key, send } = await deck.start("Please run the command");
  const watcher = deck.watch(key);
  return { deck, key, send, watcher, approval: await watcher.request() };
}

function plan(text: string): ReturnType<typeof message> {
  return message(call("ExitPlanMode", { plan: text }));
}
