// Makes events in a home as fast as it can. Usage: storm.mjs append|rename|chmod HOME. Ends with its input.
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const [, , kind, home] = process.argv;
process.stdin.resume().on("close", () => process.exit(0));

const id = (no) => `55555555-2222-4333-8444-${String(no).padStart(12, "0")}`;
const folder = join(home, `.claude/projects/-storm-${kind}`);
mkdirSync(folder, { recursive: true });
const message = { role: "user", content: "y".repeat(200) };
const entry = { type: "user", uuid: "storm", sessionId: "s", cwd: "/root", version: "2.1.200", message };
const text = Buffer.from(`${JSON.stringify({ ...entry, timestamp: "2026-01-01T00:00:00.000Z" })}\n`);

/** A hundred sessions, a line each in turn; begun anew before they fill the disk. */
function append() {
  for (let no = 0; no < 100; no++) {
    const descriptor = openSync(join(folder, `${id(no)}.jsonl`), "a");
    for (let round = 0; round < 10; round++) writeSync(descriptor, text);
    closeSync(descriptor);
  }
}

function rename() {
  for (let no = 0; no < 200; no++) {
    const [one, two] = [join(folder, `${id(no)}.jsonl`), join(folder, `${id(no + 1_000)}.jsonl`)];
    writeFileSync(one, text);
    renameSync(one, two);
    rmSync(two);
  }
}

function chmod() {
  for (let no = 0; no < 1_000; no++) {
    chmodSync(home, no % 2 === 0 ? 0o700 : 0o750);
    chmodSync(folder, no % 2 === 0 ? 0o700 : 0o750);
  }
}

const storms = { append, rename, chmod };
process.stdout.write("storming\n");
const step = () => {
  storms[kind]();
  setImmediate(step);
};
step();
