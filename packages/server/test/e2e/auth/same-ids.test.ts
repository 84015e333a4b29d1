import type { MessagePage, SessionPage } from "@vibedeck/core";
import { expect, test } from "vitest";
import { messagesOf } from "../support/follower.ts";
import { prompt, uuid } from "../support/home.ts";
import { IdentityProvider } from "../support/identity-provider.ts";
import { authAt, SignedDeck } from "../support/signed-deck.ts";
import { openHouse } from "./house.ts";

/** A prompt whose line claims to be of a session. */
function claiming(session: number, n: number, text: string): string {
  return JSON.stringify({ ...JSON.parse(prompt(n, text)), sessionId: uuid(session) });
}

test("two users with the same session id on disk, one of them forged: each sees their own (88, 89)", {
  timeout: 60_000,
}, async () => {
  const { deck } = await openHouse();
  deck.append("alice", 7, claiming(7, 71, "alice wrote this first"));
  // Newer, with the same name and the same id inside; and one that only inside claims to be hers.
  deck.append("bob", 7, claiming(7, 900, "bob forged this later"));
  deck.append("bob", 8, claiming(7, 901, "bob forged another"));
  const [alice, bob] = [await deck.enter("alice"), await deck.enter("bob")];
  const listed = (cookie: string): Promise<SessionPage> => deck.get<SessionPage>(cookie, "/api/sessions");
  await expect
    .poll(async () => [(await listed(alice)).total, (await listed(bob)).total], { timeout: 10_000 })
    .toEqual([2, 3]);
  const texts = async (cookie: string): Promise<string> => JSON.stringify((await listed(cookie)).sessions);
  expect(await texts(alice)).not.toContain("bob");
  expect(await texts(bob)).not.toContain("alice");

  const hers = await deck.keyOf(alice, "alice wrote this first");
  const his = await deck.keyOf(bob, "bob forged this later");
  const other = await deck.keyOf(bob, "bob forged another");
  expect(new Set([hers, his, other]).size).toBe(3);
  const page = await deck.get<MessagePage>(alice, `/api/sessions/${hers}/messages`);
  expect(JSON.stringify(page.messages)).toContain("alice wrote this first");
  expect(JSON.stringify(page)).not.toContain("bob");

  const foreign = await deck.ask(bob, "GET", `/api/sessions/${hers}/messages`);
  const missing = await deck.ask(bob, "GET", `/api/sessions/${his.slice(0, -2)}xx/messages`);
  const said = ({ text }: { readonly text: string }): unknown => ({
    ...JSON.parse(text).error,
    requestId: undefined,
  });
  expect(foreign.status).toBe(404);
  expect(said(foreign)).toEqual(said(missing));

  const streams = [
    deck.stream(alice, { query: `?session=${hers}` }),
    deck.stream(bob, { query: `?session=${his}` }),
  ] as const;
  for (const stream of streams) await stream.event(({ type }) => type === "hello");
  deck.append("bob", 7, claiming(7, 902, "and bob goes on"));
  await streams[1].event((event) => JSON.stringify(messagesOf(event)).includes("and bob goes on"));
  deck.append("alice", 7, claiming(7, 72, "and alice goes on"));
  await streams[0].event((event) => JSON.stringify(messagesOf(event)).includes("and alice goes on"));
  expect(streams[0].events.map(({ data }) => data).join("")).not.toContain("bob");
  deck.append("bob", 7, claiming(7, 903, "and bob ends"));
  await streams[1].event((event) => JSON.stringify(messagesOf(event)).includes("and bob ends"));
  expect(streams[1].events.map(({ data }) => data).join("")).not.toContain("alice");
});

test("Alice and alice are two people with a home each (9)", { timeout: 60_000 }, async () => {
  const provider = await IdentityProvider.start();
  const deck = await SignedDeck.prepare({
    users: ["alice", "z--z41lice"],
    auth: authAt(provider, { allow_all: true }),
  });
  deck.append("alice", 1, prompt(1, "of the small one"));
  deck.append("z--z41lice", 1, prompt(1, "of the great one"));
  await deck.start();
  const [small, great] = [await deck.enter("alice"), await deck.enter("Alice")];
  const titles = async (cookie: string): Promise<unknown> =>
    (await deck.get<SessionPage>(cookie, "/api/sessions")).sessions.map(({ title }) => title);
  await expect.poll(() => titles(small), { timeout: 10_000 }).toEqual(["of the small one"]);
  expect(await titles(great)).toEqual(["of the great one"]);
});
