import type { Action, CommandSpec, RunSettings } from "@vibedeck/core";
import { checkedId, checkedMode, checkedModel, checkedPath, checkedPaths } from "./check-settings.ts";
import { BYPASS } from "./permission-modes.ts";

/** The name that sessions started from here carry, and that other VibeDecks know them by. */
export const ENTRYPOINT = "vibedeck";

/** JSON lines both ways, the answer as it is typed, and every permission asked for on standard output. */
const TWO_WAY: readonly string[] = [
  "-p",
  "--input-format=stream-json",
  "--output-format=stream-json",
  "--verbose",
  "--include-partial-messages",
  "--permission-prompt-tool=stdio",
];

/**
 * What the tool itself needs. Sessions that `claude -p` names `sdk-cli` by itself are left out of the picker of
 * `claude --resume`; with any other name in `CLAUDE_CODE_ENTRYPOINT` every line of the transcript carries that name
 * and the picker lists the session (seen with 2.1.197 and 2.1.330). An agent must not replace its own program while
 * it runs: hence no updater.
 */
const ENVIRONMENT: CommandSpec["env"] = { CLAUDE_CODE_ENTRYPOINT: ENTRYPOINT, DISABLE_AUTOUPDATER: "1" };

/**
 * The command line for an action. One token for each option, so that no value is ever taken for an option; prompts
 * never stand in it.
 * @param modes the permission modes that may be chosen.
 * @throws `VibeDeckError` `BAD_REQUEST` for an id, a model, a mode or a path that is refused.
 */
export function command(action: Action, modes: readonly string[]): CommandSpec {
  if (action.type === "version") return spec(["--version"], "/");
  return spec([...TWO_WAY, ...options(action, modes)], checkedPath(action.cwd));
}

function options(
  action: Exclude<Action, { readonly type: "version" }>,
  modes: readonly string[],
): readonly string[] {
  switch (action.type) {
    case "start":
      return [`--session-id=${checkedId(action.sessionId)}`, ...settings(action, modes)];
    case "resume":
      return [`--resume=${checkedId(action.sessionId)}`, ...settings(action, modes)];
    case "fork":
      return [
        `--resume=${checkedId(action.sessionId)}`,
        "--fork-session",
        `--session-id=${checkedId(action.newSessionId)}`,
        ...settings(action, modes),
      ];
    case "inspect":
      return ["--no-session-persistence"];
  }
}

function settings({ model, permissionMode, addDirs }: RunSettings, modes: readonly string[]): string[] {
  return [
    ...(model === undefined ? [] : [`--model=${checkedModel(model)}`]),
    ...(permissionMode === undefined ? [] : [`--permission-mode=${checkedMode(permissionMode, modes)}`]),
    // Without this the tool refuses to change to that mode later on.
    ...(modes.includes(BYPASS) ? ["--allow-dangerously-skip-permissions"] : []),
    ...checkedPaths(addDirs ?? []).map((path) => `--add-dir=${path}`),
  ];
}

function spec(args: readonly string[], cwd: string): CommandSpec {
  return { argv: ["claude", ...args], cwd, env: ENVIRONMENT };
}
