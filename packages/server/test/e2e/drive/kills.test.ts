import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { SendReceipt } from "@vibedeck/core";
import { expect, test } from "vitest";
import { FULL, random } from "../support/sessions.ts";
import { Driven } from "./support/driven.ts";

const FAKE = fileURLToPath(new URL("./support/fake-claude.mjs", import.meta.url));
const ROUNDS = FULL ? 50 : 5;
const SESSIONS = 3;

test(`${ROUNDS} kills of the server at any moment lose no message that was acknowledged (234)`, {
  timeout: 30_000 + ROUNDS * 10_000,
}, async () => {
  const deck = await Driven.open({ command: FAKE, env: { VIBEDECK_SENDS_PER_MINUTE: "10000" } });
  const folders = Array.from({ length: SESSIONS }, (_, session) => deck.folder(`calm-${session}`));
  const started = await Promise.all(folders.map((cwd) => deck.start("Hello to begin with", { cwd })));
  const acknowledged = new Map<string, string>(started.map(({ key, send }) => [send.id, key]));

  for (let round = 0; round < ROUNDS; round++) {
    const killAfter = random(12);
    const sending = started.map(async ({ key }) => {
      for (let message = 0; message < 8; message++) {
        const told = await deck
          .ask("POST", `/api/sessions/${key}/messages`, { id: randomUUID(), text: "One of many" })
          .catch(() => undefined);
        if (told?.status !== 202) return;
        const { send } = told.body as SendReceipt;
        acknowledged.set(send.id, key);
        if (acknowledged.size % 12 === killAfter) deck.server.child.kill("SIGKILL");
      }
    });
    await Promise.all(sending);
    await deck.server.kill("SIGKILL");
    await deck.startServer();
    await expect.poll(() => deck.processes(), { timeout: 15_000 }).toEqual([]);
    for (const { key } of started) await empty(deck, key);
  }

  for (const [id, key] of acknowledged) {
    const again = await deck.send(key, "One of many", { id });
    expect(again).toMatchObject({
      key,
      send: { id, state: expect.stringMatching(/^(done|unknown|interrupted)$/) },
    });
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS);
});

/** Sends what was held over the restart, one after the other. */
async function empty(deck: Driven, key: string): Promise<void> {
  const watcher = deck.watch(key);
  await watcher.until(({ drive }) => drive !== undefined);
  for (const { id, state } of watcher.drive?.sends ?? []) {
    if (state !== "held") continue;
    await deck.ask("PATCH", `/api/sessions/${key}/sends/${id}`, { move: "queue" });
  }
  await watcher.until(
    ({ drive }) => drive?.sends.every(({ state }) => /^(done|unknown|interrupted)$/.test(state)) === true,
  );
  watcher.close();
}
