// What other tenants cost one: the list of a user with 200 sessions beside 1, 10 and 50 others with as many each; and
// appends of everybody while all of them stream.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claudeCode } from "../../packages/backend-claude-code/dist/index.js";
import { createEngine, mountBackend } from "../../packages/core/dist/host/index.js";
import { silentLogger } from "../../packages/core/dist/index.js";
import { ms, percentile } from "../lib/stats.mjs";

const SESSIONS = 200;
const LISTS = 60;
const APPENDS = 20;

export async function measure() {
  const lists = new Map();
  let appended = [];
  for (const others of [1, 10, 50]) {
    const deck = await open(others + 1);
    try {
      lists.set(others, await listing(deck));
      if (others === 50) appended = await appending(deck);
    } finally {
      await deck.close();
    }
  }
  const at = (others, fraction) => percentile(lists.get(others), fraction);
  const ratio = at(50, 0.5) / at(1, 0.5);
  const figures = [1, 10, 50].map((others) => `${ms(at(others, 0.5))} / ${ms(at(others, 0.95))}`);
  return [
    {
      what: "list of 200 sessions beside 50 other users with 200 each, p50 / p95",
      value: figures[2],
      limit: `beside 1: ${figures[0]}, beside 10: ${figures[1]}`,
      ratio: `${ratio.toFixed(2)} ×`,
      target: "≤ 1.5 ×",
      ok: ratio <= 1.5,
    },
    {
      what: "append → client, 51 users stream and are written to, p95",
      value: ms(percentile(appended, 0.95)),
      limit: `p50: ${ms(percentile(appended, 0.5))}`,
      ratio: "–",
      target: "≤ 40 ms",
      ok: percentile(appended, 0.95) <= 40,
    },
  ];
}

async function open(users) {
  const base = mkdtempSync(join(tmpdir(), "vibedeck-bench-tenants-"));
  const roots = Array.from({ length: users }, (_, no) => home(base, `u${no}`));
  const config = { dirs: [], owner: "local", prices: {}, permissionModes: [], models: [], env: {} };
  const discovery = (context) => ({
    ...claudeCode.parts.discovery(context),
    async *roots() {
      yield roots;
    },
  });
  const plugin = { ...claudeCode, parts: { ...claudeCode.parts, discovery } };
  const { mounted } = mountBackend(plugin, { id: "claude-code", config, logger: silentLogger });
  const engine = createEngine({
    ...{ backends: [mounted], stateDir: join(base, "state"), logger: silentLogger, version: "bench" },
  });
  await engine.start();
  const all = engine.view({ principal: { kind: "local", id: "local" } });
  while (!all.progress().done) await new Promise((resolve) => setTimeout(resolve, 50));
  const view = (no) => engine.view({ principal: { kind: "user", id: `u${no}` } });
  return {
    users,
    view,
    file: (no) => join(roots[no].path, path(0)),
    async close() {
      await engine.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function home(base, owner) {
  const root = { path: join(base, owner), owner, trusted: false, maxDepth: 5 };
  mkdirSync(join(root.path, "-bench"), { recursive: true });
  for (let no = 0; no < SESSIONS; no++)
    writeFileSync(join(root.path, path(no)), line(`first-${no}`, no) + line(`second-${no}`, no));
  return root;
}

async function listing({ view }) {
  const took = [];
  for (let i = 0; i < LISTS + 10; i++) {
    const begun = performance.now();
    const { sessions, total } = await view(0).sessions({});
    JSON.stringify(sessions);
    // The first ones warm the code up.
    if (i >= 10) took.push(performance.now() - begun);
    if (total !== SESSIONS) throw new Error(`${total} sessions are listed, not ${SESSIONS}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return took;
}

/** All follow a session of theirs; each is written to by turns, 2 ms apart. */
async function appending({ users, view, file }) {
  const took = [];
  const sent = new Map();
  const streams = [];
  for (let no = 0; no < users; no++) {
    const [first] = (await view(no).sessions({ q: id(0), limit: 1 })).sessions;
    streams.push(listen(view(no).stream({ session: first.key }), `live-${no}-`, sent, took));
  }
  for (let round = 0; round < APPENDS; round++) {
    for (let no = 0; no < users; no++) {
      const name = `live-${no}-${round}`;
      sent.set(name, performance.now());
      appendFileSync(file(no), line(name, 0));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  const limit = performance.now() + 10_000;
  while (took.length < users * APPENDS) {
    if (performance.now() > limit) throw new Error(`${took.length} lines arrived of ${users * APPENDS}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  for (const stream of streams) stream.close();
  return took;
}

function listen(stream, own, sent, took) {
  const take = () => {
    for (let items = stream.take(1 << 20); items.length > 0; items = stream.take(1 << 20)) {
      const now = performance.now();
      for (const { type, data } of items) {
        if (type !== "messages") continue;
        for (const [, name] of data.matchAll(/"id":"(?:[a-z]:)?(live-\d+-\d+)/g)) {
          if (!name.startsWith(own)) throw new Error(`${name} came to the reader of ${own}`);
          took.push(now - sent.get(name));
        }
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

function path(no) {
  return `-bench/${id(no)}.jsonl`;
}

function line(uuid, no) {
  const message = { role: "user", content: `${uuid} ${"x".repeat(300)}` };
  const entry = {
    ...{ type: "user", uuid, parentUuid: null, isSidechain: false, sessionId: id(no), cwd: "/bench" },
    ...{ timestamp: new Date().toISOString(), version: "2.1.200", message },
  };
  return `${JSON.stringify(entry)}\n`;
}
