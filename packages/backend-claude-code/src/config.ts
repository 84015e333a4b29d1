import { isAbsolute, join, normalize } from "node:path";
import { type ConfigSchema, LOCAL_OWNER, toUserId, type UserId } from "@vibedeck/core";
import * as v from "valibot";
import { isModel } from "./cli/check-settings.ts";
import { DEFAULT_MODES, PERMISSION_MODES } from "./cli/permission-modes.ts";
import { type PricingOverrides, pricingOverrides } from "./pricing/index.ts";

/** What the backend is told by its TOML table. */
export interface ClaudeCodeConfig {
  /** Absolute paths of configuration directories; transcripts lie in `projects` below each. */
  readonly dirs: readonly string[];
  /** Whose the sessions are. {@link LOCAL_OWNER}, the default: of whoever uses a server without sign-in. */
  readonly owner?: UserId;
  /** Prices of a person's own, by model id, in US dollars per million tokens. */
  readonly prices: PricingOverrides;
  /** Absolute path of the program. Absent: it is looked for. */
  readonly command?: string;
  /** Permission modes that may be chosen, as `claude --permission-mode` names them. */
  readonly permissionModes: readonly string[];
  /** Models to offer beside those that the tool names. */
  readonly models: readonly string[];
  /** More environment variables for the tool. */
  readonly env: { readonly [name: string]: string };
}

const MODE_IDS = PERMISSION_MODES.map(({ id }) => id);

const modelName = v.pipe(v.string(), v.check(isModel, "This is not the name of a model"));

const variableName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "This is not the name of a variable"),
);

/** The id claim of the user, as the provider sends it: the same mapping as at sign-in, so it is the same user. */
const owner = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }): UserId => {
    const mapped = toUserId(value);
    if ("id" in mapped) return mapped.id;
    addIssue({ message: mapped.refused });
    return NEVER;
  }),
);

/** What the defaults depend on. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined };
  /** The home directory of the server's own user. */
  readonly home: string;
  /** Whether a directory is there. */
  exists(path: string): boolean;
}

/** The schema of the table. The surroundings are asked when a configuration is read, not before. */
export function createConfigSchema(surroundings: () => Surroundings): ConfigSchema<ClaudeCodeConfig> {
  const table = v.strictObject({
    dirs: v.optional(v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1))),
    owner: v.optional(owner),
    prices: v.optional(pricingOverrides),
    command: v.optional(v.pipe(v.string(), v.nonEmpty())),
    permission_modes: v.optional(v.pipe(v.array(v.picklist(MODE_IDS)), v.minLength(1))),
    models: v.optional(v.array(modelName)),
    env: v.optional(v.record(variableName, v.string())),
  });
  return v.pipe(
    table,
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }): ClaudeCodeConfig => {
      const around = surroundings();
      const named = value.dirs ?? defaultDirs(around);
      const chosen = named.map((dir) => normalize(expandHome(dir, around.home)));
      const index = chosen.findIndex((dir) => !isAbsolute(dir));
      if (index >= 0) {
        addIssue({
          message: `"${chosen[index]}" is a relative path: write it in full, or beginning with "~/"`,
          path: [
            { type: "object", origin: "value", input: value, key: "dirs", value: named },
            { type: "array", origin: "value", input: [...named], key: index, value: named[index] },
          ],
        });
        return NEVER;
      }
      const command = value.command === undefined ? undefined : expandHome(value.command, around.home);
      if (command !== undefined && !isAbsolute(command)) {
        addIssue({
          message: `"${command}" is no absolute path: write it in full, or beginning with "~/"`,
          path: [{ type: "object", origin: "value", input: value, key: "command", value: value.command }],
        });
        return NEVER;
      }
      return {
        dirs: [...new Set(chosen.map(withoutTrailingSlash))],
        owner: value.owner ?? LOCAL_OWNER,
        prices: value.prices ?? {},
        ...(command === undefined ? {} : { command: normalize(command) }),
        permissionModes: value.permission_modes ?? DEFAULT_MODES,
        models: value.models ?? [],
        env: value.env ?? {},
      };
    }),
  );
}

/** `$CLAUDE_CONFIG_DIR`, a comma list; else `~/.claude`, and `~/.config/claude` of some older builds if it is used. */
function defaultDirs({ env, home, exists }: Surroundings): readonly string[] {
  const named = (env["CLAUDE_CONFIG_DIR"] ?? "")
    .split(",")
    .map((dir) => dir.trim())
    .filter((dir) => dir !== "");
  if (named.length > 0) return named;
  const older = join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "claude");
  return [join(home, ".claude"), ...(exists(join(older, "projects")) ? [older] : [])];
}

function expandHome(dir: string, home: string): string {
  return dir === "~" || dir.startsWith("~/") ? join(home, dir.slice(1)) : dir;
}

function withoutTrailingSlash(dir: string): string {
  return dir.length > 1 && dir.endsWith("/") ? dir.slice(0, -1) : dir;
}
