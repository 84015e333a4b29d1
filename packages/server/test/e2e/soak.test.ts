import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { SseClient } from "./sse-client.ts";
import { tell } from "./support/figures.ts";
import { Home, prompt } from "./support/home.ts";
import { Pulse } from "./support/pulse.ts";
import { type ServerProcess, serve } from "./support/server-process.ts";
import { allSessions, random, settled } from "./support/sessions.ts";

/** For so many seconds files come, grow and go: `VIBEDECK_SOAK=60`. Without it the file is left out of the run. */
const SECONDS = Number(process.env["VIBEDECK_SOAK"] ?? 0);
const STREAMS = 20;
const FILES = 200;
const MEGABYTE = 1024 ** 2;

test.skipIf(SECONDS === 0)(
  `memory stays over ${SECONDS || 60} s of churn with ${STREAMS} streams that come and go (238)`,
  {
    timeout: (SECONDS + 60) * 1_000,
  },
  async () => {
    const home = new Home();
    for (let n = 1; n <= FILES; n++) home.append(n, prompt(n, "The first"));
    // So small that garbage cannot hide a leak: what is really kept takes half of it.
    const server = await serve(home, { env: { NODE_OPTIONS: "--max-old-space-size=64" } });
    await settled(server);
    const pulse = new Pulse(server);
    const until = performance.now() + SECONDS * 1_000;
    const readers = Array.from({ length: STREAMS }, () => comeAndGo(server, until));
    const samples: number[] = [];
    let changes = 0;

    for (let n = 0; performance.now() < until; n++) {
      for (let burst = 0; burst < 10; burst++, changes++) churn(home, n * 10 + burst);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (n % 10 === 0) samples.push(server.rss());
    }
    const streams = (await Promise.all(readers)).reduce((sum, opened) => sum + opened, 0);
    await pulse.stop();
    // Garbage comes in waves; a leak shows in how low the troughs between them are. The first quarter warms up.
    const quarters = [1, 2, 3].map((n) =>
      Math.min(...samples.slice((samples.length * n) / 4, (samples.length * (n + 1)) / 4)),
    );
    const rise = (quarters[2] ?? 0) - (quarters[0] ?? 0);
    const troughs = quarters.map(rounded).join(", ");
    tell(
      `${changes} changes, ${streams} streams: memory ${rounded(pulse.before)} → ${rounded(server.rss())} MB, peak ${rounded(pulse.peak)} MB`,
    );
    tell(`troughs of the last three quarters ${troughs} MB; longest wait ${pulse.slowest.toFixed(0)} ms`);

    expect(pulse.failures).toEqual([]);
    expect(pulse.growth).toBeLessThan(300 * MEGABYTE);
    expect(rise).toBeLessThan(40 * MEGABYTE);
  },
);

/** One change: a file is made, grows or goes. */
function churn(home: Home, n: number): void {
  const file = 1 + random(FILES);
  if (random(5) === 0) rmSync(home.file(file), { force: true });
  else home.append(file, prompt(n, "x".repeat(random(3_000))));
}

/** Reads the stream for a second or two, leaves and comes again, some after the last event and some anew. */
async function comeAndGo(server: ServerProcess, until: number): Promise<number> {
  let lastEventId: string | undefined;
  let opened = 0;
  for (; performance.now() < until; opened++) {
    const sessions = await allSessions(server);
    const key = sessions[random(sessions.length)]?.key;
    const resume = lastEventId === undefined ? {} : { lastEventId };
    const stream = new SseClient(server.port, { query: `?session=${key}`, ...resume });
    await new Promise((resolve) => setTimeout(resolve, random(2_000)));
    lastEventId = random(4) === 0 ? undefined : stream.lastId;
    stream.close();
    await stream.closed;
  }
  return opened;
}

function rounded(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}
