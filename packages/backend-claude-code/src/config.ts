import { isAbsolute, join, normalize } from "node:path";
import type { ConfigSchema } from "@vibedeck/core";
import * as v from "valibot";
import { type PricingOverrides, pricingOverrides } from "./pricing/index.ts";

/** What the backend is told by its TOML table. */
export interface ClaudeCodeConfig {
  /** Absolute paths of configuration directories; transcripts lie in `projects` below each. */
  readonly dirs: readonly string[];
  /** Prices of a person's own, by model id, in US dollars per million tokens. */
  readonly prices: PricingOverrides;
}

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
    prices: v.optional(pricingOverrides),
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
      return { dirs: [...new Set(chosen.map(withoutTrailingSlash))], prices: value.prices ?? {} };
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
