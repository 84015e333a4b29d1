import {
  type AgentProcess,
  type BackendPlugin,
  type Cli,
  type CommandSpec,
  defineBackend,
  inheritParts,
  type PartContext,
  type Parts,
  silentLogger,
} from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { DEFAULT_MODES } from "../../src/cli/permission-modes.ts";
import { type ClaudeCodeConfig, claudeCode } from "../../src/index.ts";

interface ElsewhereConfig {
  readonly claude: ClaudeCodeConfig;
}

const config: ElsewhereConfig = {
  claude: {
    dirs: ["/home/ada/.claude"],
    prices: {},
    permissionModes: DEFAULT_MODES,
    models: ["glm-4.7"],
    env: {},
  },
};

describe("a backend that runs Claude Code elsewhere", () => {
  it("takes command, converse and available as they are and brings its own start", async () => {
    const started: CommandSpec[] = [];
    let base: Cli | undefined;
    const parts = inheritParts<ClaudeCodeConfig, ElsewhereConfig>(claudeCode, (whole) => whole.claude);
    const elsewhere: BackendPlugin<ElsewhereConfig> = defineBackend({
      name: "elsewhere",
      config: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: config }) } },
      parts: {
        ...parts,
        cli: (context) => {
          base = parts.cli(context);
          const start: Cli["start"] = async (spec) => {
            started.push(spec);
            return printing("2.1.330 (Claude Code)");
          };
          return { ...base, start };
        },
      },
    });

    const { cli } = resolved(elsewhere);
    const availability = await cli.available?.(AbortSignal.timeout(5_000), {
      owner: "ada",
      progress: () => {},
    });

    expect(cli.command).toBe(base?.command);
    expect(cli.converse).toBe(base?.converse);
    expect(cli.available).toBe(base?.available);
    expect(availability).toEqual({ ok: true, version: "2.1.330" });
    expect(started.map((spec) => spec.argv)).toEqual([["claude", "--version"]]);
  });

  it("is told what is wrong when it does not start, or prints no version", async () => {
    const run = { owner: "ada", progress: () => {} };
    const failing = withStart(async () => printing("command not found", 127, "sh: claude: not found"));

    expect(await failing.available?.(AbortSignal.timeout(5_000), run)).toEqual({
      ok: false,
      problem: "Claude Code was not found. It said: sh: claude: not found",
      hint: "Install Claude Code: npm install -g @anthropic-ai/claude-code",
    });
  });
});

function withStart(start: Cli["start"]): Cli {
  const parts = inheritParts<ClaudeCodeConfig, ElsewhereConfig>(claudeCode, (whole) => whole.claude);
  return resolved(
    defineBackend<ElsewhereConfig>({
      name: "elsewhere",
      config: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: config }) } },
      parts: { ...parts, cli: (context) => ({ ...parts.cli(context), start }) },
    }),
  ).cli;
}

/** The parts as the host resolves them: lazily, each once. */
function resolved(plugin: BackendPlugin<ElsewhereConfig>): Parts {
  const made = new Map<string, unknown>();
  const context: PartContext<ElsewhereConfig> = {
    config,
    logger: silentLogger,
    signal: new AbortController().signal,
    part: (name) => {
      if (!made.has(name)) made.set(name, plugin.parts[name](context));
      return made.get(name) as never;
    },
  };
  return {
    discovery: context.part("discovery"),
    tailer: context.part("tailer"),
    renderer: context.part("renderer"),
    pricing: context.part("pricing"),
    cli: context.part("cli"),
  };
}

function printing(line: string, code = 0, stderr = ""): AgentProcess {
  return {
    write: async () => {},
    end: () => {},
    lines: async function* () {
      yield line;
    },
    signal: async () => {},
    exit: Promise.resolve({ code, stderr }),
  };
}
