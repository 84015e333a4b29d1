import { readFileSync } from "node:fs";
import { isObject, own } from "@vibedeck/core";

/** The version in this package's own manifest. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const version = isObject(manifest) ? own(manifest, "version") : undefined;
  return typeof version === "string" ? version : "0.0.0";
}
