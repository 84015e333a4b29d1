import type { Cli, PartContext, RunContext } from "@vibedeck/core";
import { createLocalPlace, type EnvironmentRules } from "@vibedeck/core/process";
import type { ClaudeCodeConfig, Surroundings } from "../config.ts";
import { converse } from "../protocol/converse.ts";
import { INSTALL } from "../protocol/explain.ts";
import { available } from "./available.ts";
import { command } from "./command.ts";
import { configDirOf, defaultDir, hasCredentials } from "./config-dir.ts";
import { environmentRules } from "./environment.ts";
import { allowedModes } from "./permission-modes.ts";
import { programCandidates } from "./program.ts";

/**
 * Runs Claude Code on this machine. A backend that runs it elsewhere overrides `start`, `recover`, `folder` and
 * `list` and takes the rest as it is.
 */
export function createCli(context: PartContext<ClaudeCodeConfig>, around: Surroundings): Cli {
  const { config, logger } = context;
  const modes = allowedModes(config.permissionModes);
  const ids = modes.map(({ id }) => id);
  const place = createLocalPlace({
    environment: around.env,
    home: around.home,
    rules: (_spec, run) => rulesOf(config, run, around),
    candidates: () => programCandidates(around.home),
    ...(config.command === undefined ? {} : { resolve: () => present(config.command, around) }),
    missingHint:
      config.command === undefined ? INSTALL : `Check \`command\` in the configuration. ${INSTALL}`,
    logger,
  });
  return {
    command: (action) => command(action, ids),
    converse: (process) => converse(process, { modes, models: config.models }),
    available: (signal, run) => {
      const cli = context.part("cli");
      // What lies in this machine's files says nothing about another place.
      const here = cli.start === place.start;
      return available(cli, signal, run, () => (here ? signIn(config, run, around) : undefined));
    },
    ...place,
  };
}

function rulesOf(
  config: ClaudeCodeConfig,
  run: RunContext,
  { home, exists }: Surroundings,
): EnvironmentRules {
  const configDir = configDirOf(run.root, config.dirs, home);
  return environmentRules({
    ...(configDir === defaultDir(home) ? {} : { configDir }),
    signedIn: hasCredentials(configDir, exists),
    env: config.env,
  });
}

function present(command: string | undefined, { exists }: Surroundings): string | undefined {
  return command !== undefined && exists(command) ? command : undefined;
}

/** How the tool is signed in, as far as files and variables tell: never a secret. */
function signIn(config: ClaudeCodeConfig, run: RunContext, { env, home, exists }: Surroundings): string {
  const given = (name: string): boolean => Boolean(config.env[name] ?? env[name]);
  if (hasCredentials(configDirOf(run.root, config.dirs, home), exists)) return "signed in with an account";
  if (given("ANTHROPIC_API_KEY")) return "API key from the environment";
  if (given("ANTHROPIC_AUTH_TOKEN") || given("CLAUDE_CODE_OAUTH_TOKEN")) return "token from the environment";
  if (given("CLAUDE_CODE_USE_BEDROCK")) return "Amazon Bedrock";
  if (given("CLAUDE_CODE_USE_VERTEX")) return "Google Vertex AI";
  return "how it is signed in shows when it is started";
}
