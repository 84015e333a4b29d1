import { randomUUID } from "node:crypto";
import { setImmediate as soon } from "node:timers/promises";
import type { ConversationEvent } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DriveFixture } from "./drive-fixture.ts";
import { FakeAgent, fakeCli } from "./fake-agent.ts";

/** What happens to a session: a person does something, or the agent says something. */
type Step =
  | { readonly does: "send" | "steer" | "interrupt" | "remove" | "requeue" }
  | { readonly says: number; readonly of: number };

const step = fc.oneof(
  fc.constantFrom<Step>(
    { does: "send" },
    { does: "steer" },
    { does: "interrupt" },
    { does: "remove" },
    { does: "requeue" },
  ),
  fc.record({ says: fc.nat(14), of: fc.nat(4) }),
);

/** Things an agent may say, also at the wrong time and about messages that nobody knows. */
function spoken(says: number, id: string): ConversationEvent {
  const strange: ConversationEvent[] = [
    { type: "message-state", id, state: "queued" },
    { type: "message-state", id, state: "started" },
    { type: "message-state", id, state: "completed" },
    { type: "message-state", id, state: "cancelled" },
    { type: "turn-end", ok: true, usd: 1 },
    { type: "turn-end", ok: false, interrupted: true },
    { type: "turn-end", ok: false, failure: { kind: "api", text: "no" } },
    { type: "partial", messageId: id, index: 0, kind: "text", text: "x" },
    { type: "partial", messageId: "__proto__", index: 7, kind: "tool", tool: "t", text: "", agent: "a" },
    { type: "message", message: { id, role: "assistant", blocks: [] } },
    { type: "request-withdrawn", id },
    { type: "background", tasks: 1 },
    { type: "background", tasks: Number.NaN },
    { type: "phase", text: "p".repeat(1_000) },
    { type: "settings", model: "m", permissionMode: "x" },
  ];
  return strange[says] ?? { type: "raw", value: null };
}

describe("whatever an agent says, in whatever order", () => {
  it("no message is sent twice, none is lost, and the session can go on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const agents = Array.from({ length: 40 }, () => new FakeAgent());
        for (const agent of agents) agent.mortalBy = "SIGTERM";
        await using deck = await DriveFixture.open({
          cli: fakeCli(...agents),
          limits: { maxRunning: 1, graceMs: [1, 1, 1], sendsPerMinute: 1_000 },
        });
        const { key, send } = await deck.start("first");
        const ids = [send.id];
        for (const one of steps) {
          if ("says" in one) {
            agents.findLast(({ started }) => started)?.say(spoken(one.says, ids[one.of] ?? "unknown"));
          } else await act(deck, key, ids, one.does);
          await soon();
        }
        await deck.drive.interrupt(key);
        for (const agent of agents) if (agent.started) agent.die();
        await deck.until(key, ({ state }) => state === "none");

        const last = await deck.send(key, "last", { force: true });
        await deck.condition(() => agents.some(({ calls }) => calls.includes("send last")));
        agents.find(({ calls }) => calls.includes("send last"))?.say({ type: "turn-end", ok: true });
        await deck.sent(key, last.send.id, "done");

        const written = agents.flatMap(({ calls }) => calls.filter((call) => call.startsWith("send ")));
        expect(new Set(written).size).toBe(written.length);
        for (const { state } of deck.told(key).sends.slice(1)) expect(state).toBe("held");
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);
});

async function act(
  deck: DriveFixture,
  key: string,
  ids: string[],
  does: "send" | "steer" | "interrupt" | "remove" | "requeue",
): Promise<void> {
  const id = ids.at(-1) ?? "";
  if (does === "interrupt") await deck.drive.interrupt(key);
  else if (does === "remove") await deck.drive.remove(key, id).catch(() => {});
  else if (does === "requeue") await deck.drive.change(key, id, { move: "queue" }).catch(() => {});
  else {
    const next = randomUUID();
    ids.push(next);
    await deck.send(key, next, { id: next, steer: does === "steer", force: true }).catch(() => {});
  }
}
