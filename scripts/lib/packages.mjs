import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The packages that are published: folder and manifest. */
export function publishedPackages() {
  return readdirSync(join(ROOT, "packages"))
    .map((name) => join(ROOT, "packages", name))
    .map((folder) => ({ folder, manifest: readJson(join(folder, "package.json")) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/** Packs a package for real; returns the path of the tarball. */
export function pack(folder, into = mkdtempSync(join(tmpdir(), "vibedeck-pack-"))) {
  const printed = must("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", into], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const parsed = JSON.parse(printed);
  const [packed] = Array.isArray(parsed) ? parsed : Object.values(parsed);
  return join(into, packed.filename);
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
