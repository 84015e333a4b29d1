// Watches a root in a process that may have few watches, changes each file, and prints what it saw.

import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createRootWatcher } from "../../dist/host/index.js";

const path = process.argv[2];
const seen = new Set();
let notice;
let done;
const all = new Promise((resolve) => {
  done = resolve;
});
const quiet = () => {};
const watcher = createRootWatcher({
  root: { path, owner: "alice", trusted: false },
  accept: (name) => name.endsWith(".jsonl"),
  onFile: (name, { size }) => {
    if (size > 3) seen.add(name);
    if (seen.size === 100) done();
  },
  onGone: quiet,
  onNotice: ({ text }) => {
    notice = text;
  },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  tuning: { unwatchedMs: 50 },
});
const alive = setInterval(quiet, 1000);
await watcher.start();
const { directories, watched } = watcher;
for (const name of readdirSync(path)) appendFileSync(join(path, name, "a.jsonl"), "more");
await all;
clearInterval(alive);
watcher.close();
process.stdout.write(JSON.stringify({ directories, watched, notice, seen: seen.size }));
