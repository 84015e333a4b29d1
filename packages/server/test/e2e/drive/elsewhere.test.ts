import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";
import { Terminal } from "./support/terminal.ts";

describe.skipIf(noClaude)(
  "a session of the real Claude Code that a terminal runs",
  { timeout: 90_000 },
  () => {
    test("is recognised: sending warns first, forking works, and force sends", async () => {
      const deck = await Driven.open();
      const { key } = await deck.turn("Hello to begin with");
      await deck.server.kill("SIGTERM");
      await deck.startServer();
      const { session } = await deck.session(key);
      const terminal = new Terminal(deck, [`--resume=${session.id}`]);
      await terminal.shows("Hello to begin with");
      const watcher = deck.watch(key);
      const path = `/api/sessions/${key}/messages`;

      await expect
        .poll(async () => (await deck.state(key)).other, { timeout: 15_000 })
        .toMatchObject({ name: expect.stringMatching(/terminal/i), pid: expect.any(Number) });
      const id = crypto.randomUUID();
      expect(await deck.refused(path, { id, text: "Into the terminal's session" })).toBe("RUNS_ELSEWHERE");
      expect(deck.model.count("Into the terminal's session")).toBe(0);
      const forked = await deck.fork(key, "Into a session of its own");
      await deck.watch(forked.key).send(forked.send.id, "done");
      const forced = await deck.send(key, "Into the terminal's session", { id, force: true });
      await watcher.send(forced.send.id, "done");

      expect(deck.model.count("Into the terminal's session")).toBe(1);
    });

    test("is an ordinary one: `claude --resume` offers what was started here", async () => {
      const deck = await Driven.open();
      await deck.turn("Paint the bike shed green");
      await deck.server.kill("SIGTERM");

      const terminal = new Terminal(deck, ["--resume"]);

      await terminal.shows("Paint the bike shed green");
    });
  },
);
