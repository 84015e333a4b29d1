import { expect, test } from "vitest";
import { Follower } from "./support/follower.ts";
import { endLastLine, Home, lineOffsets, prompt } from "./support/home.ts";
import { type ServerProcess, serve } from "./support/server-process.ts";
import { onlyKey, random, rounds } from "./support/sessions.ts";
import { Writer } from "./support/writer.ts";

const CUTS = rounds("VIBEDECK_E2E_CUTS", 120, 1_000);
const KILL_WRITER_EVERY = 20;
const RESTARTS = rounds("VIBEDECK_E2E_RESTARTS", 3, 20);

test(`a reader who is cut ${CUTS} times gets every complete line once, in order, while the writer is killed (223, 225)`, {
  timeout: 180_000,
}, async () => {
  const home = new Home();
  const file = home.append(1, prompt(0, "The first"));
  const server = await serve(home);
  const follower = new Follower(await onlyKey(server));
  await follower.open(server);
  const writer = new Writer(file);
  await writer.start();

  for (let cut = 0; cut < CUTS; cut++) {
    const client = follower.connect(server, { cutAfter: random(cut % 10 === 0 ? 60_000 : 4_000) });
    await client.closed;
    follower.take(client);
    if (cut % KILL_WRITER_EVERY === 0) await writer.killAndStart();
  }
  await writer.kill();
  await readToEnd(follower, server, file);

  expect(writer.kills).toBeGreaterThan(CUTS / KILL_WRITER_EVERY);
  expect(follower.offsets).toEqual(lineOffsets(file));
  expect(follower).toMatchObject({ resets: 0, breaks: [] });
});

test(`a server that is killed ${RESTARTS} times at random loses and doubles nothing for a reader (234)`, {
  timeout: 240_000,
}, async () => {
  const home = new Home();
  const file = home.append(1, prompt(0, "The first"));
  let server = await serve(home);
  const follower = new Follower(await onlyKey(server));
  await follower.open(server);
  const writer = new Writer(file, 20);
  await writer.start();

  for (let restart = 0; restart < RESTARTS; restart++) {
    const client = follower.connect(server);
    const enough = random(40);
    await client.until(() => client.events.length > enough);
    if (restart % 3 === 0) await writer.killAndStart();
    await server.kill();
    await client.closed;
    follower.take(client);
    server = await serve(home);
  }
  await writer.kill();
  await readToEnd(follower, server, file);

  expect(follower.offsets).toEqual(lineOffsets(file));
  expect(follower).toMatchObject({ resets: 0, breaks: [] });
});

async function readToEnd(follower: Follower, server: ServerProcess, file: string): Promise<void> {
  endLastLine(file);
  const last = lineOffsets(file).at(-1) ?? 0;
  const client = follower.connect(server);
  await client.until(() => follower.has(client, last));
  follower.take(client);
}
