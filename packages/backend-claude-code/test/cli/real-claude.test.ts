import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ClaudeBinary, findClaudeBinaries } from "../oracle/claude-binary.ts";
import { ClaudeHome } from "./claude-run.ts";
import { calling, says, startScriptedApi } from "./scripted-api.ts";

/* The real Claude Code, driven over its own protocol, against a stand-in of the Messages API. */

const SECONDS = 60_000;
const binaries = findClaudeBinaries(process.env);

if (binaries.length === 0) {
  it.skipIf(!process.env["VIBEDECK_REQUIRE_CLAUDE"])("has a Claude Code to drive", () => {
    expect.fail("VIBEDECK_REQUIRE_CLAUDE is set, but there is no Claude Code");
  });
}

for (const binary of binaries) describe(`driving Claude Code ${binary.version}`, () => turns(binary));

function turns(binary: ClaudeBinary): void {
  const it60 = (name: string, run: () => Promise<void>): void => it(name, { timeout: SECONDS }, run);

  it60("starts a session under the given id and streams its answer", async () => {
    await using api = await startScriptedApi({
      HELLO: () => says("Hello there, friend", { between: async () => {} }),
    });
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });

    const id = await agent.say("HELLO");
    const end = await agent.next("turn-end");
    await agent.end();

    expect(agent.info.models.map((model) => model.id)).toContain("default");
    expect(end).toMatchObject({ ok: true });
    expect(end.usd).toBeGreaterThan(0);
    expect(end.usage).toMatchObject({ input: 10, output: 5 });
    const partial = agent.all("partial");
    expect(partial.map(({ text }) => text).join("")).toBe("Hello there, friend");
    const message = agent.all("message").find((one) => one.message.role === "assistant")?.message;
    expect(message?.id).toBe(partial[0]?.messageId);
    expect(
      agent
        .all("message-state")
        .filter((one) => one.id === id)
        .map((one) => one.state),
    ).toEqual(expect.arrayContaining(["started", "completed"]));
    const line = home.transcript(sessionId).find((one) => one["uuid"] === id);
    expect(line).toMatchObject({ type: "user", entrypoint: "vibedeck", sessionId });
    expect(agent.all("raw")).toEqual([]);
  });

  it60("runs a command that is allowed once, and not one that is refused", async () => {
    const command = "touch made-here; echo hi";
    await using api = await startScriptedApi({
      RUN: () => calling("Bash", { command, description: "make a file" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("RUN it");
    const first = await agent.next("request");
    await agent.talk.answer(first.request.id, { type: "deny", message: "not now" });
    const refused = await agent.next("turn-end");
    const after = existsSync(join(home.cwd, "made-here"));
    await agent.say("RUN it again");
    const second = await agent.next("request");
    await agent.talk.answer(second.request.id, { type: "allow" });
    await agent.next("turn-end");

    expect(first.request).toMatchObject({
      kind: "tool",
      tool: "Bash",
      input: { command },
      view: { kind: "shell", command },
    });
    expect(refused.ok).toBe(true);
    expect(after).toBe(false);
    expect(JSON.stringify(api.requests.at(-2)?.body)).toContain("not now");
    expect(existsSync(join(home.cwd, "made-here"))).toBe(true);
    expect(readFileSync(join(home.cwd, "made-here"), "utf8")).toBe("");
  });
}
