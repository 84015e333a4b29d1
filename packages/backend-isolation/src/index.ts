import { homedir } from "node:os";
import { claudeCode } from "@vibedeck/backend-claude-code";
import {
  type BackendPlugin,
  defineBackend,
  inheritParts,
  type PartContext,
  silentLogger,
  VibeDeckError,
} from "@vibedeck/core";
import { createCli } from "./cli.ts";
import { sandboxCommand } from "./commands/sandbox-command.ts";
import { createConfigSchema } from "./config.ts";
import type { IsolationConfig } from "./config-shape.ts";
import { diagnoseWith } from "./diagnose/diagnose.ts";
import { createDiscovery } from "./discovery.ts";
import { checkEnvFiles } from "./env-file/check-env-files.ts";
import { checkUsersDir } from "./homes/check-users-dir.ts";
import { dockerOf, serviceOf } from "./service.ts";

export type { IsolationConfig } from "./config-shape.ts";

const inherited = inheritParts(claudeCode, ({ claude }: IsolationConfig) => claude);

/** Claude Code for many users: the sessions of each in a home of their own, their agents in a sandbox of their own. */
const isolation: BackendPlugin<IsolationConfig> = defineBackend({
  name: "isolation",
  title: "Claude Code",
  capabilities: claudeCode.capabilities ?? {},
  config: createConfigSchema(() => ({ env: process.env, home: homedir() }), claudeCode.config),
  parts: {
    ...inherited,
    discovery: (context) =>
      createDiscovery(context.config.usersDir, inherited.discovery(context), { logger: context.logger }),
    cli: (context) => createCli(context, inherited.cli(context)),
  },
  check,
  diagnose: (context) =>
    diagnoseWith(
      {
        engine: () => dockerOf(context).probe,
        runtime: () => serviceOf(context).runtime,
        homes: ({ usersDir }) => checkUsersDir(usersDir),
        variables: checkEnvFiles,
      },
      context,
    ),
  commands: [
    sandboxCommand({
      sandboxes: (context) => serviceOf(context).runtime,
      builder: (config) => dockerOf({ config, logger: silentLogger }),
    }),
  ],
});

export default isolation;

/**
 * Homes must be usable, or nothing is. An engine that is down keeps nobody from reading: whoever wants to run
 * something is told then.
 */
async function check(context: PartContext<IsolationConfig>): Promise<void> {
  const { config, logger } = context;
  for (const { state, text, hint } of await checkUsersDir(config.usersDir)) {
    if (state === "failure") {
      throw new VibeDeckError("CONFIG_INVALID", text, hint === undefined ? {} : { hint });
    }
    if (state === "warning") logger.warn({ hint }, text);
  }
  const { runtime, keeper } = serviceOf(context);
  keeper.start();
  const { ok, problem, hint } = await runtime.health();
  if (!ok) logger.warn({ hint }, `Nothing can be run in sandboxes now: ${problem ?? "no reason is known"}`);
}
