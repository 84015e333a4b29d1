import { join } from "node:path";
import { publishedPackages, ROOT, readJson } from "../lib/packages.mjs";
import { must } from "../lib/run.mjs";

/** All packages have one version, and changesets understands what is waiting for the next one. */
export function checkVersions() {
  const packages = publishedPackages();
  const versions = new Set(packages.map(({ manifest }) => manifest.version));
  const lock = readJson(join(ROOT, "package-lock.json")).packages;
  must("npx", ["--no-install", "changeset", "status"], { cwd: ROOT });
  return [
    ...(versions.size === 1 ? [] : [`the packages have different versions: ${[...versions].join(", ")}`]),
    ...packages.flatMap(({ folder, manifest }) => {
      const path = folder.slice(ROOT.length).replace(/^\//, "");
      return lock[path]?.version === manifest.version
        ? []
        : [`package-lock.json has another version of ${manifest.name}`];
    }),
  ];
}
