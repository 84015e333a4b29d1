import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { type BackendPlugin, defineBackend, viewOnlyCli } from "@vibedeck/core";
import { createJsonlTailer, type SkimRule } from "@vibedeck/core/jsonl";
import { type ClaudeCodeConfig, createConfigSchema } from "./config.ts";
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

/** Sessions of Claude Code on this machine. */
export const claudeCode: BackendPlugin<ClaudeCodeConfig> = defineBackend({
  name: "claude-code",
  title: TITLE,
  capabilities: {},
  config: createConfigSchema(() => ({ env: process.env, home: homedir(), exists: existsSync })),
  parts: {
    discovery: ({ config }) => createDiscovery(config.dirs),
    tailer: () => createJsonlTailer({}, SKIM),
    renderer: () => createRenderer(),
    pricing: ({ config }) => createPricing(config.prices),
    cli: () => viewOnlyCli(TITLE),
  },
});

export default claudeCode;
