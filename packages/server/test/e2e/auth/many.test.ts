import type { Progress, SessionPage } from "@vibedeck/core";
import { expect, test } from "vitest";
import type { SseClient } from "../sse-client.ts";
import { tell } from "../support/figures.ts";
import { messagesOf } from "../support/follower.ts";
import { prompt } from "../support/home.ts";
import { IdentityProvider } from "../support/identity-provider.ts";
import { authAt, SignedDeck } from "../support/signed-deck.ts";
import { openHouse } from "./house.ts";

const USERS = 50;
const SESSIONS = 200;
const ROUNDS = 20;
const LISTS = 40;

/** A deck for so many people with as many sessions each. Nobody asks the provider: what it is called is enough. */
async function crowd(count: number): Promise<SignedDeck> {
  const users = Array.from({ length: count }, (_, no) => `u${no}`);
  const auth = authAt(await IdentityProvider.start(), { allow_all: true });
  const deck = await SignedDeck.prepare({ users, auth });
  for (const user of users) {
    for (let no = 0; no < SESSIONS; no++) deck.append(user, no, prompt(no, `mark-${user}-first-${no}.`));
  }
  return await deck.start();
}

/** Resolves once everything is read. */
async function settle(deck: SignedDeck, cookie: string): Promise<void> {
  const done = async (): Promise<boolean> =>
    (await deck.get<{ progress: Progress }>(cookie, "/api/backends")).progress.done;
  await expect.poll(done, { timeout: 60_000, interval: 100 }).toBe(true);
}

/** Whose marks stand in a text, each once. */
function marked(text: string): string[] {
  return [...new Set([...text.matchAll(/mark-(u\d+)-/g)].map(([, user]) => user ?? ""))];
}

/** What was appended to the followed session and came, in the order in which it came. */
function received({ events }: SseClient, user: string): number[] {
  const texts = events.flatMap((event) => messagesOf(event).map((message) => JSON.stringify(message)));
  return texts.flatMap((text) =>
    [...text.matchAll(new RegExp(`mark-${user}-live-(\\d+)\\.`, "g"))].map(([, no]) => Number(no)),
  );
}

/** Keys of the sessions that the list was told about. */
function told({ events }: SseClient): ReadonlySet<string> {
  const sessions = events.filter(({ type }) => type === "session");
  return new Set(sessions.map(({ data }) => (JSON.parse(data) as { session: { key: string } }).session.key));
}

test(`${USERS} users with ${SESSIONS} sessions each, all streaming while all are written to: each gets exactly their own (91)`, {
  timeout: 120_000,
}, async () => {
  const deck = await crowd(USERS);
  const users = Array.from({ length: USERS }, (_, no) => `u${no}`);
  const cookies = await Promise.all(users.map((user) => deck.enter(user)));
  await settle(deck, cookies[0] ?? "");
  const begun = performance.now();
  const streams = await Promise.all(
    cookies.map(async (cookie, no) => {
      const key = await deck.keyOf(cookie, `mark-u${no}-first-0.`);
      const stream = deck.stream(cookie, { query: `?session=${key}` });
      await stream.event(({ type }) => type === "hello");
      return stream;
    }),
  );

  for (let round = 0; round < ROUNDS; round++) {
    for (const user of users) {
      deck.append(user, 0, prompt(1_000 + round, `mark-${user}-live-${round}.`));
      deck.append(user, 1 + round, prompt(2_000 + round, `mark-${user}-beside-${round}.`));
    }
    // Everybody has this round before the next begins: what is late would otherwise hide what is lost.
    await Promise.all(
      streams.map((stream, no) => stream.until(() => received(stream, `u${no}`).at(-1) === round)),
    );
  }

  for (const [no, stream] of streams.entries()) {
    await stream.until(() => told(stream).size >= ROUNDS + 1);
    expect(told(stream).size).toBe(ROUNDS + 1);
    expect(received(stream, `u${no}`)).toEqual(Array.from({ length: ROUNDS }, (_, round) => round));
    expect(marked(stream.events.map(({ data }) => data).join("\n"))).toEqual([`u${no}`]);
  }
  const took = performance.now() - begun;
  for (const [no, cookie] of cookies.entries()) {
    const text = (await deck.ask(cookie, "GET", `/api/sessions?limit=${SESSIONS}`)).text;
    const page = JSON.parse(text) as SessionPage;
    expect([page.total, page.sessions.length]).toEqual([SESSIONS, SESSIONS]);
    expect(marked(text)).toEqual([`u${no}`]);
  }
  tell(
    `${USERS * ROUNDS * 2} appends to ${USERS} users, seen by exactly their own ${USERS} streams in ${Math.round(took)} ms`,
  );
  expect(took).toBeLessThan(40_000);
});

test("one user's list is whole beside 1, 10 and 50 others; how long it takes is told", {
  timeout: 180_000,
}, async () => {
  const crowds: { readonly others: number; readonly deck: SignedDeck; readonly took: number[] }[] = [];
  for (const others of [1, 10, 50]) crowds.push({ others, deck: await crowd(others + 1), took: [] });
  const cookies = await Promise.all(crowds.map(({ deck }) => deck.enter("u0")));
  for (const [no, { deck }] of crowds.entries()) await settle(deck, cookies[no] ?? "");
  // By turns, so that whatever else this machine does slows all of them alike. The first ones warm the code up.
  for (let i = -5; i < LISTS; i++) {
    for (const [no, { deck, took }] of crowds.entries()) {
      const begun = performance.now();
      const { text } = await deck.ask(cookies[no] ?? "", "GET", `/api/sessions?limit=${SESSIONS}`);
      if (i >= 0) took.push(performance.now() - begun);
      expect((JSON.parse(text) as SessionPage).sessions.length).toBe(SESSIONS);
      expect(marked(text)).toEqual(["u0"]);
    }
  }
  const figures = crowds.map(({ others, took }) => {
    const [middle = 0, worst] = [took.toSorted((a, b) => a - b)[Math.floor(LISTS / 2)], Math.max(...took)];
    return `beside ${others}: ${middle.toFixed(1)} ms (worst ${worst.toFixed(1)})`;
  });
  tell(`list of ${SESSIONS} sessions over HTTP, p50 of ${LISTS}: ${figures.join(", ")}`);
});

test("who opens 1,000 streams gets 20, and another's stream goes on (97)", { timeout: 60_000 }, async () => {
  const { deck } = await openHouse();
  const [alice, bob] = [await deck.enter("alice"), await deck.enter("bob")];
  const key = await deck.keyOf(bob);
  const quiet = deck.stream(bob, { query: `?session=${key}` });
  await quiet.event(({ type }) => type === "hello");

  const many = Array.from({ length: 1_000 }, () => deck.stream(alice));
  await Promise.all(many.map((stream) => stream.until(() => stream.status !== 0)));
  const opened = many.filter(({ status }) => status === 200);
  expect(opened.length).toBe(20);
  expect(many.filter(({ status }) => status === 429).length).toBe(980);

  const begun = performance.now();
  deck.append("bob", 2, prompt(3, "undisturbed"));
  await quiet.event((event) => JSON.stringify(messagesOf(event)).includes("undisturbed"));
  expect(performance.now() - begun).toBeLessThan(2_000);
  opened[0]?.close();
  await expect
    .poll(async () => {
      const again = deck.stream(alice);
      await again.until(() => again.status !== 0);
      return again.status;
    })
    .toBe(200);
});
