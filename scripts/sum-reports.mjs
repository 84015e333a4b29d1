/**
 * Adds up the reports that `.ci/run` gathered: `node scripts/sum-reports.mjs FOLDER STATUS`. A test that was skipped
 * in every run counts as failed: the machine that runs `.ci/run` has all that the tests need. Prints
 * `N passed, N failed` as its last line, and exits with 1 when anything failed.
 */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT, readJson } from "./lib/packages.mjs";

const [folder, status] = process.argv.slice(2);
const tests = new Map();
let passed = 0;
let failed = 0;

for (const name of readdirSync(folder)) {
  const report = readJson(join(folder, name));
  if (Array.isArray(report.testResults)) readVitest(report);
  else if (typeof report.command === "string") readExit(report.command, name);
  else {
    passed += report.passed ?? 0;
    failed += report.failed ?? 0;
    if (report.failed > 0) console.log(`failed: ${name.replace(".json", "")}`);
  }
}
for (const [name, result] of tests) {
  if (result === "passed") passed++;
  // Somebody wants it and has not written it: no machine could run it.
  else if (result !== "todo") failed++;
  if (result !== "passed") console.log(`${result}: ${name}`);
}
if (status !== "0") failed++;
if (passed === 0 && failed === 0) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Every test of every run once: passed when it passed somewhere and failed nowhere. */
function readVitest({ testResults }) {
  for (const file of testResults) {
    const path = relative(ROOT, file.name);
    // A file that cannot be loaded has no tests.
    if (file.status === "failed" && file.assertionResults.length === 0) tests.set(path, "failed");
    for (const { fullName, status: result } of file.assertionResults) {
      const name = `${path} > ${fullName}`;
      const known = tests.get(name);
      if (known === undefined || result === "failed" || (known === "skipped" && result === "passed"))
        tests.set(name, ["passed", "failed", "todo"].includes(result) ? result : "skipped");
    }
  }
}

/** A suite that failed has mostly said so itself; one that broke down before that counts here. */
function readExit(command, name) {
  const said = readdirSync(folder)
    .filter((other) => other !== name && !other.endsWith(".exit.json"))
    .map((other) => readJson(join(folder, other)));
  const known = said.some((report) => (report.numFailedTests ?? report.failed ?? 0) > 0);
  console.log(`failed: ${command}`);
  if (!known) failed++;
}
