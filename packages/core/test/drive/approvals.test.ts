import { randomUUID } from "node:crypto";
import type { Approval, Suggestion } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";

/** A session whose agent waits, and its request. */
async function asking(
  deck: DriveFixture,
  prompt: string,
): Promise<{ key: string; approval: Approval; id: string }> {
  const { key, send } = await deck.start(prompt);
  const { approvals } = await deck.until(key, (told) =>
    told.approvals.some(({ state }) => state === "pending"),
  );
  const [approval] = approvals;
  if (approval === undefined) throw new Error("no request");
  return { key, approval, id: send.id };
}

describe("a request of the agent", () => {
  it("is kept under an id nobody can guess, and counts as what the session needs", async () => {
    await using deck = await DriveFixture.open();

    const { key, approval } = await asking(deck, "ask make");

    expect(approval.id).toMatch(/^[\w-]{32}$/);
    expect(approval).toMatchObject({ session: key, kind: "tool", input: { command: "make" } });
    expect(deck.driver.brief(key)).toMatchObject({ state: "running", needs: 1, reason: "asks to run Shell" });
    expect(deck.drive.approvals()).toEqual([approval]);
  });

  it("is allowed, and the agent goes on", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "ask make");

    const settled = await deck.drive.answer(approval.id, { type: "allow" });
    await deck.sent(key, id, "done");

    expect(settled).toMatchObject({ state: "allowed", answer: "allowed" });
    expect(deck.said(key)).toEqual(["ran make"]);
    expect(deck.drive.approvals()).toEqual([]);
    expect(deck.told(key).approvals).toMatchObject([{ state: "allowed" }]);
  });

  it("is allowed for always, and with another input", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "ask make");

    const settled = await deck.drive.answer(approval.id, {
      type: "allow",
      input: { command: "make test" },
      suggestions: ["always"],
    });
    await deck.sent(key, id, "done");

    expect(settled?.answer).toBe("Always allow make, with changes");
    expect(deck.said(key)).toEqual(["ran make test always"]);
  });

  it("is denied with a reason; what waits goes on only when the turn has ended", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval } = await asking(deck, "ask make; gate go; say end");
    const next = await deck.send(key, "say next");

    await deck.drive.answer(approval.id, { type: "deny", message: "not today" });
    const between = await deck.until(key, ({ phase }) => phase === "at gate go");
    deck.tool.open("go");
    await deck.sent(key, next.send.id, "done");

    expect(between.sends.find(({ id }) => id === next.send.id)?.state).toBe("queued");
    expect(deck.said(key)).toEqual(["denied: not today", "end", "next"]);
  });

  it("is answered by the first answer; the second one is told what that was", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "ask make");

    const results = await Promise.allSettled([
      deck.drive.answer(approval.id, { type: "deny", message: "no" }),
      deck.drive.answer(approval.id, { type: "allow" }),
    ]);
    await deck.sent(key, id, "done");

    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(String((results[1] as PromiseRejectedResult).reason.message)).toContain("denied: no");
    expect(deck.said(key)).toEqual(["denied: no"]);
  });

  it("takes answers to a question, and only those", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "question");

    const allowed = await refusal(deck.drive.answer(approval.id, { type: "allow" }));
    const other = await refusal(
      deck.drive.answer(approval.id, { type: "answers", answers: { "Who?": "me" } }),
    );
    const settled = await deck.drive.answer(approval.id, { type: "answers", answers: { "Which?": "a, c" } });
    await deck.sent(key, id, "done");

    expect([allowed, other]).toEqual(["BAD_REQUEST", "BAD_REQUEST"]);
    expect(settled).toMatchObject({ state: "answered", answer: "Which? a, c" });
    expect(deck.said(key)).toEqual(['answered: {"Which?":"a, c"}']);
  });

  it("that is a plan is sent back with comments, or goes on in a mode that is allowed", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "plan; plan");
    await deck.drive.answer(approval.id, { type: "deny", message: "shorter" });
    const { approvals } = await deck.until(key, (told) =>
      told.approvals.some(({ state }) => state === "pending"),
    );
    const second = approvals.find(({ state }) => state === "pending")?.id ?? "";

    const unknown = await refusal(
      deck.drive.answer(second, { type: "allow", permissionMode: "bypassPermissions" }),
    );
    await deck.drive.answer(second, { type: "allow", permissionMode: "ask" });
    await deck.sent(key, id, "done");

    expect(unknown).toBe("BAD_REQUEST");
    expect(deck.said(key)).toEqual(["denied: shorter", "ran plan"]);
  });

  it("waits on when the answer does not fit", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "ask make");

    const unfit = await refusal(deck.drive.answer(approval.id, { type: "deny", message: "unfit" }));
    const unknown: Suggestion["id"][] = ["everything"];
    const foreign = await refusal(deck.drive.answer(approval.id, { type: "allow", suggestions: unknown }));

    expect([unfit, foreign]).toEqual(["BAD_REQUEST", "BAD_REQUEST"]);
    expect(deck.told(key).approvals[0]?.state).toBe("pending");
    await deck.drive.answer(approval.id, { type: "allow" });
    await deck.sent(key, id, "done");
  });

  it("expires when the tool takes it back", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "retract now");

    deck.tool.open("now");
    await deck.sent(key, id, "done");

    expect(deck.told(key).approvals).toMatchObject([{ state: "expired" }]);
    expect(await refusal(deck.drive.answer(approval.id, { type: "allow" }))).toBe("CONFLICT");
  });

  it("is orphaned when the agent dies", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval } = await asking(deck, "ask make");

    process.kill(-(deck.tool.runs()[0]?.pid ?? 0), "SIGKILL");
    await deck.until(key, ({ state }) => state === "none");

    expect(deck.told(key).approvals).toMatchObject([{ id: approval.id, state: "orphaned" }]);
    expect(await refusal(deck.drive.answer(approval.id, { type: "allow" }))).toBe("CONFLICT");
  });

  it("of a megabyte is kept clipped; allowed as it is, the tool gets the whole of it", async () => {
    await using deck = await DriveFixture.open();
    const { key, approval, id } = await asking(deck, "big 1000000");

    await deck.drive.answer(approval.id, { type: "allow" });
    await deck.sent(key, id, "done");

    expect(JSON.stringify(approval).length).toBeLessThan(256_000);
    expect(String(approval.input["text"])).toMatch(/^x+…$/);
    expect(deck.said(key)).toEqual(["ran make with 1000000"]);
  });

  it("is nobody else's, not even an admin's", async () => {
    await using deck = await DriveFixture.open();
    const { approval } = await asking(deck, "ask make");

    const admin = deck.driver.scoped({
      principal: { kind: "user", id: "boss", admin: true },
      everyone: true,
    });

    expect(await admin.answer(approval.id, { type: "allow" })).toBeUndefined();
    expect(admin.approvals()).toEqual([]);
    expect(await deck.drive.answer(randomUUID(), { type: "allow" })).toBeUndefined();
  });
});
