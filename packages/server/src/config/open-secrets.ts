import { statSync } from "node:fs";
import { isObject, type Json, own } from "@vibedeck/core";
import { isSecretName } from "./secret.ts";
import type { TomlFile } from "./toml-file.ts";

/** A sentence when everybody on this machine can read the configuration, and secrets stand in it. */
export function openSecrets({ path, shown, table }: TomlFile): readonly string[] {
  const key = secretKey(own(table, "auth") ?? null, "") ?? secretKey(table, "");
  if (key === undefined || (modeOf(path) & 0o004) === 0) return [];
  const inAuth = secretKey(own(table, "auth") ?? null, "") === key;
  const instead = inAuth ? `, or put the secret into a file of its own ("${key}_file")` : "";
  const text = `Everybody on this machine can read ${shown}, and "${key}" in it looks like a secret: run chmod 600 on it${instead}.`;
  return [text];
}

/** The first key below which a text stands that its name calls a secret. */
function secretKey(value: Json, name: string): string | undefined {
  if (isSecretName(name) && hasText(value)) return name;
  const members: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item) => ["", item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, item] of members) {
    const found = secretKey(item, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasText(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasText);
  return isObject(value) ? Object.values(value).some(hasText) : typeof value === "string" && value !== "";
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode;
  } catch {
    // It was there a moment ago; what is gone is not open.
    return 0;
  }
}
