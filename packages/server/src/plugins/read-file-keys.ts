import { type JsonObject, type own, VibeDeckError } from "@vibedeck/core";
import type { AuthEntry } from "../config/auth-table.ts";
import { kindOf } from "../config/describe-issue.ts";
import { expandPath } from "../config/locate-config.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { isSecretName } from "../config/secret.ts";
import { readSecretFile } from "../config/secret-file.ts";

/** A plugin's keys of `[auth]`, those that were written as files too. */
export interface ReadKeys {
  readonly options: JsonObject;
  /** `client_secret` → `client_secret_file`. */
  readonly writtenAs: ReadonlyMap<string, string>;
  /** What no message may repeat. */
  readonly secrets: readonly string[];
}

const SUFFIX = "_file";

/**
 * Reads the files of keys such as `client_secret_file`, so that the plugin gets `client_secret`.
 * @param folder where relative paths begin.
 * @param known the keys that the plugin's schema lists; without any, each `x_file` stands for an `x`.
 * @throws `VibeDeckError` `PLUGIN_CONFIG` with all files that cannot be used, and never with what is inside of them.
 */
export function readFileKeys(
  { options, home, where }: Pick<AuthEntry, "options" | "home" | "where">,
  folder: string,
  known: readonly string[],
): ReadKeys {
  const writtenAs = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  const read: { [key: string]: JsonObject[string] } = Object.assign(Object.create(null), options);
  const secrets: string[] = [];
  for (const [key, value] of Object.entries(options)) {
    const name = key.slice(0, -SUFFIX.length);
    if (!isFileKey(key, known)) {
      if (typeof value === "string" && isSecretName(key)) secrets.push(value);
      continue;
    }
    const found = Object.hasOwn(options, name) ? both(name) : contentOf(value, folder, home);
    delete read[key];
    if ("problem" in found) {
      problems.push({ where: where(key), text: `"${key}" ${found.problem}.` });
      continue;
    }
    read[name] = found.text;
    writtenAs.set(name, key);
    secrets.push(found.text);
  }
  if (problems.length > 0) throw fileError(problems);
  return { options: read, writtenAs, secrets };
}

function isFileKey(key: string, known: readonly string[]): boolean {
  const name = key.slice(0, -SUFFIX.length);
  if (!key.endsWith(SUFFIX) || name === "" || known.includes(key)) return false;
  return known.length === 0 || known.includes(name);
}

function both(name: string): { readonly problem: string } {
  return { problem: `and "${name}" are both there: keep one of them` };
}

function contentOf(
  value: ReturnType<typeof own>,
  folder: string,
  home: string,
): { readonly text: string } | { readonly problem: string } {
  if (typeof value !== "string" || value === "")
    return { problem: `must be the path of a file, not ${value === "" ? "empty" : kindOf(value)}` };
  const found = readSecretFile(expandPath(value, folder, home));
  if ("problem" in found) return { problem: `names ${value}, which ${found.problem}` };
  return found.text === "" ? { problem: `names ${value}, which is empty` } : found;
}

function fileError(problems: readonly ConfigProblem[]): VibeDeckError {
  return new VibeDeckError(
    "PLUGIN_CONFIG",
    problems.map(({ where, text }) => `${where}: ${text}`).join("\n"),
    { hint: "A secret's file belongs to the user that VibeDeck runs as, and has mode 600." },
  );
}
