import { describe, expect, it } from "vitest";
import { explain } from "../../src/protocol/explain.ts";

describe("how a process ended", () => {
  it.each([
    [0, undefined, "crashed", /ended without a result/],
    [1, undefined, "crashed", /exit code 1\b/],
    [126, undefined, "agent-missing", /cannot be executed/],
    [127, undefined, "agent-missing", /not found/],
    [130, undefined, "crashed", /interrupted/],
    [137, undefined, "crashed", /was killed/],
    [143, undefined, "crashed", /told to end/],
    [null, "SIGKILL", "crashed", /was killed/],
    [null, "SIGTERM", "crashed", /told to end/],
    [null, "SIGSEGV", "crashed", /ended by SIGSEGV/],
    [null, undefined, "crashed", /not known/],
  ] as const)("is told for the code %j and the signal %s (184)", (code, signal, kind, text) => {
    const failure = explain({ code, ...(signal === undefined ? {} : { signal }), stderr: "" });

    expect(failure.kind).toBe(kind);
    expect(failure.text).toMatch(text);
    expect(failure.exitCode).toBe(code ?? undefined);
  });

  it("gives each a text of its own", () => {
    const texts = [0, 1, 126, 127, 130, 137, 143, null].map((code) => explain({ code, stderr: "" }).text);

    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([
    ["No conversation found with session ID: 0a1b2c3d-1111-4222-8333-444455556666", "session-missing"],
    ["Invalid API key · Please run /login", "not-signed-in"],
    ["error: unknown option '--permission-prompt-tool'", "other"],
    ["error: option '--permission-mode <mode>' argument 'auto' is invalid.", "other"],
    ["Error: Session ID 0a1b2c3d-1111-4222-8333-444455556666 is already in use.", "other"],
    ["--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons", "other"],
    ["TypeError: x is not a function", "crashed"],
  ])("is told by what it said last: %s", (line, kind) => {
    const failure = explain({ code: 1, stderr: `warning\n\u001b[31m${line}\u001b[0m\n\n` });

    expect(failure).toMatchObject({ kind, exitCode: 1, stderr: `warning\n${line}` });
    expect(failure.text).toContain(line.slice(0, 60));
  });

  it("is told as its place knows it, whatever the code and the last words let guess (184)", () => {
    const reason = "The sandbox ran out of memory.";
    const hint = "Ask the operator for more.";
    const stderr = "Invalid API key · Please run /login";

    const failure = explain({ code: 137, stderr, reason: `\u001b[1m${reason}\u0007`, hint });

    expect(failure).toEqual({ kind: "crashed", text: reason, hint, exitCode: 137, stderr });
    expect(explain({ code: null, stderr: "", reason })).toEqual({ kind: "crashed", text: reason });
    expect(explain({ code: 127, stderr: "", reason: "" }).kind).toBe("agent-missing");
    expect(explain({ code: 1, stderr: "", reason: "x".repeat(9_000) }).text).toHaveLength(500);
  });

  it("bounds what it quotes", () => {
    const failure = explain({ code: 1, stderr: "x".repeat(100_000) });

    expect(failure.stderr?.length).toBeLessThanOrEqual(8_192);
    expect(failure.text.length).toBeLessThan(500);
  });
});
