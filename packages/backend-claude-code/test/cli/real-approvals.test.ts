import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { ClaudeHome } from "./claude-run.ts";
import { eachClaude } from "./each-claude.ts";
import { calling, startScriptedApi } from "./scripted-api.ts";

eachClaude("approvals", (binary, test) => {
  test("runs a command that is allowed once, and not one that is refused", async () => {
    const command = "touch made-here; echo hi";
    await using api = await startScriptedApi({
      RUN: () => calling("Bash", { command, description: "make a file" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });
    const made = join(home.cwd, "made-here");

    await agent.say("RUN it");
    const first = await agent.next("request");
    await agent.talk.answer(first.request.id, { type: "deny", message: "not now" });
    const refused = await agent.next("turn-end");
    const toldWhy = JSON.stringify(api.requests.at(-1)?.body).includes("not now");
    const before = existsSync(made);
    await agent.say("RUN it again");
    const second = await agent.next("request");
    await agent.talk.answer(second.request.id, { type: "allow" });
    await agent.next("turn-end");

    expect(first.request).toMatchObject({
      kind: "tool",
      tool: "Bash",
      toolId: expect.stringMatching(/^toolu_/),
      input: { command },
      view: { kind: "shell", command },
      reason: `It touches ${made}`,
    });
    expect([refused.ok, toldWhy, before, existsSync(made)]).toEqual([true, true, false, true]);
    await expect(agent.talk.answer(second.request.id, { type: "allow" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("runs the command that was edited, not the one that was asked for", async () => {
    await using api = await startScriptedApi({
      RUN: () => calling("Bash", { command: "touch theirs", description: "make a file" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("RUN");
    const { request } = await agent.next("request");
    await agent.talk.answer(request.id, { type: "allow", input: { command: "touch mine" } });
    await agent.next("turn-end");

    expect([existsSync(join(home.cwd, "theirs")), existsSync(join(home.cwd, "mine"))]).toEqual([false, true]);
  });

  test("remembers a rule where the suggestion says, and does not ask again", async () => {
    await using api = await startScriptedApi({
      RUN: () => calling("Bash", { command: `touch made-${Date.now()}`, description: "make a file" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("RUN");
    const { request } = await agent.next("request");
    const rule = request.suggestions.find((one) => one.where.startsWith(".claude/settings.local.json"));
    await agent.talk.answer(request.id, {
      type: "allow",
      suggestions: request.suggestions.map(({ id }) => id),
    });
    await agent.next("turn-end");
    await agent.say("RUN again");
    const end = await agent.next("turn-end");

    expect(rule).toMatchObject({
      text: expect.stringMatching(/^Always allow `touch /),
      where: ".claude/settings.local.json of this project (yours only)",
    });
    expect(request.suggestions.map(({ where }) => where)).toContain("only while this agent runs");
    const settings = readFileSync(join(home.cwd, ".claude", "settings.local.json"), "utf8");
    expect(JSON.parse(settings)).toMatchObject({
      permissions: { allow: [expect.stringMatching(/^Bash\(touch /)] },
    });
    expect(end.ok).toBe(true);
    expect(agent.all("request")).toHaveLength(1);
  });

  test("answers questions with several choices and with free text", async () => {
    const questions = [
      { question: "Which colours?", header: "Colours", multiSelect: true, options: OPTIONS },
      { question: "Which name?", header: "Name", multiSelect: false, options: OPTIONS },
    ];
    await using api = await startScriptedApi({ ASK: () => calling("AskUserQuestion", { questions }) });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });

    await agent.say("ASK me");
    const { request } = await agent.next("request");
    await expect(agent.talk.answer(request.id, { type: "allow" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    const answers = { "Which colours?": "Red, Blue", "Which name?": "my own words" };
    await agent.talk.answer(request.id, { type: "answers", answers });
    const end = await agent.next("turn-end");

    expect(request).toMatchObject({ kind: "question", questions: [{ multiple: true }, { multiple: false }] });
    expect(end.ok).toBe(true);
    const body = JSON.stringify(api.requests.at(-1)?.body);
    expect(body).toContain("Red, Blue");
    expect(body).toContain("my own words");
  });

  test("keeps planning with comments, then approves the plan with a mode", async () => {
    await using api = await startScriptedApi({
      "make it shorter": () => calling("ExitPlanMode", { plan: "# Plan B\n1. less" }),
      tool_result: () => ({ content: [{ type: "text", text: "done" }], usage: {} }),
      PLAN: () => calling("ExitPlanMode", { plan: "# Plan A\n1. more" }),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({
      type: "start",
      sessionId: randomUUID(),
      cwd: home.cwd,
      permissionMode: "plan",
    });

    await agent.say("PLAN it");
    const first = await agent.next("request");
    await agent.talk.answer(first.request.id, { type: "deny", message: "make it shorter" });
    const second = await agent.next("request");
    await expect(
      agent.talk.answer(second.request.id, { type: "allow", permissionMode: "bypassPermissions" }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await agent.talk.answer(second.request.id, { type: "allow", permissionMode: "acceptEdits" });
    const end = await agent.next("turn-end");

    expect(first.request).toMatchObject({ kind: "plan", plan: "# Plan A\n1. more" });
    expect(second.request).toMatchObject({ kind: "plan", plan: "# Plan B\n1. less", view: { kind: "plan" } });
    expect(end.ok).toBe(true);
    expect(agent.all("settings").at(-1)).toMatchObject({ permissionMode: "acceptEdits" });
  });

  test("shows a plan that stands in a file only", async () => {
    let path = "";
    await using api = await startScriptedApi({
      PLAN: (request) => {
        path = /([^"\\ ]*[\\/]plans[\\/][\w-]+\.md)/.exec(JSON.stringify(request.body))?.[1] ?? "";
        return calling("Write", { file_path: path, content: "# In a file\n" });
      },
      tool_result: () => calling("ExitPlanMode", {}),
    });
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({
      type: "start",
      sessionId: randomUUID(),
      cwd: home.cwd,
      permissionMode: "plan",
    });

    await agent.say("PLAN it");
    const { request } = await agent.next("request", (one) => one.request.kind === "plan");

    expect(path).not.toBe("");
    expect(request.plan?.trim()).toBe("# In a file");
  });
});

const OPTIONS = [
  { label: "Red", description: "warm" },
  { label: "Blue", description: "cold" },
];
