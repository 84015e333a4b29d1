import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { type BackendPlugin, defineBackend } from "@vibedeck/core";
import { createJsonlTailer, type SkimRule } from "@vibedeck/core/jsonl";
import { createCli } from "./cli/create-cli.ts";
import { type ClaudeCodeConfig, createConfigSchema, type Surroundings } from "./config.ts";
import { createDiscovery } from "./discovery.ts";
import { createPricing } from "./pricing/index.ts";
import { createRenderer } from "./renderer.ts";

export type { ClaudeCodeConfig } from "./config.ts";

const TITLE = "Claude Code";

/**
 * What a tool answered stands twice in a line: as the model saw it, and as data for the tool's own screen, which
 * comes late and is most of all bytes. Only small ones say something about the session.
 */
const SKIM: SkimRule = { without: "toolUseResult", needs: ["type", "message", "uuid", "timestamp"] };

function surroundings(): Surroundings {
  return { env: process.env, home: homedir(), exists: existsSync };
}

/** Claude Code on this machine: its sessions, and the means to run it. */
export const claudeCode: BackendPlugin<ClaudeCodeConfig> = defineBackend({
  name: "claude-code",
  title: TITLE,
  capabilities: { run: true, resume: true, fork: true, interrupt: true, approvals: true, models: true },
  config: createConfigSchema(surroundings),
  parts: {
    discovery: ({ config }) => createDiscovery(config.dirs, config.owner),
    tailer: () => createJsonlTailer({}, SKIM),
    renderer: () => createRenderer(),
    pricing: ({ config }) => createPricing(config.prices),
    cli: (context) => createCli(context, surroundings()),
  },
});

export default claudeCode;
