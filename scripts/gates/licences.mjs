import { join } from "node:path";
import { ROOT, readJson } from "../lib/packages.mjs";

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "(MPL-2.0 OR Apache-2.0)",
]);

/** What is built into the page is a dependency of its readers, though only a development dependency of the package. */
const BUNDLER = "vite";

/** Used by the command of a package whose library is built in. */
const NOT_BUILT_IN = new Set(["argparse"]);

/** Everything that reaches users has a licence that lets them use it. */
export function checkLicences() {
  const { packages } = readJson(join(ROOT, "package-lock.json"));
  const shipped = new Set(
    Object.entries(packages)
      .filter(([path, item]) => path !== "" && item.dev !== true && item.link !== true)
      .map(([path]) => path),
  );
  const page = Object.keys(packages["packages/ui"]?.devDependencies ?? {}).filter((name) => name !== BUNDLER);
  for (const name of page) addWithDependencies(packages, "packages/ui", name, shipped);
  return [...shipped].flatMap((path) => {
    const { license } = packages[path];
    return ALLOWED.has(license) ? [] : [`${path}: licence ${license ?? "unknown"} is not on the list`];
  });
}

function addWithDependencies(packages, from, name, found) {
  const path = resolve(packages, from, name);
  if (path === undefined || found.has(path) || NOT_BUILT_IN.has(name)) return;
  found.add(path);
  const { dependencies = {}, optionalDependencies = {} } = packages[path];
  for (const next of Object.keys({ ...dependencies, ...optionalDependencies }))
    addWithDependencies(packages, path, next, found);
}

/** Where a package finds another one: in its own folder or in one above. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return packages[path].link === true ? packages[path].resolved : path;
    if (folder === "") return undefined;
  }
}
