import { fileURLToPath } from "node:url";
import type { Send, SendState } from "@vibedeck/core";
import { expect, test } from "vitest";
import { tell } from "../support/figures.ts";
import { Pulse } from "../support/pulse.ts";
import { Driven } from "./support/driven.ts";
import type { Watcher } from "./support/watcher.ts";

const FAKE = fileURLToPath(new URL("./support/fake-claude.mjs", import.meta.url));
const OVER: readonly SendState[] = ["done", "failed", "interrupted", "unknown"];
/** A line may be 32 MB before it is dropped; decoding and garbage come on top of that. */
const ALLOWED_GROWTH = 256 * 2 ** 20;

test.each([["junk"], ["split"], ["after"]])(
  "a tool that says %s is heard all the same, and other sessions go on",
  { timeout: 60_000 },
  async (mode) => {
    const deck = await Driven.open({ command: FAKE });

    const { send, watcher } = await over(deck, mode);
    const calm = await over(deck, "calm");

    expect([send.state, calm.send.state]).toEqual(["done", "done"]);
    expect(watcher.breaks).toEqual([]);
    const next = await deck.send(watcher.key, "And once more, please");
    expect((await end(watcher, next.send.id)).state).toBe("done");
    expect((await deck.server.ask("GET", "/healthz")).status).toBe(200);
  },
);

test.each([["flood"], ["endless"]])(
  "a tool that writes 100 MB (%s) costs bounded memory and blocks no other session (182)",
  { timeout: 120_000 },
  async (mode) => {
    const deck = await Driven.open({ command: FAKE });
    await over(deck, "calm");
    const pulse = new Pulse(deck.server);

    const loud = await begin(deck, mode);
    const began = performance.now();
    let calmTurns = 0;
    const calm = await begin(deck, "calm");
    for (let next = calm.id; !ended(loud.watcher, loud.id); calmTurns++) {
      expect((await end(calm.watcher, next)).state).toBe("done");
      next = (await deck.send(calm.watcher.key, `Calm number ${calmTurns} of them`)).send.id;
    }
    const took = performance.now() - began;
    await pulse.stop();

    tell(
      `${mode}: ${Math.round(took)} ms, ${calmTurns} other turns meanwhile, +${Math.round(pulse.growth / 2 ** 20)} MB, slowest answer ${Math.round(pulse.slowest)} ms`,
    );
    expect((await end(loud.watcher, loud.id)).state).toBe("done");
    expect(pulse.failures).toEqual([]);
    expect(pulse.growth).toBeLessThan(ALLOWED_GROWTH);
    expect(calmTurns).toBeGreaterThan(0);
  },
);

const CODES = [
  [0, "crashed"],
  [1, "crashed"],
  [2, "crashed"],
  [126, "agent-missing"],
  [127, "agent-missing"],
  [137, "crashed"],
  [143, "crashed"],
] as const;

test("a tool that ends in a turn is told with its code and its standard error (184)", {
  timeout: 60_000,
}, async () => {
  const deck = await Driven.open({ command: FAKE });

  const ends = await Promise.all(CODES.map(([code]) => over(deck, `exit-${code}`)));

  for (const [turn, [exitCode, kind]] of CODES.entries()) {
    const stderr = expect.stringContaining(`the reason for ending with ${exitCode}`);
    expect(ends[turn]?.send).toMatchObject({ state: "failed", failure: { kind, exitCode, stderr } });
  }
  expect((await over(deck, "calm")).send.state).toBe("done");
});

test("a tool that ends at once is told with its words (184)", { timeout: 60_000 }, async () => {
  const deck = await Driven.open({ command: FAKE });

  for (const code of [0, 1, 127]) {
    const { send } = await over(deck, `exit-at-once-${code}`);

    expect(send.state).toBe("failed");
    expect(JSON.stringify(send.failure)).toContain("at once, for a reason");
  }
});

test("a tool that is killed in a turn ends it as failed (184)", { timeout: 60_000 }, async () => {
  const deck = await Driven.open({ command: FAKE });

  const { send } = await over(deck, "killed");

  expect(send).toMatchObject({ state: "failed", failure: { kind: "crashed" } });
});

test("a tool that closes its output and lives on does not hang the session", {
  timeout: 90_000,
}, async () => {
  const deck = await Driven.open({ command: FAKE });

  const { send } = await over(deck, "closed");

  expect(send.state).not.toBe("done");
  await expect.poll(() => deck.processes(), { timeout: 30_000 }).toEqual([]);
});

test("a tool that heeds neither interrupt nor signals is killed with what it started (181)", {
  timeout: 90_000,
}, async () => {
  const deck = await Driven.open({ command: FAKE });
  const { id, watcher } = await begin(deck, "deaf");
  await watcher.until(({ drive }) => drive?.state === "running");
  expect(deck.processes().length).toBeGreaterThan(1);

  await deck.interrupt(watcher.key);
  const send = await end(watcher, id);

  expect(send.state).toBe("interrupted");
  await expect.poll(() => deck.processes(), { timeout: 10_000 }).toEqual([]);
});

test("a tool that never answers the first question can be stopped", { timeout: 90_000 }, async () => {
  const deck = await Driven.open({ command: FAKE });
  const { id, watcher } = await begin(deck, "mute");
  await expect.poll(() => deck.processes().length).toBeGreaterThan(0);

  await deck.interrupt(watcher.key);
  await end(watcher, id);

  await expect.poll(() => deck.processes(), { timeout: 30_000 }).toEqual([]);
});

interface Begun {
  readonly id: string;
  readonly watcher: Watcher;
}

/** Starts a session in a folder whose name says how the tool behaves. */
async function begin(deck: Driven, mode: string): Promise<Begun> {
  const { key, send } = await deck.start(`Hello to the tool that is ${mode}`, { cwd: deck.folder(mode) });
  return { id: send.id, watcher: deck.watch(key) };
}

async function over(deck: Driven, mode: string): Promise<{ send: Send; watcher: Watcher }> {
  const { id, watcher } = await begin(deck, mode);
  return { send: await end(watcher, id), watcher };
}

/** Resolves with a message that is over, whatever became of it. */
async function end(watcher: Watcher, id: string): Promise<Send> {
  await watcher.until(() => ended(watcher, id), `the message ${id} is over`);
  const send = watcher.drive?.sends.find((one) => one.id === id);
  if (send === undefined) throw new Error("the message is gone");
  return send;
}

function ended(watcher: Watcher, id: string): boolean {
  return watcher.drive?.sends.some((send) => send.id === id && OVER.includes(send.state)) === true;
}
