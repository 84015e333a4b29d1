import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { API_KEY, Driven } from "./support/driven.ts";
import { bash, call, message, refuse, say } from "./support/reply.ts";

/** What people, models and tools say here; none of it may be in the log. */
const SAID = {
  prompt: "The prompt that nobody logs",
  attachment: "The attachment that nobody logs",
  command: "echo the-command-that-nobody-logs && touch unlogged",
  output: "the-command-that-nobody-logs",
  reason: "The reason for a denial that nobody logs",
  question: "The question that nobody logs?",
  answer: "The answer that nobody logs",
  reply: "The reply that nobody logs",
  waiting: "The message that waits and nobody logs",
  edited: "The edited message that nobody logs",
  failing: "The failing message that nobody logs",
};

describe.skipIf(noClaude)("the log of a server that drives the real Claude Code", { timeout: 90_000 }, () => {
  test("holds no prompt, answer, command, reason or key at info", async () => {
    const deck = await Driven.open({ env: { CLAUDE_CODE_MAX_RETRIES: "0", VIBEDECK_LOG_LEVEL: "info" } });
    const options = [
      { label: "Yes", description: "so" },
      { label: "No", description: "not so" },
    ];
    const question = { question: SAID.question, header: "Q", multiSelect: false, options };
    deck.model.on(SAID.prompt, bash(SAID.command));
    deck.model.on(SAID.output, message(call("AskUserQuestion", { questions: [question] })));
    deck.model.on(SAID.answer, bash("touch denied-anyway"));
    deck.model.on(SAID.reason, say(SAID.reply));
    deck.model.on(SAID.failing, refuse(401, "authentication_error", "invalid x-api-key"));
    const attachments = [{ type: "text", name: "unlogged.txt", text: SAID.attachment }];
    const { key, send } = await deck.start(SAID.prompt, { attachments });
    const watcher = deck.watch(key);
    await deck.answer(await watcher.request(({ tool }) => tool === "Bash"), { type: "allow" });
    const asked = await watcher.request(({ kind }) => kind === "question");
    const waits = await deck.send(key, SAID.waiting);
    await deck.ask("PATCH", `/api/sessions/${key}/sends/${waits.send.id}`, { text: SAID.edited });
    await deck.answer(asked, { type: "answers", answers: { [SAID.question]: SAID.answer } });
    const last = await watcher.request(({ kind }) => kind === "tool");
    await deck.answer(last, { type: "deny", message: SAID.reason });
    await watcher.send(send.id, "done");
    await watcher.send(waits.send.id, "done");
    const fails = await deck.send(key, SAID.failing);
    await watcher.send(fails.send.id, "failed");
    await deck.server.kill("SIGTERM");

    expect(deck.model.count(SAID.attachment)).toBe(1);
    expect(deck.log.split("\n").length).toBeGreaterThan(3);
    const found = [...Object.values(SAID), API_KEY].filter((text) => deck.log.includes(text));
    expect(found).toEqual([]);
  });
});
