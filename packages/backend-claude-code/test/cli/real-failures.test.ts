import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { createRenderer } from "../../src/renderer.ts";
import { ClaudeHome } from "./claude-run.ts";
import { eachClaude } from "./each-claude.ts";
import { says, startScriptedApi } from "./scripted-api.ts";

const CASES = [
  {
    what: "a rate limit",
    answer: { status: 429, error: "rate_limit_error", message: "This would exceed your rate limit" },
    kind: "rate-limit",
  },
  {
    what: "a wrong key",
    answer: { status: 401, error: "authentication_error", message: "invalid x-api-key" },
    kind: "not-signed-in",
  },
  {
    what: "a model that does not exist",
    answer: { status: 404, error: "not_found_error", message: "model: nonsense" },
    kind: "bad-model",
  },
  {
    what: "a context that is full",
    answer: {
      status: 400,
      error: "invalid_request_error",
      message: "prompt is too long: 300000 tokens > 200000 maximum",
    },
    kind: "context-full",
  },
  {
    what: "an overloaded API",
    answer: { status: 529, error: "overloaded_error", message: "Overloaded" },
    kind: "overloaded",
  },
  {
    what: "a fault of the API",
    answer: { status: 500, error: "api_error", message: "Internal server error" },
    kind: "api",
  },
] as const;

eachClaude("failures", (binary, test) => {
  for (const { what, answer, kind } of CASES) {
    test(`tells ${what} apart, and goes on with the next message`, async () => {
      let failing = true;
      await using api = await startScriptedApi({ FAIL: () => (failing ? answer : says("now it works")) });
      using home = new ClaudeHome(binary, api.url);
      const sessionId = randomUUID();
      await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });

      const id = await agent.say("FAIL");
      const failed = await agent.next("turn-end");
      failing = false;
      await agent.say("FAIL no more");
      const next = await agent.next("turn-end");

      expect(failed).toMatchObject({ ok: false, failure: { kind, hint: expect.any(String) } });
      expect(failed.failure?.text.length).toBeGreaterThan(5);
      expect(agent.states(id)).not.toContain("cancelled");
      expect(next.ok).toBe(true);
    });
  }

  test("leaves a session behind that is known to have failed", async () => {
    await using api = await startScriptedApi({ FAIL: () => CASES[0].answer });
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });

    await agent.say("FAIL");
    await agent.next("turn-end");
    await agent.end();

    expect(activity(home, sessionId)).toMatchObject({
      state: "error",
      reason: expect.stringMatching(/rate limit/),
    });
  });

  test("shows what came of an answer that breaks off, and says that it did", async () => {
    let broken = 0;
    let arrived = async (): Promise<void> => {};
    await using api = await startScriptedApi({
      BREAK: () => {
        broken++;
        return says("half an answer", { dieAfter: 1, between: () => arrived() });
      },
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });
    arrived = () => agent.until(() => agent.all("partial").some(({ text }) => text === "half "));

    await agent.say("BREAK");
    const end = await agent.next("turn-end");

    expect(broken).toBeGreaterThan(0);
    expect(end).toMatchObject({ ok: false, failure: { kind: "api", text: expect.stringMatching(/\w/) } });
  });

  test("says which try it is while the API does not answer", async () => {
    let requests = 0;
    await using api = await startScriptedApi({
      SLOW: () =>
        requests++ === 0
          ? { status: 529, error: "overloaded_error", message: "Overloaded" }
          : says("at last"),
    });
    using home = new ClaudeHome(binary, api.url);
    home.env["CLAUDE_CODE_MAX_RETRIES"] = "3";
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("SLOW");
    const end = await agent.next("turn-end");

    expect(end.ok).toBe(true);
    expect(agent.all("phase").map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^the API is overloaded; try 1 of 3 in 1 s$/),
    );
  });

  test("says that a session is not there to be resumed", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    const action = { type: "resume", sessionId: randomUUID(), cwd: home.cwd } as const;
    const signal = AbortSignal.timeout(30_000);
    const { process } = await home.start(action, signal);
    const talk = home.cli.converse(process);

    const failure = talk.open(signal).catch((error: unknown) => error);

    expect(await failure).toMatchObject({
      code: "AGENT_FAILED",
      message: expect.stringContaining("No conversation found with session ID"),
    });
    expect(talk.explain(await process.exit)).toMatchObject({ kind: "session-missing", exitCode: 1 });
  });

  test("says that it is missing, and how to install it", async () => {
    using home = new ClaudeHome({ ...binary, path: "/nowhere/claude" }, "http://127.0.0.1:9");
    const action = { type: "inspect", cwd: home.cwd } as const;

    await expect(home.agent(action)).rejects.toMatchObject({
      code: "AGENT_MISSING",
      hint: expect.stringContaining("npm install -g @anthropic-ai/claude-code"),
    });
  });

  test("says that the folder is missing", async () => {
    using home = new ClaudeHome(binary, "http://127.0.0.1:9");

    await expect(home.agent({ type: "inspect", cwd: `${home.cwd}/nowhere` })).rejects.toMatchObject({
      code: "FOLDER_MISSING",
    });
  });
});

function activity(home: ClaudeHome, sessionId: string) {
  const renderer = createRenderer();
  const start = renderer.start({ id: sessionId, kind: "session", group: "g" });
  const lines = home.transcript(sessionId);
  const state = lines.reduce((known, value) => renderer.reduce(known, { offset: 0, bytes: 1, value }), start);
  expect(renderer.facts(state).counts.unknown).toBe(0);
  return renderer.facts(state).activity;
}
