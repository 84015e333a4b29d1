import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MessagePage } from "@vibedeck/core";
import { expect, test } from "vitest";
import { SseClient } from "./sse-client.ts";
import { tell } from "./support/figures.ts";
import { messagesOf } from "./support/follower.ts";
import { Home, prompt, uuid } from "./support/home.ts";
import { Pulse } from "./support/pulse.ts";
import { type ServerProcess, serve } from "./support/server-process.ts";
import { allSessions, onlyKey, settled } from "./support/sessions.ts";

const MEGABYTE = 1024 ** 2;
/** Nothing may hold the event loop for longer, whatever a home holds; in milliseconds. */
const STALL_MS = 500;

test("a line of 700 MB is shown as too long, while the server answers and its memory stays (114)", {
  timeout: 60_000,
}, async () => {
  const home = new Home();
  home.append(2, prompt(1, "The other"));
  const giant = home.append(1, prompt(1, "before"));
  await appendBytes(giant, 700);
  home.append(1, "", prompt(2, "after"));
  const server = await serve(home);
  const reading = new Pulse(server);
  await settled(server);
  await reading.stop();
  report("700 MB line at the start", reading);

  const pulse = new Pulse(server);
  const key = await keyOf(server, 1);
  const pages = [await server.get<MessagePage>(`/api/sessions/${key}/messages?limit=50`)];
  while (pages[0]?.atStart === false) {
    const before = `/api/sessions/${key}/messages?limit=50&before=${pages[0].from}`;
    pages.unshift(await server.get<MessagePage>(before));
  }
  const whole = `/api/sessions/${key}/messages?limit=50&after=${generationOf(pages[0]?.to ?? "")}.0`;
  const forwards = [await server.get<MessagePage>(whole)];
  while (forwards.at(-1)?.atEnd === false) {
    const after = `/api/sessions/${key}/messages?limit=50&after=${forwards.at(-1)?.to}`;
    forwards.push(await server.get<MessagePage>(after));
  }
  await pulse.stop();
  report("paging over a line of 700 MB", pulse);

  expect(forwards.flatMap(({ messages }) => messages.map(gist))).toEqual(["before", "too long", "after"]);
  // Backwards such a line may come in pieces: a page reads only so far.
  const backwards = pages.flatMap(({ messages }) => messages.map(gist));
  expect([...new Set(backwards)]).toEqual(["before", "too long", "after"]);
  expect(backwards.length).toBeLessThan(8);
  expect(JSON.stringify(pages).length < MEGABYTE).toBe(true);
  expect([...reading.failures, ...pulse.failures]).toEqual([]);
  expect(reading.slowest).toBeLessThan(STALL_MS);
  // A page scans such a line in the main thread, a bounded part of it at a time.
  expect(pulse.slowest).toBeLessThan(2 * STALL_MS);
  expect(pulse.peak - reading.before).toBeLessThan(250 * MEGABYTE);
});

test("a line that grows by 300 MB below a reader is skipped, and what follows comes (114)", {
  timeout: 60_000,
}, async () => {
  const home = new Home();
  const file = home.append(1, prompt(1, "before"));
  const server = await serve(home);
  const key = await onlyKey(server);
  const stream = new SseClient(server.port, { query: `?session=${key}` });
  await stream.until(() => stream.events.length > 0);
  const pulse = new Pulse(server);

  await appendBytes(file, 300);
  home.append(1, "", prompt(2, "after"));
  await stream.event((event) => JSON.stringify(messagesOf(event)).includes('"after"'));
  await pulse.stop();
  report("line growing by 300 MB", pulse);

  expect(stream.events.filter(({ type }) => type === "session-reset")).toEqual([]);
  expect(pulse.failures).toEqual([]);
  expect(pulse.slowest).toBeLessThan(STALL_MS);
  expect(pulse.growth).toBeLessThan(250 * MEGABYTE);
});

test("a file that is replaced while it is read is shown as one or the other, never mixed (126)", {
  timeout: 60_000,
}, async () => {
  const home = new Home();
  const lines = (text: string): string[] => Array.from({ length: 50 }, (_, n) => prompt(n, `${text} ${n}`));
  const file = home.append(1, ...lines("old"));
  const server = await serve(home);
  const key = await onlyKey(server);
  const path = `/api/sessions/${key}/messages`;
  const first = await server.get<MessagePage>(`${path}?limit=10`);
  const follow = `?session=${key}&after=${first.to}`;
  const stream = new SseClient(server.port, { query: follow });
  await stream.until(() => stream.events.length > 0);
  let rounds = 0;
  const replace = (text: string): void => {
    const other = join(home.base, `other-${rounds++}`);
    renameSync(home.write(9, ...lines(text)), other);
    renameSync(other, file);
  };

  for (let round = 0; round < 100; round++) {
    const asked = server.get<MessagePage>(`${path}?limit=50`);
    await new Promise((resolve) => setTimeout(resolve, round % 5));
    replace(round % 2 === 0 ? "new" : "old");
    const page = await asked;
    expect(kindsOf(page)).toHaveLength(1);
    expect(generationsOf(page)).toHaveLength(1);
  }
  replace("newest");
  const stale = await server.get<MessagePage>(`${path}?before=${first.from}&limit=50`);
  const raw = await server.ask("GET", `/api/sessions/${key}/raw?at=${first.to}`);

  await stream.event(({ type }) => type === "session-reset");
  expect(kindsOf(stale)).toEqual(["newest"]);
  expect(generationsOf(stale)).not.toContain(generationOf(first.to));
  expect(raw.status).toBeGreaterThanOrEqual(400);
  const again = new SseClient(server.port, { query: follow });
  const hello = await again.event(({ type }) => type === "hello");
  expect(JSON.parse(hello.data)).toMatchObject({ session: "reset" });
});

