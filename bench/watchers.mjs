// Measures ways to watch a tree of transcripts, one after the other, each in a process of its own: time until it is
// ready, inotify watches, memory, and the time from an append to the callback. Needs Linux and the built packages.
// Usage: node bench/watchers.mjs [sessions, default 2000]

import { execFileSync, fork } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const APPENDS = 200;

// Each loads what it needs and returns how to start; only the start is measured.
const WAYS = {
  "VibeDeck (one watch per directory, pinned)": async () => {
    const { createRootWatcher } = await import("../packages/core/dist/watch/root-watcher.js");
    const quiet = () => {};
    const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    return async (path, changed) => {
      const root = { path, owner: "bench", trusted: false };
      const accept = (name) => name.endsWith(".jsonl");
      const onFile = (name) => changed(`${path}/${name}`);
      await createRootWatcher({ root, accept, onFile, onGone: quiet, logger }).start();
    };
  },
  "fs.watch per directory, nothing else": async () => async (root, changed) => {
    const add = (path) => watch(path, (_, name) => changed(join(path, name)));
    add(root);
    for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) add(path);
    }
  },
  "fs.watch recursive": async () => async (root, changed) => {
    watch(root, { recursive: true }, (_, name) => changed(join(root, name)));
  },
  "chokidar 5": async () => {
    const { default: chokidar } = await import("chokidar");
    const options = { followSymlinks: false, depth: 6, ignorePermissionErrors: true, alwaysStat: false };
    return async (root, changed) => {
      const watcher = chokidar
        .watch(root, options)
        .on("add", changed)
        .on("change", changed)
        .on("error", () => {});
      await new Promise((resolve) => watcher.once("ready", resolve));
    };
  },
  "chokidar 5, directories only, raw events": async () => {
    const { default: chokidar } = await import("chokidar");
    const ignored = (_, stats) => stats?.isFile() === true;
    return async (root, changed) => {
      const watcher = chokidar.watch(root, {
        followSymlinks: false,
        depth: 6,
        ignorePermissionErrors: true,
        ignored,
      });
      watcher.on("raw", (_, name, { watchedPath }) => changed(join(watchedPath, name))).on("error", () => {});
      await new Promise((resolve) => watcher.once("ready", resolve));
    };
  },
};

if (process.send === undefined) await compare(Number(process.argv[2] ?? 2_000));
else await watchAndReport(process.argv[2], process.argv[3]);

async function compare(sessions) {
  const root = mkdtempSync(join(tmpdir(), "vibedeck-watchers-"));
  const files = layOut(root, sessions);
  const directories = Number(execFileSync("sh", ["-c", 'find "$0" -type d | wc -l', root]));
  console.log(`${files.length} files in ${directories} directories; ${APPENDS} appends each`);
  try {
    for (const way of Object.keys(WAYS)) console.log(format(way, await measure(way, root, files)));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** About the shape of ~/.claude/projects: projects, sessions, and sub-agents in directories of their own. */
function layOut(root, sessions) {
  const files = [];
  for (let index = 0; index < sessions; index++) {
    const project = join(root, `-home-dev-project-${index % 60}`);
    mkdirSync(project, { recursive: true });
    files.push(join(project, `session-${index}.jsonl`));
    if (index % 10 !== 0) continue;
    const agents = join(project, `session-${index}`, "subagents");
    mkdirSync(agents, { recursive: true });
    files.push(join(agents, "agent-1.jsonl"));
  }
  for (const file of files) writeFileSync(file, '{"type":"user"}\n'.repeat(50));
  return files;
}

async function measure(way, root, files) {
  const child = fork(fileURLToPath(import.meta.url), [way, root], { execArgv: ["--expose-gc"] });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const ready = await next();
  const delays = [];
  for (let count = 0; count < APPENDS; count++) {
    const file = files[(count * 7919) % files.length];
    const told = next();
    child.send(file);
    await told;
    const seen = next();
    const before = process.hrtime.bigint();
    appendFileSync(file, '{"type":"assistant"}\n');
    const at = await seen;
    delays.push(Number(BigInt(at) - before) / 1e6);
  }
  child.kill();
  delays.sort((one, other) => one - other);
  const at = (share) => delays[Math.floor(share * (delays.length - 1))];
  return { ...ready, p50: at(0.5), p95: at(0.95) };
}

async function watchAndReport(way, root) {
  let wanted;
  const memory = () => {
    globalThis.gc();
    return process.memoryUsage().rss / 2 ** 20;
  };
  const start = await WAYS[way]();
  const before = memory();
  const started = performance.now();
  await start(root, (path) => {
    if (path !== wanted) return;
    wanted = undefined;
    process.send(String(process.hrtime.bigint()));
  });
  const ready = performance.now() - started;
  process.on("message", (file) => {
    wanted = file;
    process.send("waiting");
  });
  process.send({ ready, watches: inotifyWatches(), memory: memory() - before });
}

function inotifyWatches() {
  let watches = 0;
  for (const descriptor of readdirSync("/proc/self/fd")) {
    try {
      watches += readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8").split("inotify wd:").length - 1;
    } catch {
      // The descriptor of the listing itself.
    }
  }
  return watches;
}

function format(way, { ready, watches, memory, p50, p95 }) {
  return (
    `${way}: ready ${ready.toFixed(0)} ms, ${watches} watches, ${memory.toFixed(0)} MB more, ` +
    `append to callback p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms`
  );
}
