import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/app/http.ts";
import { Answering, type SendAnswer } from "../../src/approvals/answering.ts";
import { readInput } from "../../src/approvals/edited-input.ts";
import { settled } from "../../src/approvals/settled.ts";
import { approval, editRequest, planRequest } from "../approvals-fixture.ts";

function failing(code: string, status: number): SendAnswer {
  return async () => {
    throw new ApiError(code, status, `The words of ${code}.`);
  };
}

describe("an answer", () => {
  it("is sent once while it is on its way and after it arrived (178)", async () => {
    let sent = 0;
    const send: SendAnswer = async (id) => {
      sent += 1;
      return approval(id, { state: "allowed" });
    };
    const answering = new Answering(() => {});

    const both = [answering.send("x", { type: "allow" }, send), answering.send("x", { type: "allow" }, send)];
    await Promise.all(both);
    await answering.send("x", { type: "deny" }, send);

    expect(sent).toBe(1);
    expect(answering.state.step).toBe("done");
  });

  it.each([
    ["OFFLINE", 0],
    ["INTERNAL", 502],
    ["UNAVAILABLE", 503],
    ["UNAUTHENTICATED", 401],
  ])("is kept for another try after %s", async (code, status) => {
    const answering = new Answering(() => {});

    await answering.send("x", { type: "deny", message: "why" }, failing(code, status));

    expect(answering.state).toMatchObject({ step: "kept", answer: { type: "deny", message: "why" } });
    expect(answering.busy).toBe(false);
  });

  it("that was settled before, or is about nothing, is over", async () => {
    const conflict = new Answering(() => {});
    const missing = new Answering(() => {});
    const bad = new Answering(() => {});

    await conflict.send("x", { type: "allow" }, failing("CONFLICT", 409));
    await missing.send("x", { type: "allow" }, failing("NOT_FOUND", 404));
    await bad.send("x", { type: "allow" }, failing("BAD_REQUEST", 400));

    expect(conflict.state).toMatchObject({ step: "refused", over: true, text: "The words of CONFLICT." });
    expect(missing.state).toMatchObject({ step: "refused", over: true });
    expect(bad.state).toMatchObject({ step: "refused", over: false });
  });
});

describe("a settled request", () => {
  it("says what became of it, and where", () => {
    expect(settled(approval("x"), false)).toBeUndefined();
    expect(settled(approval("x", { state: "allowed" }), false)?.text).toBe("Allowed");
    expect(settled(approval("x", { state: "denied", answer: "use pnpm" }), true)).toMatchObject({
      text: "Denied in another tab",
      detail: "use pnpm",
    });
    expect(settled({ ...planRequest("x"), state: "denied" }, false)?.text).toBe("Planning goes on");
    expect(settled(approval("x", { state: "orphaned" }), true)?.text).toBe("Nobody waits for this any more");
  });
});

describe("an edited input", () => {
  it("is the command of a shell with everything else as it was", () => {
    expect(readInput(approval("x"), undefined)).toEqual({});
    expect(readInput(approval("x"), "npm test -- --run packages/ui")).toEqual({});
    expect(readInput(approval("x"), "ls\n")).toEqual({
      input: { command: "ls\n", description: "Run the tests of the page" },
    });
    expect(readInput(approval("x"), " ").problem).toBe("There is no command.");
  });

  it("is JSON for all others, and must be an object", () => {
    expect(readInput(editRequest("x"), '{"a":1}')).toEqual({ input: { a: 1 } });
    expect(readInput(editRequest("x"), "[]").problem).toContain("object");
    expect(readInput(editRequest("x"), "null").problem).toContain("object");
    expect(readInput(editRequest("x"), "{").problem).toBeTruthy();
    expect(readInput(editRequest("x"), "x".repeat(1_000_001)).problem).toBe("This is too long.");
  });
});
