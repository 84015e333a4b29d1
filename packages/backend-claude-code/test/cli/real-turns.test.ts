import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { classify, messages } from "../../src/render/index.ts";
import { ClaudeHome } from "./claude-run.ts";
import { eachClaude } from "./each-claude.ts";
import { calling, says, startScriptedApi } from "./scripted-api.ts";

eachClaude("turns", (binary, test) => {
  test("starts a session under the given id and streams its answer", async () => {
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
    expect(agent.info.account).toBe("API key (ANTHROPIC_API_KEY)");
    expect(end).toMatchObject({ ok: true, usage: { input: 10, output: 5 } });
    expect(end.usd).toBeGreaterThan(0);
    const partial = agent.all("partial");
    expect(partial.map(({ text }) => text).join("")).toBe("Hello there, friend");
    const message = agent.all("message").find((one) => one.message.role === "assistant")?.message;
    expect(message?.id).toBe(partial[0]?.messageId);
    expect(agent.states(id)).toEqual(expect.arrayContaining(["started", "completed"]));
    const lines = home.transcript(sessionId);
    expect(lines.find((one) => one["uuid"] === id)).toMatchObject({ type: "user", entrypoint: "vibedeck" });
    const ids = lines.flatMap((value) => messages({ offset: 7, bytes: 9, value })).map((one) => one.id);
    expect(ids).toEqual(expect.arrayContaining([id, message?.id]));
    expect(agent.all("raw")).toEqual([]);
    expect(lines.filter((value) => classify({ offset: 0, bytes: 1, value }) === "raw")).toEqual([]);
  });

  test("delivers a message that begins with a dash, and one of a megabyte (172, 175)", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });
    const long = "words ".repeat(170_000).trim();

    const dash = await agent.say("--dangerously-skip-permissions");
    await agent.next("turn-end");
    const big = await agent.say(long);
    const end = await agent.next("turn-end");
    await agent.end();

    expect(end.ok).toBe(true);
    const sent = new Map(home.transcript(sessionId).map((line) => [line["uuid"], line["message"]]));
    expect(sent.get(dash)).toMatchObject({ content: "--dangerously-skip-permissions" });
    expect(sent.get(big)).toMatchObject({ content: long });
  });

  test("sends images and text files along", async () => {
    await using api = await startScriptedApi({ LOOK: () => says("I see") });
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });

    const id = await agent.say("LOOK at these", {
      attachments: [
        { type: "image", mediaType: "image/png", data: PIXEL, name: "pixel.png" },
        { type: "text", name: "notes.txt", text: "remember the milk" },
      ],
    });
    const end = await agent.next("turn-end");
    await agent.end();

    expect(end.ok).toBe(true);
    const body = JSON.stringify(api.requests.at(-1)?.body);
    expect(body).toContain("remember the milk");
    expect(body).toContain("image/png");
    const line = home.transcript(sessionId).find((one) => one["uuid"] === id);
    const [message] = line === undefined ? [] : messages({ offset: 0, bytes: 1, value: line });
    expect(message?.blocks).toMatchObject([
      { type: "image", mediaType: "image/png" },
      { type: "attachment", label: "notes.txt", text: "remember the milk" },
      { type: "text", text: "LOOK at these" },
    ]);
  });

  test("stops a turn while a tool sleeps, and goes on with the next message (181)", async () => {
    await using api = await startScriptedApi({
      SLEEP: () => calling("Bash", { command: "touch begun; sleep 50; touch made", description: "sleep" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    const id = await agent.say("SLEEP");
    const { request } = await agent.next("request");
    await agent.talk.answer(request.id, { type: "allow" });
    await agent.until(() => existsSync(join(home.cwd, "begun")));
    await agent.talk.interrupt(AbortSignal.timeout(20_000));
    const stopped = await agent.next("turn-end");
    await agent.say("and now?");
    const next = await agent.next("turn-end");

    expect(stopped).toMatchObject({ ok: false, interrupted: true });
    expect(stopped.failure).toBeUndefined();
    expect(next.ok).toBe(true);
    expect(agent.states(id)).not.toContain("cancelled");
  });

  test("withdraws a request that waits when the turn is stopped", async () => {
    await using api = await startScriptedApi({
      SLEEP: () => calling("Bash", { command: "touch made", description: "make" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("SLEEP");
    const { request } = await agent.next("request");
    await agent.talk.interrupt(AbortSignal.timeout(20_000));
    const withdrawn = await agent.next("request-withdrawn");
    const end = await agent.next("turn-end");

    expect(withdrawn.id).toBe(request.id);
    expect(end).toMatchObject({ ok: false, interrupted: true });
    await expect(agent.talk.answer(request.id, { type: "allow" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("gives back a message that was to go into the turn which is stopped", async () => {
    await using api = await startScriptedApi({
      SLEEP: () => calling("Bash", { command: "touch begun; sleep 50", description: "sleep" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("SLEEP");
    const { request } = await agent.next("request");
    await agent.talk.answer(request.id, { type: "allow" });
    await agent.until(() => existsSync(join(home.cwd, "begun")));
    const id = await agent.say("too late");
    await agent.talk.interrupt(AbortSignal.timeout(20_000));
    await agent.end();

    expect(agent.all("turn-end")).toMatchObject([{ ok: false, interrupted: true }]);
    expect(agent.states(id)).not.toContain("started");
    const [given, over] = [
      agent.events.findIndex((one) => one.type === "message-state" && one.state === "cancelled"),
      agent.events.findIndex((one) => one.type === "turn-end"),
    ];
    expect(agent.events[given]).toMatchObject({ id });
    expect(given).toBeLessThan(over);
  });

  test("steers: a message goes into the running turn, under its own id", async () => {
    await using api = await startScriptedApi({
      SLEEP: () => calling("Bash", { command: "touch begun; sleep 1", description: "sleep" }),
    });
    using home = new ClaudeHome(binary, api.url);
    const sessionId = randomUUID();
    await using agent = await home.agent({ type: "start", sessionId, cwd: home.cwd });

    await agent.say("SLEEP");
    const { request } = await agent.next("request");
    await agent.talk.answer(request.id, { type: "allow" });
    await agent.until(() => existsSync(join(home.cwd, "begun")));
    const id = await agent.say("STEERED text");
    const end = await agent.next("turn-end");
    await agent.end();

    expect(end.ok).toBe(true);
    expect(agent.all("turn-end")).toHaveLength(1);
    expect(agent.states(id)).toEqual(expect.arrayContaining(["started", "completed"]));
    const shown = home.transcript(sessionId).flatMap((value) => messages({ offset: 0, bytes: 1, value }));
    expect(shown.filter((one) => one.id === id)).toMatchObject([
      { role: "user", prompt: true, blocks: [{ type: "text", text: "STEERED text" }] },
    ]);
    expect(JSON.stringify(api.requests.at(-1)?.body)).toContain("STEERED text");
  });

  test("changes model and permission mode, and refuses what may not be chosen (174)", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.talk.setPermissionMode("acceptEdits");
    await agent.talk.setModel("haiku");
    await agent.say("hi");
    await agent.next("turn-end");

    const init = agent.all("settings").findLast((one) => one.sessionId !== undefined);
    expect(init).toMatchObject({ permissionMode: "acceptEdits", model: expect.stringContaining("haiku") });
    expect(api.requests.at(-1)?.model).toContain("haiku");
    await expect(agent.talk.setPermissionMode("bypassPermissions")).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await expect(agent.talk.setModel("<synthetic>")).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(agent.talk.setModel("--model")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("takes what the settings of an action say", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url, { permissionModes: ["default", "bypassPermissions"] });
    await using agent = await home.agent({
      type: "start",
      sessionId: randomUUID(),
      cwd: home.cwd,
      model: "sonnet",
      permissionMode: "default",
      addDirs: [home.home],
    });

    await agent.say("hi");
    await agent.next("turn-end");
    await agent.talk.setPermissionMode("bypassPermissions");

    expect(agent.all("settings").find((one) => one.sessionId !== undefined)).toMatchObject({
      permissionMode: "default",
      model: expect.stringContaining("sonnet"),
    });
    expect(agent.info.permissionModes.map((mode) => mode.id)).toEqual(["default", "bypassPermissions"]);
    expect(JSON.stringify(api.requests.at(-1)?.body)).toContain(home.home);
  });

  test("counts what runs in the background", async () => {
    await using api = await startScriptedApi({
      BACK: () =>
        calling("Bash", { command: "touch begun; sleep 2", description: "sleep", run_in_background: true }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("BACK");
    const { request } = await agent.next("request");
    await agent.talk.answer(request.id, { type: "allow" });
    const one = await agent.next("background");
    const none = await agent.next("background");

    expect([one.tasks, none.tasks]).toEqual([1, 0]);
  });
});

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
