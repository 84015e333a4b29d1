// 1,000 clients on one session that grows ten times a second: nothing lost, how late, how much memory each.

import { fork } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discard, freshState, getJson, startServer, untilComplete } from "../lib/server.mjs";
import { kb, ms, percentile } from "../lib/stats.mjs";

const CLIENTS = 1_000;
const SECONDS = Number(process.env.VIBEDECK_BENCH_SECONDS ?? 60);
const SESSION = "11111111-2222-4333-8444-555555555555";

export async function measure() {
  const home = mkdtempSync(join(tmpdir(), "vibedeck-bench-clients-"));
  const dir = join(home, ".claude/projects/-bench");
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${SESSION}.jsonl`);
  writeFileSync(file, line("first"));
  const stateDir = freshState();
  const server = await startServer(home, stateDir);
  await untilComplete(server);
  const [{ key }] = (await getJson(`${server.url}/api/sessions`)).sessions;
  const before = server.rss();
  const reader = fork(new URL("../lib/many-readers.mjs", import.meta.url), [
    `${server.url}/api/events?session=${key}`,
    String(CLIENTS),
  ]);
  await message(reader, "connected");
  const begun = performance.now();
  let sent = 0;
  while (performance.now() - begun < SECONDS * 1000) {
    appendFileSync(file, line(`t${sent}@${Date.now()}`));
    sent++;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + sent * 100 - performance.now())));
  }
  const during = server.rss();
  reader.send({ sent });
  const { received, took } = await message(reader, "done");
  reader.kill();
  await server.stop();
  discard(stateDir);
  rmSync(home, { recursive: true, force: true });
  const lost = sent * CLIENTS - received;
  const each = (during - before) / CLIENTS;
  return [
    {
      what: `1,000 clients × 10 events/s, ${SECONDS} s: lost`,
      value: String(lost),
      limit: "–",
      ratio: "–",
      target: "0",
      ok: lost === 0,
    },
    {
      what: "the same, p99",
      value: ms(percentile(took, 0.99)),
      limit: "raw write: 68 ms",
      ratio: "–",
      target: "≤ 100 ms",
      ok: percentile(took, 0.99) <= 100,
    },
    {
      what: "the same, memory a client",
      value: kb(each),
      limit: "raw write: 16 kB",
      ratio: "–",
      target: "≤ 25 kB",
      ok: each <= 25_000,
    },
  ];
}

function line(id) {
  const message = { role: "user", content: "x".repeat(700) };
  const entry = {
    type: "user",
    uuid: id,
    parentUuid: null,
    isSidechain: false,
    sessionId: SESSION,
    timestamp: new Date().toISOString(),
    cwd: "/bench",
    version: "2.1.200",
    message,
  };
  return `${JSON.stringify(entry)}\n`;
}

function message(child, type) {
  return new Promise((resolve) => {
    const listen = (data) => {
      if (data.type !== type) return;
      child.off("message", listen);
      resolve(data);
    };
    child.on("message", listen);
  });
}
