import { describe, expect, test } from "vitest";
import type { Accounts } from "../../../src/accounts/accounts.ts";
import { asked, type Broken, breakable } from "../support/breakable.ts";
import type { Browser } from "../support/browser.ts";
import type { FakeEngine } from "../support/fake-engine.ts";
import { ADMIN, type SignedInDeck, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";
import type { SseClient } from "../support/sse-client.ts";

const JSON_TYPE = { "content-type": "application/json" };
const DAY_MS = 86_400_000;

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

function post(browser: Browser, path: string, body: object): Promise<{ readonly status: number }> {
  return browser.send("POST", path, JSON_TYPE, JSON.stringify(body));
}

/** Begins a stream of Alice's, with one event on it, and another stream that must live on. */
async function streaming(
  deck: SignedInDeck & { readonly engine: FakeEngine },
): Promise<{ alice: Browser; stream: SseClient; others: SseClient }> {
  const [alice, bob] = [await deck.signIn("alice"), await deck.signIn("bob")];
  const [stream, others] = [alice.stream(), bob.stream()];
  await Promise.all([stream.head, others.head]);
  for (const source of deck.engine.streams)
    source.push({ id: "1", type: "session-removed", data: '{"key":"a"}' });
  await Promise.all([stream.count(1), others.count(1)]);
  return { alice, stream, others };
}

/** That a stream said `auth` and ended, with nothing of what happened afterwards, while others go on. */
async function expectEnded(
  deck: SignedInDeck & { readonly engine: FakeEngine },
  { stream, others }: { readonly stream: SseClient; readonly others: SseClient },
): Promise<void> {
  await stream.closed;
  for (const source of deck.engine.streams) {
    source.push({ id: "2", type: "session-removed", data: '{"key":"after"}' });
  }
  await others.count(2);
  expect(stream.events.map(({ event, data }) => [event, data])).toEqual([
    ["session-removed", '{"key":"a"}'],
    ["auth", "{}"],
  ]);
  expect(others.events.map(({ data }) => data)).toEqual(['{"key":"a"}', '{"key":"after"}']);
  expect(deck.engine.streams.filter(({ closed }) => closed)).toHaveLength(1);
}

describe("a stream whose session ends says so and nothing after it", () => {
  type Open = SignedInDeck & { readonly engine: FakeEngine };
  const inProcess: readonly (readonly [string, (deck: Open, alice: Browser) => Promise<unknown>])[] = [
    ["signed out in another tab", (_deck, alice) => signOut(alice.copy())],
    ["somebody signs in anew in the same browser", (_deck, alice) => signInWith(alice.copy(), "alice")],
    [
      "an admin ended all sign-ins",
      async (deck) => post(await deck.signIn(ADMIN), "/api/users/alice/revoke", {}),
    ],
    [
      "an admin blocked the user",
      async (deck) => post(await deck.signIn(ADMIN), "/api/users/alice/block", { blocked: true }),
    ],
  ];

  test.each(inProcess)("at once: %s (55, 56)", async (_how, end) => {
    const deck = await signedInDeck();
    const open = await streaming(deck);

    const began = performance.now();
    await end(deck, open.alice);
    // What happens between the end of the session and that of the connection is not told either.
    deck.engine.streams[0]?.push({ id: "3", type: "session-removed", data: '{"key":"late"}' });
    await expectEnded(deck, open);

    expect(performance.now() - began).toBeLessThan(900);
  });

  const elsewhere: readonly (readonly [string, (accounts: Accounts) => unknown])[] = [
    ["all sign-ins were ended", (accounts) => accounts.sessions.endAllOf("alice")],
    ["the user was blocked", (accounts) => accounts.users.setBlocked("alice", true)],
    ["the user was released", (accounts) => accounts.users.release("alice")],
  ];

  test.each(elsewhere)("within two seconds, when another process did it: %s (55, 56)", async (_how, end) => {
    const deck = await signedInDeck();
    const open = await streaming(deck);

    const began = performance.now();
    end(deck.elsewhere);
    await expectEnded(deck, open);

    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await status(open.alice)).not.toBe(200);
  });

  test.each([
    ["not used for too long", 7 * DAY_MS + 1_000],
    ["too old", 30 * DAY_MS + 1_000],
  ])("within five seconds, by time: %s (54, 55)", async (_what, ms) => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const stream = alice.stream();
    await stream.head;

    const began = performance.now();
    deck.clock.now += ms;
    await stream.closed;

    expect(stream.events.map(({ event }) => event)).toEqual(["auth"]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("also when the database did not answer at the moment it was noticed (55, 62)", async () => {
    const broken = { is: false };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["get"]) });
    const open = await streaming(deck);

    broken.is = true;
    deck.elsewhere.sessions.endAllOf("alice");
    // The watch has noticed the change by the time that it asked for both sessions and got no answer.
    await asked(broken, 2);
    broken.is = false;

    await expectEnded(deck, open);
  });

  test("and a sign-out is done, although the database fails when the streams are looked at (60, 62)", async () => {
    const broken: Broken = { is: false };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["get"]) });
    const open = await streaming(deck);
    broken.after = "end";

    const out = await signOut(open.alice.copy());
    broken.is = false;

    expect(out.status).toBe(200);
    await expectEnded(deck, open);
  });
});

describe("a stream", () => {
  test("touches neither the session nor its cookie, however long it goes on (61)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    deck.elsewhere.changedElsewhere();
    const stream = alice.stream();
    const head = await stream.head;

    for (let events = 1; events <= 5; events++) {
      deck.clock.now += 120_000;
      deck.engine.streams[0]?.push({ id: `${events}`, type: "session-removed", data: '{"key":"a"}' });
      await stream.count(events);
    }
    stream.socket.destroy();
    await stream.closed;

    expect(head).not.toMatch(/set-cookie/i);
    expect(deck.elsewhere.changedElsewhere()).toBe(false);
    expect(await status(alice)).toBe(200);
  });
});
