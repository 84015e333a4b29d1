import { join } from "node:path";
import { ROOT, readJson } from "../lib/packages.mjs";

/** Only on machines that run macOS, only for development, and nothing needs its script to have run. */
const HARMLESS_SCRIPTS = new Set(["node_modules/fsevents"]);

/** Deprecated twin of a package; it reflects any origin. */
const UNWANTED = ["node_modules/@koa/cors"];

/** The lock file names no host, and nothing in it runs when it is installed. */
export function checkLockFile() {
  const { packages } = readJson(join(ROOT, "package-lock.json"));
  return Object.entries(packages).flatMap(([path, item]) => [
    ...(/^https?:/.test(item.resolved ?? "") ? [`${path} names a host: ${item.resolved}`] : []),
    ...(item.hasInstallScript === true && !HARMLESS_SCRIPTS.has(path)
      ? [`${path} has an install script`]
      : []),
    ...(UNWANTED.some((name) => path.endsWith(name)) ? [`${path} is not wanted here`] : []),
    ...(item.integrity === undefined && path.includes("node_modules/") && item.link !== true
      ? [`${path} has no integrity`]
      : []),
  ]);
}
