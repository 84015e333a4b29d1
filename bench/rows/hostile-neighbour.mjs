// What one user's mess costs another: from the write of a line to its event in the stream of user A, quiet; while
// user B's home fills with everything that is slow to look through; and while B makes events without end.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { claudeCode } from "../../packages/backend-claude-code/dist/index.js";
import { createDiscovery } from "../../packages/backend-isolation/dist/discovery.js";
import { createEngine, mountBackend } from "../../packages/core/dist/host/index.js";
import { silentLogger } from "../../packages/core/dist/index.js";
import { ms, percentile } from "../lib/stats.mjs";

const FILES = Number(process.env.VIBEDECK_BENCH_FILES ?? 300_000);
const DIRECTORIES = Number(process.env.VIBEDECK_BENCH_DIRECTORIES ?? 100_000);
const APPENDS = 300;
const WRITER = fileURLToPath(new URL("../lib/live-writer.mjs", import.meta.url));
const MESS = fileURLToPath(new URL("../lib/mess.mjs", import.meta.url));
const STORM = fileURLToPath(new URL("../lib/storm.mjs", import.meta.url));
/** Storms that run at once: appends, names that come and go, permissions. */
const STORMS = (process.env.VIBEDECK_BENCH_STORMS ?? "append,rename,chmod").split(",");

export async function measure() {
  const base = mkdtempSync(join(process.env.VIBEDECK_BENCH_DIR ?? tmpdir(), "vibedeck-bench-neighbour-"));
  const users = join(base, "users");
  for (const owner of ["alice", "bob"]) home(users, owner);
  const engine = await open(base, users);
  try {
    const quiet = await appending(engine, users);
    const scanned = await filling(users, base, () => appending(engine, users));
    const stormed = await storming(users, () => appending(engine, users));
    return [
      row("its home is looked through", scanned, quiet),
      row("it makes events without end", stormed, quiet),
    ];
  } finally {
    await engine.stop();
    // Hundreds of thousands of names are removed faster by another program.
    spawnSync("rm", ["-rf", "--", base]);
  }
}

function row(while_, took, quiet) {
  const [p95, quiet95] = [percentile(took, 0.95), percentile(quiet, 0.95)];
  const figures = (values) => `${ms(percentile(values, 0.5))} / ${ms(percentile(values, 0.95))}`;
  return {
    what: `append → event of one user, p50 / p95, beside one with ${FILES} files, ${DIRECTORIES} folders, 10 GB of nothing and a line of 200 MB, while ${while_}`,
    value: figures(took),
    limit: `quiet: ${figures(quiet)}`,
    ratio: `${(p95 / quiet95).toFixed(1)} ×`,
    target: "≤ 2 × or ≤ 50 ms (p95)",
    ok: p95 <= Math.max(50, 2 * quiet95),
  };
}

async function open(base, users) {
  const config = { dirs: [users], owner: "local", prices: {}, permissionModes: [], models: [], env: {} };
  const discovery = (context) =>
    createDiscovery(users, claudeCode.parts.discovery(context), { logger: silentLogger });
  const plugin = { ...claudeCode, parts: { ...claudeCode.parts, discovery } };
  // The reading parts are Claude Code's own, so a worker may find them there.
  const source = {
    url: new URL("../../packages/backend-claude-code/dist/index.js", import.meta.url).href,
    config: { dirs: [users] },
  };
  const { mounted } = mountBackend(plugin, { id: "isolation", config, logger: silentLogger, source });
  const engine = createEngine({
    ...{ backends: [mounted], stateDir: join(base, "state"), logger: silentLogger, version: "bench" },
  });
  await engine.start();
  const all = engine.view({ principal: { kind: "user", id: "alice" } });
  while (!all.progress().done) await pause(50);
  return engine;
}

function home(users, owner) {
  const folder = join(users, owner, ".claude/projects/-root");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let no = 0; no < 200; no++) writeFileSync(join(folder, `${id(no)}.jsonl`), line(`first-${no}`));
}

/** Another process makes everything beside the homes; it comes into being at once, while the work goes on. */
async function filling(users, base, work) {
  const mess = spawn(process.execPath, [MESS, base, join(users, "bob"), `${FILES}`, `${DIRECTORIES}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise((resolve) => mess.stdout.once("data", resolve));
  const gone = new Promise((resolve) => mess.once("exit", resolve));
  mess.stdin.end("now\n");
  const result = await work();
  await gone;
  return result;
}

async function storming(users, work) {
  const storms = STORMS.map((kind) =>
    spawn(process.execPath, [STORM, kind, join(users, "bob")], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  try {
    await Promise.all(storms.map((storm) => new Promise((resolve) => storm.stdout.once("data", resolve))));
    return await work();
  } finally {
    for (const storm of storms) storm.stdin.end();
    await Promise.all(storms.map((storm) => new Promise((resolve) => storm.once("exit", resolve))));
  }
}

/** Lines of A, written by a thread of its own: a server that is busy must not make its user write later. */
async function appending(engine, users) {
  const view = engine.view({ principal: { kind: "user", id: "alice" } });
  const [first] = (await view.sessions({ q: id(0), limit: 1 })).sessions;
  const took = [];
  const stream = listen(view.stream({ session: first.key }), took);
  const file = join(users, "alice/.claude/projects/-root", `${id(0)}.jsonl`);
  const writer = new Worker(WRITER, { workerData: { file, appends: APPENDS, everyMs: 20 } });
  const limit = Date.now() + 60_000;
  while (took.length < APPENDS) {
    if (Date.now() > limit) throw new Error(`${took.length} lines arrived of ${APPENDS}`);
    await pause(20);
  }
  stream.close();
  await writer.terminate();
  return took;
}

function listen(stream, took) {
  const take = () => {
    for (let items = stream.take(1 << 20); items.length > 0; items = stream.take(1 << 20)) {
      const now = performance.timeOrigin + performance.now();
      for (const { type, data } of items) {
        if (type !== "messages") continue;
        for (const [, at] of data.matchAll(/"id":"(?:[a-z]:)?live-\d+-([\d.]+)/g))
          took.push(now - Number(at));
      }
    }
    stream.onReady(take);
  };
  take();
  return stream;
}

function id(no) {
  return `11111111-2222-4333-8444-${String(no).padStart(12, "0")}`;
}

function line(uuid) {
  const message = { role: "user", content: `${uuid} ${"x".repeat(300)}` };
  const entry = {
    ...{ type: "user", uuid, parentUuid: null, isSidechain: false, sessionId: id(0), cwd: "/root" },
    ...{ timestamp: new Date().toISOString(), version: "2.1.200", message },
  };
  return `${JSON.stringify(entry)}\n`;
}
