import type { ConversationEvent, JsonObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";
import { FakeAgent, fakeCli } from "./fake-agent.ts";

const request = (id: string, input: JsonObject): ConversationEvent => ({
  type: "request",
  request: {
    id,
    kind: "tool",
    tool: "Write",
    input,
    view: { kind: "generic", summary: "writes", fields: [] },
    suggestions: [],
  },
});

/** A session in a turn, whose agent does what the test says. */
async function turn(deck: DriveFixture, agent: FakeAgent): Promise<string> {
  const { key } = await deck.start("one");
  await agent.told("send one");
  return key;
}

describe("requests of an agent", () => {
  it("that were clipped are not answered with another input: the tool would get what was left of it", async () => {
    const agent = new FakeAgent();
    const answers: unknown[] = [];
    agent.onAnswer = async (_id, answer) => void answers.push(answer);
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const key = await turn(deck, agent);
    agent.say(request("r1", { path: "/x", content: "x".repeat(300_000) }));
    const { approvals } = await deck.until(key, (told) => told.approvals.length === 1);
    const [asked] = approvals;
    const id = asked?.id ?? "";

    const changed = { type: "allow", input: { ...asked?.input, path: "/y" } } as const;
    const refused = await refusal(deck.drive.answer(id, changed));
    await deck.drive.answer(id, { type: "allow" });

    expect(asked?.clipped).toBe(true);
    expect(refused).toBe("BAD_REQUEST");
    expect(answers).toEqual([{ type: "allow" }]);
  });

  it("that wait together are bounded, and so is what every reader is told with every change", async () => {
    const agent = new FakeAgent();
    const refused: string[] = [];
    agent.onAnswer = async (id, { type }) => void refused.push(`${type} ${id}`);
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const key = await turn(deck, agent);

    for (let n = 1; n <= 90; n++) agent.say(request(`r${n}`, { content: "x".repeat(250_000) }));
    agent.say({ type: "phase", text: "asked" });
    const { approvals } = await deck.until(key, ({ phase }) => phase === "asked");

    expect(approvals).toHaveLength(8);
    expect(refused).toHaveLength(82);
    expect(refused.at(-1)).toBe("deny r90");
    expect(deck.driver.overlay(key)?.data().length).toBeLessThan(2_300_000);
  });

  it("that are settled keep little of what they were about, for readers and in the database", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const key = await turn(deck, agent);
    for (let n = 1; n <= 3; n++)
      agent.say(request(`r${n}`, { path: `/f${n}`, content: "x".repeat(200_000) }));
    const { approvals } = await deck.until(key, (told) => told.approvals.length === 3);

    await deck.drive.answer(approvals[0]?.id ?? "", { type: "deny", message: "no ".repeat(300) });
    await deck.drive.answer(approvals[1]?.id ?? "", { type: "allow" });
    agent.say({ type: "request-withdrawn", id: "r3" });
    const after = await deck.until(key, (told) => told.approvals[2]?.state === "expired");

    expect(after.approvals.map(({ state }) => state)).toEqual(["denied", "allowed", "expired"]);
    expect(after.approvals[0]).toMatchObject({ id: approvals[0]?.id, tool: "Write", input: { path: "/f1" } });
    expect(after.approvals[0]?.answer).toHaveLength(501);
    expect(deck.driver.overlay(key)?.data().length).toBeLessThan(20_000);
    expect(deck.rows("SELECT max(length(request)) < 2100 AS small FROM approval")).toEqual([{ small: 1 }]);
  });

  it("wait on whole when an answer did not fit, also in the database", async () => {
    const agent = new FakeAgent();
    agent.onAnswer = async () => {
      const { VibeDeckError } = await import("@vibedeck/core");
      throw new VibeDeckError("BAD_REQUEST", "That does not fit.");
    };
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const key = await turn(deck, agent);
    agent.say(request("r1", { content: "x".repeat(200_000) }));
    const { approvals } = await deck.until(key, (told) => told.approvals.length === 1);

    expect(await refusal(deck.drive.answer(approvals[0]?.id ?? "", { type: "allow" }))).toBe("BAD_REQUEST");

    expect(deck.told(key).approvals).toEqual(approvals);
    expect(deck.rows("SELECT length(request) > 200000 AS whole, state FROM approval")).toEqual([
      { whole: 1, state: "pending" },
    ]);
  });

  it("that could not be saved can be answered all the same, once", async () => {
    const agent = new FakeAgent();
    await using deck = await DriveFixture.open({ cli: fakeCli(agent) });
    const key = await turn(deck, agent);
    deck.breakDatabase();
    agent.say(request("r1", { path: "/x" }));
    const { approvals } = await deck.until(key, (told) => told.approvals.length === 1);
    const id = approvals[0]?.id ?? "";

    deck.mendDatabase();
    const settled = await deck.drive.answer(id, { type: "allow" });

    expect(settled).toMatchObject({ state: "allowed" });
    expect(await deck.drive.answer(id, { type: "allow" })).toBeUndefined();
  });
});