test("a storm of renames, new files and deletions stalls nothing, and the list is right after it (133)", {
  timeout: 60_000,
}, async () => {
  const home = new Home();
  const stays = home.append(1, prompt(1, "stays"));
  home.append(2, prompt(2, "moves"));
  const server = await serve(home);
  await settled(server);
  const reader = new SseClient(server.port);
  await reader.until(() => reader.events.length > 0);
  const pulse = new Pulse(server);
  const until = performance.now() + 2_500;
  let events = 0;

  while (performance.now() < until) {
    for (let burst = 0; burst < 100; burst++) {
      renameSync(home.file(2), home.file(3));
      renameSync(home.file(3), home.file(2));
      home.append(4, prompt(4, "comes and goes"));
      rmSync(home.file(4));
      home.append(1, prompt(burst, "appended"));
      events += 5;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const asked = performance.now();
  home.append(5, prompt(5, "after the storm"));
  await expect.poll(() => idsOf(server), { timeout: 15_000 }).toEqual([1, 2, 5].map(uuid));
  const settledMs = performance.now() - asked;
  await pulse.stop();
  report(`storm of ${events} changes, right after ${settledMs.toFixed(0)} ms`, pulse);

  const key = await keyOf(server, 1);
  const page = await server.get<MessagePage>(`/api/sessions/${key}/messages?limit=1`);
  expect(page.size).toBe((await (await open(stays)).stat()).size);
  // Four a second and session is the rule; a session that is made anew each time is new each time.
  expect(reader.events.length).toBeLessThan(events / 10);
  expect(pulse.failures).toEqual([]);
  expect(pulse.slowest).toBeLessThan(STALL_MS);
  expect(pulse.growth).toBeLessThan(150 * MEGABYTE);
});

test("pipes in the place of transcripts hold up neither the list nor a stop (107)", {
  timeout: 30_000,
}, async () => {
  const home = new Home();
  const replaced = home.append(1, prompt(1, "a file, at first"));
  home.append(2, prompt(2, "stays"));
  for (let n = 10; n < 18; n++) spawnSync("mkfifo", [home.file(n)]);
  const server = await serve(home);
  const key = await keyOf(server, 1);
  rmSync(replaced);
  spawnSync("mkfifo", [replaced]);
  mkdirSync(join(dirname(replaced), uuid(2)));
  spawnSync("mkfifo", [join(dirname(replaced), uuid(2), "subagents"), join(home.projects, "-pipe")]);

  const asked = performance.now();
  await allSessions(server);
  const page = await server.ask("GET", `/api/sessions/${key}/messages`);
  expect(performance.now() - asked).toBeLessThan(1_000);
  expect(page.status).toBeGreaterThanOrEqual(400);
  await expect.poll(() => idsOf(server), { timeout: 10_000 }).toEqual([uuid(2)]);

  const stopped = performance.now();
  expect(await server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(performance.now() - stopped).toBeLessThan(5_000);
});

/** What a message says, in short. */
function gist({ blocks: [block] }: MessagePage["messages"][number]): string {
  if (block?.type === "raw") return /too long/.exec(block.reason ?? "")?.[0] ?? "raw";
  return block !== undefined && "text" in block ? String(block.text) : "";
}

/** Appends megabytes without a line end, giving other work its turn. */
async function appendBytes(file: string, megabytes: number): Promise<void> {
  await using handle = await open(file, "a");
  const piece = Buffer.alloc(4 * MEGABYTE, "x");
  for (let written = 0; written < megabytes; written += 4) await handle.write(piece);
}

async function keyOf(server: ServerProcess, session: number): Promise<string> {
  return (await allSessions(server)).find(({ id }) => id === uuid(session))?.key ?? "";
}

async function idsOf(server: ServerProcess): Promise<string[]> {
  return (await allSessions(server)).map(({ id }) => id).sort();
}

function kindsOf({ messages }: MessagePage): string[] {
  const texts = messages.flatMap(({ blocks }) => blocks.map((block) => ("text" in block ? block.text : "")));
  return [...new Set(texts.map((text) => String(text).split(" ")[0] ?? ""))];
}

function generationsOf({ messages }: MessagePage): string[] {
  return [...new Set(messages.map(({ cursor }) => generationOf(cursor)))];
}

function generationOf(cursor = ""): string {
  return cursor.split(".")[0] ?? "";
}

function report(what: string, { slowest, growth, beats }: Pulse): void {
  tell(
    `${what}: longest wait ${slowest.toFixed(0)} ms of ${beats} looks, memory +${(growth / MEGABYTE).toFixed(0)} MB`,
  );
}
