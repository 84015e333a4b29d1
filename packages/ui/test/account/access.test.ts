import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Access } from "../../src/app/access.ts";
import { ApiError } from "../../src/app/http.ts";
import type { Me } from "../../src/app/me.ts";

const ME: Me = { principal: { kind: "user", id: "ada" }, auth: true, version: "1" };
const OUT = new ApiError("UNAUTHENTICATED", 401, "Sign in.");

describe("whether the server lets the reader in", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(answers: readonly (Me | ApiError)[]) {
    const asked: number[] = [];
    const back: Me[] = [];
    const access = new Access({
      ask: async () => {
        asked.push(Date.now());
        const answer = answers[asked.length - 1] ?? OUT;
        if (answer instanceof ApiError) throw answer;
        return answer;
      },
      changed: () => {},
      back: (me) => back.push(me),
    });
    return { access, asked, back };
  }

  it("is told by 401 and by a refusal of the account, and by nothing else", () => {
    const { access } = start([]);
    for (const error of [
      new ApiError("OFFLINE", 0, ""),
      new ApiError("FORBIDDEN_ORIGIN", 403, ""),
      new ApiError("NOT_FOUND", 404, ""),
      new ApiError("INTERNAL", 500, ""),
    ]) {
      access.report(error);
      expect(access.state.kind).toBe("in");
    }
    access.report(new ApiError("SIGN_IN_REFUSED", 403, "Not you.", "Ask."));
    expect(access.state).toEqual({ kind: "refused", message: "Not you.", hint: "Ask." });
    access.report(OUT);
    expect(access.state.kind).toBe("out");
  });

  it("is asked at once, then every three seconds at most, and a look in between is not lost", async () => {
    const { access, asked, back } = start([OUT, ME]);
    access.report(OUT);
    access.probe();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(1);

    for (let i = 0; i < 100; i += 1) access.probe();
    await vi.advanceTimersByTimeAsync(2999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(asked).toHaveLength(2);
    expect(back).toEqual([ME]);
    expect(access.state.kind).toBe("in");
  });

  it("is not asked while all is well", async () => {
    const { access, asked } = start([]);
    access.probe();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(asked).toEqual([]);
  });
});
