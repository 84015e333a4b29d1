import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Notice } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { SseClient } from "./sse-client.ts";
import { messagesOf } from "./support/follower.ts";
import { Home, prompt, uuid } from "./support/home.ts";
import { type ServerProcess, serve } from "./support/server-process.ts";
import { allSessions, onlyKey, rounds, settled } from "./support/sessions.ts";

/** Where a container forbids user namespaces, the tests that need one are shown as skipped. */
const NAMESPACES = spawnSync("unshare", ["-Urm", "true"]).status === 0;

const FILES = rounds("VIBEDECK_E2E_FILES", 5_000, 20_000);

const run = (script: string): readonly string[] => ["sh", "-c", `${script}; exec "$@"`, "sh"];

describe.skipIf(!NAMESPACES)("with what a user namespace can limit", () => {
  test("without inotify watches, updates still come and a notice says so (131)", {
    timeout: 60_000,
  }, async () => {
    const home = new Home();
    const watches = run("echo 3 > /proc/sys/user/max_inotify_watches");
    for (let n = 1; n <= 10; n++) mkdirSync(join(home.projects, `-project-${n}`));
    home.append(1, prompt(1, "Hello"));
    const server = await serve(home, { wrap: ["unshare", "-Ur", ...watches] });
    const key = await onlyKey(server);
    const stream = new SseClient(server.port, { query: `?session=${key}` });
    await stream.until(() => stream.events.length > 0);

    home.append(1, prompt(2, "appended"));
    await stream.event((event) => messagesOf(event).length > 0);

    expect(await noticesOf(server)).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("watched") }),
    );
  });

  test("a full disk below the state directory stops nobody from reading (241)", {
    timeout: 60_000,
  }, async () => {
    const home = new Home();
    const server = await serveOnFullDisk(home);
    const sessions = await allSessions(server);
    const stream = new SseClient(server.port, { query: `?session=${sessions[0]?.key}` });
    await stream.until(() => stream.events.length > 0);
    for (let n = 1; n <= 1_500; n++) home.append(n, prompt(n + 10_000, "appended"));
    await stream.event((event) => messagesOf(event).length > 0);

    expect(sessions).toHaveLength(1_500);
    expect((await server.ask("GET", "/healthz")).status).toBe(200);
  });

  test("a stop while the disk is full exits 0, within 10 s (241)", { timeout: 60_000 }, async () => {
    const home = new Home();
    const server = await serveOnFullDisk(home);
    for (let n = 1; n <= 300; n++) home.append(n, prompt(n + 10_000, "appended"));
    await expect
      .poll(async () => (await noticesOf(server)).map(({ id }) => id))
      .toContain("index-unwritable");

    const asked = performance.now();
    const exit = await server.kill("SIGTERM");

    expect(server.err).not.toContain("Stopping failed");
    expect(exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
  });
});

test("with 64 file descriptors everything is read and served (132)", { timeout: 60_000 }, async () => {
  const home = new Home();
  for (let n = 1; n <= 500; n++) home.append(n, prompt(n, "Hello"));
  const server = await serve(home);
  await settled(server);
  // Node opens more than that at once while it loads modules; what counts is that a running server survives.
  spawnSync("prlimit", [`--pid=${server.pid}`, "--nofile=64:64"]);
  for (let n = 501; n <= 800; n++) home.append(n, prompt(n, "Hello"));

  const streams = Array.from({ length: 100 }, () => new SseClient(server.port));
  await streams[0]?.until(() => (streams[0]?.events.length ?? 0) > 0);
  for (const stream of streams) stream.close();
  await Promise.all(streams.map(({ closed }) => closed));
  const reader = new SseClient(server.port);
  const whole = new Set<string>();
  await reader.event(({ type, data }) => type === "hello" && data !== "");
  await expect
    .poll(
      async () => {
        for (const { key, partial } of await allSessions(server)) if (!partial) whole.add(key);
        return whole.size;
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBe(800);
});

test("links, pipes, sparse giants and strange dates harm nothing (99, 100, 101, 107, 113, 125)", {
  timeout: 60_000,
}, async () => {
  const home = new Home();
  const [past, future] = [home.append(1, prompt(1, "old")), home.append(2, prompt(2, "new"))];
  utimesSync(past, 0, 0);
  utimesSync(future, 9_000_000_000, 9_000_000_000);
  truncateSync(home.append(3, prompt(3, "giant")), 2 * 1024 ** 3);
  symlinkSync("/etc/passwd", home.file(4));
  symlinkSync(past, home.file(5));
  symlinkSync("/etc", join(home.projects, "-evil"));
  spawnSync("mkfifo", [home.file(6)]);
  const server = await serve(home);

  const asked = performance.now();
  const sessions = await allSessions(server);
  expect(performance.now() - asked).toBeLessThan(1_000);
  await settled(server);

  expect(sessions.map(({ id }) => id).sort()).toEqual([1, 2, 3].map(uuid));
  expect(server.rss()).toBeLessThan(400 * 1024 ** 2);
  expect(await server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
});

test(`${FILES} files in one folder are all listed, and the server answers meanwhile (115)`, {
  timeout: 120_000,
}, async () => {
  const home = new Home();
  for (let n = 1; n <= FILES; n++) home.append(n, prompt(n, "Hello"));
  const server = await serve(home);

  const asked = performance.now();
  await server.ask("GET", "/healthz");
  expect(performance.now() - asked).toBeLessThan(500);
  await settled(server);

  expect(await allSessions(server)).toHaveLength(FILES);
});

/** The disk is too small for what there is to be kept. */
async function serveOnFullDisk(home: Home): Promise<ServerProcess> {
  mkdirSync(home.stateDir);
  const mount = run(`mount -t tmpfs -o size=1m none ${home.stateDir}`);
  for (let n = 1; n <= 1_500; n++) home.append(n, prompt(n, "x".repeat(500)));
  const server = await serve(home, { wrap: ["unshare", "-Urm", ...mount] });
  await settled(server);
  return server;
}

async function noticesOf(server: ServerProcess): Promise<readonly Notice[]> {
  return (await server.get<{ notices: Notice[] }>("/api/backends")).notices;
}
