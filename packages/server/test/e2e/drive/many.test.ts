import { describe, expect, test } from "vitest";
import { tell } from "../support/figures.ts";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";
import { say } from "./support/reply.ts";
import { textOf } from "./support/text-of.ts";

const TURNS = 20;

describe.skipIf(noClaude)("many turns of the real Claude Code", { timeout: 180_000 }, () => {
  test(`${TURNS} at once lose nothing`, async () => {
    const deck = await Driven.open();
    const words = Array.from({ length: 200 }, (_, word) => `word-${word} `);
    const numbers = Array.from({ length: TURNS }, (_, turn) => `number ${turn + 100}`);
    for (const number of numbers) deck.model.on(number, say(`${number}: `, ...words, `end of ${number}`));

    const began = performance.now();
    const started = await Promise.all(numbers.map((number) => deck.start(`Tell me about ${number}, please`)));
    const watchers = started.map(({ key }) => deck.watch(key));
    await Promise.all(watchers.map((watcher, turn) => watcher.send(started[turn]?.send.id ?? "", "done")));
    tell(`${TURNS} turns at once: ${Math.round(performance.now() - began)} ms`);

    for (const [turn, { key, send }] of started.entries()) {
      const expected = `${numbers[turn]}: ${words.join("")}end of ${numbers[turn]}`;
      await watchers[turn]?.reads(expected);
      const messages = await deck.messages(key);
      expect(messages.filter(({ prompt }) => prompt).map(({ id }) => id)).toEqual([send.id]);
      expect(messages.filter((message) => textOf(message) === expected)).toHaveLength(1);
      expect(watchers[turn]?.breaks).toEqual([]);
    }
  });
});
