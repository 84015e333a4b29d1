import { expect, test } from "vitest";
import { Follower } from "./support/follower.ts";
import { Home, lineOffsets, prompt } from "./support/home.ts";
import { serve } from "./support/server-process.ts";
import { onlyKey, random } from "./support/sessions.ts";

const ROUNDS = 200;

test(`nothing appended between a page and its stream is lost or doubled, ${ROUNDS} times (226)`, {
  timeout: 60_000,
}, async () => {
  const home = new Home();
  const file = home.append(1, prompt(0, "The first"));
  const server = await serve(home);
  const key = await onlyKey(server);
  let next = 1;
  const append = (): void => {
    for (let lines = random(4); lines > 0; lines--) home.append(1, prompt(next++, "between"));
  };

  for (let round = 0; round < ROUNDS; round++) {
    const follower = new Follower(key);
    append();
    await follower.open(server);
    append();
    const client = follower.connect(server);
    append();
    home.append(1, prompt(next++, "the last"));
    const expected = lineOffsets(file);
    await client.until(() => follower.has(client, expected.at(-1) ?? 0));
    follower.take(client);

    expect(follower.offsets).toEqual(expected.slice(expected.indexOf(follower.offsets[0] ?? -1)));
    expect(follower).toMatchObject({ resets: 0, breaks: [] });
  }
});
