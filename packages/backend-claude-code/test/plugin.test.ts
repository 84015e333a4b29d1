import { BACKEND_TYPE, type PartContext, silentLogger } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import plugin, { type ClaudeCodeConfig, claudeCode } from "../src/index.ts";

const context: PartContext<ClaudeCodeConfig> = {
  config: { dirs: ["/home/ada/.claude"], prices: {}, permissionModes: ["default"], models: [], env: {} },
  logger: silentLogger,
  signal: new AbortController().signal,
  part: () => {
    throw new Error("no part needs another one");
  },
};

describe("the plugin", () => {
  it("is the default export and says what it is", () => {
    expect(plugin).toBe(claudeCode);
    expect(plugin).toMatchObject({
      type: BACKEND_TYPE,
      apiVersion: 1,
      name: "claude-code",
      title: "Claude Code",
    });
  });

  it("accepts an empty table and fills in absolute directories", async () => {
    const result = await plugin.config["~standard"].validate({});

    expect(result.issues).toBeUndefined();
    if (result.issues === undefined) expect(result.value.dirs.every((dir) => dir.startsWith("/"))).toBe(true);
  });

  it("has all five parts", () => {
    const discovery = plugin.parts.discovery(context);
    const renderer = plugin.parts.renderer(context);
    const ref = { id: "a02a5b8", kind: "subagent" as const, group: "g" };
    const entry = { offset: 0, bytes: 9, value: { type: "from-the-future" } };

    expect(
      discovery.identify({ path: "/x", owner: "local", trusted: true }, "g/agent-a02a5b8.jsonl"),
    ).toEqual(ref);
    expect(renderer.facts(renderer.reduce(renderer.start(ref), entry)).counts).toMatchObject({
      lines: 1,
      unknown: 1,
    });
    expect(renderer.messages(entry)).toHaveLength(1);
    expect(plugin.parts.tailer(context)).toHaveProperty("read");
    expect(plugin.parts.pricing(context).version).toMatch(/\S/);
  });

  it("runs sessions too", () => {
    const cli = plugin.parts.cli(context);

    expect(plugin.capabilities).toEqual({
      run: true,
      resume: true,
      fork: true,
      interrupt: true,
      approvals: true,
      models: true,
    });
    for (const name of ["command", "start", "converse", "available", "recover", "folder", "list"])
      expect(cli).toHaveProperty(name, expect.any(Function));
  });
});
