import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect } from "vitest";
import { locateTranscript } from "../../src/discovery/locate.ts";
import { runningProgram } from "../../src/discovery/running.ts";
import { ClaudeHome, run } from "./claude-run.ts";
import { eachClaude } from "./each-claude.ts";
import { startScriptedApi } from "./scripted-api.ts";

eachClaude("sessions", (binary, test) => {
  test("resumes a session in a new process and appends to the same transcript", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    let firstUsd = 0;
    {
      await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });
      await agent.say("the first day");
      firstUsd = (await agent.next("turn-end")).usd ?? 0;
      await agent.end();
    }

    await using agent = await home.agent({ type: "resume", sessionId, cwd: home.cwd });
    await agent.say("the next day");
    const end = await agent.next("turn-end");
    await agent.end();

    expect(JSON.stringify(api.requests.at(-1)?.body)).toContain("the first day");
    expect(home.transcripts()).toEqual([locateTranscript(sessionId, home.cwd)]);
    expect(firstUsd).toBeGreaterThan(0);
    expect(end.usd).toBeCloseTo(firstUsd, 9);
  });

  test("forks a session under the given id, and leaves the other one as it was", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    const newSessionId = randomUUID();
    {
      await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });
      await agent.say("the trunk");
      await agent.next("turn-end");
      await agent.end();
    }
    const before = home.transcript(sessionId).length;

    await using agent = await home.agent({ type: "fork", sessionId, newSessionId, cwd: home.cwd });
    const id = await agent.say("a branch");
    await agent.next("turn-end");
    await agent.end();

    expect(home.transcript(sessionId)).toHaveLength(before);
    expect(JSON.stringify(api.requests.at(-1)?.body)).toContain("the trunk");
    expect(home.transcript(newSessionId).some((line) => line["uuid"] === id)).toBe(true);
    expect(home.transcripts()).toContain(locateTranscript(newSessionId, home.cwd));
  });

  test("says which programs run a session, and leaves out our own", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    const root = { path: join(home.home, ".claude", "projects"), owner: "local", trusted: true };
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });
    await agent.say("hi");
    await agent.next("turn-end");

    const other = runningProgram(root, sessionId, []);
    const own = runningProgram(root, sessionId, [agent.process.pid ?? 0]);
    await agent.end();
    const after = runningProgram(root, sessionId, []);

    expect(other).toMatchObject({ name: "another VibeDeck", state: expect.stringMatching(/idle|busy/) });
    expect([own, after]).toEqual([undefined, undefined]);
  });

  test("tells what it offers in a folder without leaving a session behind", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "inspect", cwd: home.cwd });
    await agent.end();

    expect(agent.info.commands.map(({ name }) => name)).toContain("compact");
    expect(agent.info.agents.map(({ name }) => name)).toContain("general-purpose");
    expect(agent.info.permissionModes.map(({ id }) => id)).toEqual([
      "plan",
      "default",
      "acceptEdits",
      "auto",
    ]);
    expect(
      Math.max(...agent.info.commands.map(({ description }) => description?.length ?? 0)),
    ).toBeLessThanOrEqual(300);
    expect(home.transcripts()).toEqual([]);
    expect(api.requests).toEqual([]);
  });

  test("says that it is available, with its version and how it is signed in", async () => {
    using home = new ClaudeHome(binary, "http://127.0.0.1:9");

    expect(await home.cli.available?.(AbortSignal.timeout(20_000), run())).toEqual({
      ok: true,
      version: binary.version,
      detail: "API key from the environment",
    });
    expect(home.transcripts()).toEqual([]);
  });

  test("tells the new session when /clear begins one", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });
    await agent.say("hi");
    await agent.next("turn-end");

    await agent.say("/clear");
    await agent.next("turn-end");
    await agent.say("again");
    await agent.next("turn-end");

    const ids = agent.all("settings").flatMap((one) => one.sessionId ?? []);
    expect(ids[0]).toBe(sessionId);
    expect(ids.at(-1)).not.toBe(sessionId);
  });
});
