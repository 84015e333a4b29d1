import { existsSync } from "node:fs";
import { join } from "node:path";
import type { MessagePage } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { Guest } from "./support/guest.ts";
import { openIsolated } from "./support/isolated-house.ts";
import { noSandboxes } from "./support/shared-engine.ts";

describe.skipIf(noSandboxes)("a server that ends during a turn", () => {
  test.each(["SIGKILL", "SIGTERM"] as const)(
    "by %s: the turn goes on, is shown, can be stopped, and what is written meanwhile waits for its end (207)",
    { timeout: 180_000 },
    async (signal) => {
      const house = await openIsolated({ people: ["ann"], image: "tiny" });
      const ann = await Guest.enter(house, "ann");
      const begun = await ann.start("sleep 600");
      await ann.until(begun.key, "running");

      await house.deck.server.kill(signal);
      await house.deck.start();

      const state = await ann.until(begun.key, "running");
      expect(state.phase).toMatch(/restart/);
      const waiting = await ann.send(begun.key, "hello after the restart");
      expect((await ann.state(begun.key)).state).toBe("running");
      await ann.interrupt(begun.key);
      expect((await ann.over(begun)).state).toBe("interrupted");
      const held = (await ann.state(begun.key)).sends.find(({ id }) => id === waiting.send.id);
      expect(["held", "queued", "accepted", "running", "done"]).toContain(held?.state);

      expect((await ann.over(await ann.send(begun.key, "and now"))).state).toBe("done");
    },
  );

  test("the turn ends by itself after the restart, and its answer is there (180, 207)", {
    timeout: 180_000,
  }, async () => {
    const house = await openIsolated({ people: ["ann"], image: "tiny" });
    const ann = await Guest.enter(house, "ann");
    const begun = await ann.start("sleep 6");
    await ann.until(begun.key, "running");

    await house.deck.server.kill("SIGKILL");
    await house.deck.start();

    await ann.until(begun.key, "running");
    await ann.until(begun.key, "none");
    const { messages } = await ann.get<MessagePage>(`/api/sessions/${begun.key}/messages`);
    expect(messages.map(({ role }) => role)).toContain("assistant");
    expect(existsSync(join(house.deck.homes, house.account("ann"), ".claude"))).toBe(true);
    expect((await ann.over(await ann.send(begun.key, "hello"))).state).toBe("done");
  });
});
