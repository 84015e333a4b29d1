import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { tell } from "./support/figures.ts";
import { Follower } from "./support/follower.ts";
import { Home, lineOffsets, prompt } from "./support/home.ts";
import { type ServerProcess, serve } from "./support/server-process.ts";
import { FULL, onlyKey } from "./support/sessions.ts";

const READERS = 50;
/** Short enough to be streamed whole: many of them fill the system's buffers, which take some megabytes. */
const TEXT = "x".repeat(9_000);
const MEGABYTE = 1024 ** 2;
/** Half of them never read a byte, the others stop after the first event. */
const pauseAfter = (reader: number): number => reader % 2;

test(`${READERS} readers who stop reading cost < 2 MB each, slow nobody, ${FULL ? "are cut " : ""}and lose nothing (227)`, {
  timeout: 90_000,
}, async () => {
  const home = new Home();
  const file = home.append(1, prompt(0, "The first"));
  const server = await serve(home);
  const key = await onlyKey(server);
  const quick = new Follower(key);
  await quick.open(server);
  const live = quick.connect(server);
  let next = 1;
  let peak = 0;
  /** Appends entries; resolves with the milliseconds until the quick reader has the last. */
  const say = async (entries: number): Promise<number> => {
    home.append(1, ...Array.from({ length: entries - 1 }, () => prompt(next++, TEXT)));
    const offset = statSync(file).size;
    const said = performance.now();
    home.append(1, prompt(next++, TEXT));
    await live.until(() => quick.has(live, offset));
    peak = Math.max(peak, server.rss());
    return performance.now() - said;
  };
  for (let n = 0; n < 40; n++) await say(6);
  const before = peak;

  const idle = server.sockets();
  const slow = Array.from({ length: READERS }, () => new Follower(key));
  for (const follower of slow) await follower.open(server, 1);
  const streams = slow.map((follower, n) => follower.connect(server, { pauseAfter: pauseAfter(n) }));
  await expect.poll(() => server.sockets()).toBe(idle + READERS);
  const lags: number[] = [];
  for (let n = 0; n < 150; n++) lags.push(await say(6));
  tell(`a slow reader costs ${((peak - before) / READERS / MEGABYTE).toFixed(2)} MB`);
  tell(`lag of another: median ${median(lags).toFixed(0)} ms, most ${Math.max(...lags).toFixed(0)} ms`);
  // Nobody is cut before half a minute is over: too long for every day.
  if (FULL) await untilCut(server, idle, async () => lags.push(await say(1)));

  expect((peak - before) / READERS).toBeLessThan(2 * MEGABYTE);
  expect(median(lags)).toBeLessThan(250);
  expect(Math.max(...lags)).toBeLessThan(3_000);
  const expected = lineOffsets(file);
  for (const [n, follower] of slow.slice(0, 6).entries()) {
    const stream = streams[n];
    if (FULL) {
      stream?.resume();
      await stream?.closed;
    }
    if (stream !== undefined) follower.take(stream);
    const again = follower.connect(server);
    await again.until(() => follower.has(again, expected.at(-1) ?? 0));
    follower.take(again);
    expect(follower.offsets).toEqual(expected.slice(expected.indexOf(follower.offsets[0] ?? -1)));
    expect(follower).toMatchObject({ resets: 0, breaks: [] });
  }
});

/** Goes on talking until the server has let go of all but so many sockets. */
async function untilCut(server: ServerProcess, sockets: number, talk: () => Promise<unknown>): Promise<void> {
  const asked = performance.now();
  while (server.sockets() > sockets) {
    await talk();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  tell(`all are cut ${((performance.now() - asked) / 1_000).toFixed(0)} s after they stopped`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
