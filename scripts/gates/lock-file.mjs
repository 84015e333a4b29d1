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
    ...(item.integrity === undefined &&
    path.includes("node_modules/") &&
    item.link !== true &&
    !isForeign(item)
      ? [`${path} has no integrity`]
      : []),
    ...Object.keys(item.optionalDependencies ?? {})
      .filter((name) => packages[`${path}/node_modules/${name}`] === undefined)
      .filter((name) => packages[`node_modules/${name}`] === undefined)
      .map((name) => `${path}: ${name} is not in the lock file, which \`npm ci\` refuses`),
  ]);
}

/** A build of a development tool for another platform. Some mirrors lack them, and with them their integrity. */
function isForeign({ dev, optional, os = [], cpu = [], libc = ["glibc"] }) {
  const usual =
    os.includes("linux") && libc.includes("glibc") && (cpu.includes("x64") || cpu.includes("arm64"));
  return dev === true && optional === true && !usual;
}
