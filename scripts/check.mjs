/**
 * Everything that gates a change, beside the tests: `npm run check`. `--report FILE` writes `{ passed, failed }`.
 */
import { writeFileSync } from "node:fs";
import { checkVersions } from "./gates/changesets.mjs";
import { checkLicences } from "./gates/licences.mjs";
import { checkLinks } from "./gates/links.mjs";
import { checkLockFile } from "./gates/lock-file.mjs";
import { checkTarballs } from "./gates/tarballs.mjs";
import { ROOT } from "./lib/packages.mjs";
import { run } from "./lib/run.mjs";

const GATES = [
  ["format and lint (biome)", program("biome", "ci", "--colors=off", ".")],
  ["types, of the tests too (tsc)", program("tsc", "-b")],
  ["unused files, exports and dependencies (knip)", program("knip")],
  ["lock file: no hosts, no install scripts", checkLockFile],
  ["licences of what users get", checkLicences],
  ["links in the documents", checkLinks],
  ["versions and changesets", checkVersions],
  ["tarballs (contents, publint, attw)", checkTarballs],
];

let failed = 0;
for (const [name, gate] of GATES) {
  const started = performance.now();
  const problems = attempt(gate);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, "     "));
  if (problems.length > 0) failed++;
}
const counts = { passed: GATES.length - failed, failed };
console.log(`${counts.passed} of ${GATES.length} gates passed`);
const report = process.argv.indexOf("--report");
if (report > 0) writeFileSync(process.argv[report + 1], JSON.stringify(counts));
process.exitCode = failed === 0 ? 0 : 1;

/** A gate that asks a program of the repository; it must exit with 0. */
function program(name, ...args) {
  return () => {
    const { ok, output } = run("npx", ["--no-install", name, ...args], { cwd: ROOT });
    return ok ? [] : [output];
  };
}

function attempt(gate) {
  try {
    return gate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
