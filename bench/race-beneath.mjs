// Opens one path again and again while a second process swaps the file, or a directory above it, for a link to
// somebody else's. Usage: node bench/race-beneath.mjs [opens, default 200000]. Needs Linux and the built packages.
// Exits with 1 when one byte of the other's file came out, or when the race did not take place.

import { spawn } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBeneath } from "../packages/core/dist/host/index.js";

const count = Number(process.argv[2] ?? 200_000);
const base = mkdtempSync(join(tmpdir(), "vibedeck-race-"));
const root = { path: join(base, "alice"), trusted: false };
const bytes = Buffer.alloc(16);

const races = [
  { name: "directory above the file", swap: ["projects/a", "projects/link"], target: "projects/a" },
  { name: "directory at the top", swap: ["projects", "link"], target: "projects" },
  { name: "the file itself", swap: ["projects/a/x.jsonl", "projects/a/link"], target: "projects/a/x.jsonl" },
];

let failed = false;
try {
  for (const race of races) failed = !(await run(race)) || failed;
} finally {
  rmSync(base, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function run({ name, swap, target }) {
  layOut();
  symlinkSync(join(base, "bob", target), join(root.path, swap[1]));
  const script = fileURLToPath(new URL("race-beneath.swap.mjs", import.meta.url));
  const swapper = spawn(process.execPath, [script, ...swap.map((one) => join(root.path, one))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const how = await new Promise((resolve) =>
    swapper.stdout.once("data", (data) => resolve(String(data).trim())),
  );
  const naive = tally(Math.ceil(count / 30), openNaively);
  const started = performance.now();
  const beneath = tally(Math.ceil(count / races.length), openSafely);
  const each = ((performance.now() - started) * 1000) / beneath.opens;
  swapper.stdin.end();
  await new Promise((resolve) => swapper.once("exit", resolve));
  console.log(
    `${name} (${how}): ${beneath.opens} opens, ${beneath.own} own, ${beneath.refused} refused, ` +
      `${beneath.foreign} leaked, ${each.toFixed(0)} µs each; lstat then open: ${naive.foreign} of ${naive.opens} leaked`,
  );
  return beneath.foreign === 0 && beneath.own > 0 && beneath.refused > 0;
}

function layOut() {
  rmSync(join(base, "alice"), { recursive: true, force: true });
  for (const [owner, text] of [
    ["alice", "own"],
    ["bob", "foreign"],
  ]) {
    mkdirSync(join(base, owner, "projects/a"), { recursive: true });
    writeFileSync(join(base, owner, "projects/a/x.jsonl"), text);
  }
}

function tally(opens, open) {
  const seen = { opens, own: 0, refused: 0, foreign: 0 };
  for (let index = 0; index < opens; index++) seen[open()]++;
  return seen;
}

function openSafely() {
  try {
    const file = openBeneath(root, "projects/a/x.jsonl");
    const text = bytes.toString("utf8", 0, file.read(bytes, 0));
    file.close();
    return text === "own" ? "own" : "foreign";
  } catch (error) {
    if (error.name !== "VibeDeckError") throw error;
    return "refused";
  }
}

function openNaively() {
  const path = join(root.path, "projects/a/x.jsonl");
  try {
    if (!lstatSync(path).isFile()) return "refused";
    const descriptor = openSync(path);
    const text = bytes.toString("utf8", 0, readSync(descriptor, bytes));
    closeSync(descriptor);
    return text === "own" ? "own" : "foreign";
  } catch {
    return "refused";
  }
}
