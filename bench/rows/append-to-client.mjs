// From the write of a line to its arrival at 1 and at 100 clients; and 20 sessions that grow at once.
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpus } from "../lib/corpus.mjs";
import { allSessions, discard, freshState, startServer, untilComplete } from "../lib/server.mjs";
import { openStream } from "../lib/sse.mjs";
import { ms, percentile } from "../lib/stats.mjs";

export async function measure() {
  const home = mkdtempSync(join(tmpdir(), "vibedeck-bench-live-"));
  cpSync((await corpus("S")).home, home, { recursive: true });
  const stateDir = freshState();
  const server = await startServer(home, stateDir);
  await untilComplete(server);
  const sessions = await allSessions(server);
  const one = await oneSession(server, home, sessions[0], 1);
  const hundred = await oneSession(server, home, sessions[1], 100);
  const busy = await manySessions(server, home, sessions.slice(2, 22));
  await server.stop();
  discard(stateDir);
  rmSync(home, { recursive: true, force: true });
  return [
    row("append → client, 1 client, p95", percentile(one, 0.95), 15),
    row("append → client, 100 clients, p95", percentile(hundred, 0.95), 40),
    row("20 sessions × 10 lines/s, p95", percentile(busy.took, 0.95), 25),
    {
      what: "the same, CPU of one core",
      value: `${(busy.cpu * 100).toFixed(1)} %`,
      limit: "–",
      ratio: "–",
      target: "≤ 12 %",
      ok: busy.cpu <= 0.12,
    },
  ];
}

/** Appends 100 lines to one session that `clients` follow; the time of each arrival. */
async function oneSession(server, home, session, clients) {
  const took = [];
  const sent = new Map();
  const streams = await follow(server, session, clients, (id, now) => took.push(now - sent.get(id)));
  const append = appender(home, session);
  for (let i = 0; i < 100; i++) {
    const id = `bench-${clients}-${i}`;
    sent.set(id, performance.now());
    append(id);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await until(() => took.length >= 100 * clients);
  for (const stream of streams) stream.close();
  return took;
}

/** 20 sessions with a follower each, every one of them ten lines a second, for ten seconds. */
async function manySessions(server, home, sessions) {
  const took = [];
  const sent = new Map();
  const streams = [];
  for (const session of sessions) {
    streams.push(...(await follow(server, session, 1, (id, now) => took.push(now - sent.get(id)))));
  }
  const appenders = sessions.map((session) => appender(home, session));
  const cpu = server.cpu();
  const begun = performance.now();
  for (let tick = 0; tick < 100; tick++) {
    for (const [i, append] of appenders.entries()) {
      const id = `many-${i}-${tick}`;
      sent.set(id, performance.now());
      append(id);
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, begun + tick * 100 + i * 5 - performance.now())),
      );
    }
  }
  const seconds = (performance.now() - begun) / 1000;
  const used = (server.cpu() - cpu) / seconds;
  await until(() => took.length >= 2_000);
  for (const stream of streams) stream.close();
  return { took, cpu: used };
}

function follow(server, session, clients, onArrival) {
  return Promise.all(
    Array.from({ length: clients }, () =>
      openStream(`${server.url}/api/events?session=${session.key}`, (type, data) => {
        if (type !== "messages") return;
        const now = performance.now();
        for (const message of JSON.parse(data).messages) {
          const id = /(?:bench|many)-\d+-\d+/.exec(message.id)?.[0];
          if (id !== undefined) onArrival(id, now);
        }
      }),
    ),
  );
}

/** Writes real-shaped assistant lines of about 1 kB. */
function appender(home, session) {
  const path = findFile(home, session.id);
  const text = "The quick brown fox jumps over the lazy dog. ".repeat(14);
  return (id) => {
    const line = {
      type: "user",
      uuid: id,
      parentUuid: null,
      isSidechain: false,
      sessionId: session.id,
      timestamp: new Date().toISOString(),
      cwd: session.facts.cwd,
      version: "2.1.200",
      message: { role: "user", content: text },
    };
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  };
}

const files = new Map();
function findFile(home, id) {
  if (!files.has(home)) files.set(home, readFileList(home));
  return files.get(home).find((path) => path.endsWith(`${id}.jsonl`));
}

function readFileList(home) {
  const root = join(home, ".claude/projects");
  return readdirRecursive(root).map((name) => join(root, name));
}

const readdirRecursive = (root) =>
  readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".jsonl"));

async function until(condition) {
  const limit = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error("lines were lost: they did not arrive within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const row = (what, took, allowed) => ({
  what,
  value: ms(took),
  limit: "–",
  ratio: "–",
  target: `≤ ${allowed} ms`,
  ok: took <= allowed,
});
