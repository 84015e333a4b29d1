// Uses up the descriptors of this process, and prints what opening and watching make of it, then and afterwards.

import { closeSync, openSync } from "node:fs";
import { createRootWatcher, openBeneath } from "../../dist/host/index.js";

const root = { path: process.argv[2], owner: "alice", trusted: false };
const quiet = () => {};
const gone = [];
let notice;
const watcher = createRootWatcher({
  root,
  accept: (name) => name.endsWith(".jsonl"),
  onFile: quiet,
  onGone: (name) => gone.push(name),
  onNotice: ({ text }) => {
    notice = text;
  },
  onNoticeCleared: () => {
    notice = undefined;
  },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
});
await watcher.start();

const taken = [];
try {
  for (;;) taken.push(openSync("/dev/null"));
} catch {
  // That was all.
}
const poor = open();
await watcher.rescan();
const told = notice;
for (const descriptor of taken) closeSync(descriptor);
const rich = open();
await watcher.rescan();
watcher.close();
process.stdout.write(
  JSON.stringify({ poor, told, gone, rich, notice: notice ?? "none", files: watcher.files }),
);

function open() {
  try {
    openBeneath(root, "p/a.jsonl").close();
    return "opened";
  } catch (error) {
    return `${error.code} ${error.reason}`;
  }
}
