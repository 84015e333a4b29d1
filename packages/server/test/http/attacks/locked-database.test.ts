import { join } from "node:path";
import Database from "libsql";
import { expect, onTestFinished, test } from "vitest";
import { ACCOUNTS_FILE } from "../../../src/accounts/open-accounts.ts";
import { ALICE_KEY } from "../support/fake-engine.ts";
import { type SignedInDeck, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";

/** Another process writes and does not come to an end. */
function holdWriting({ stateDir }: SignedInDeck): { release(): void } {
  const database = new Database(join(stateDir, ACCOUNTS_FILE));
  database.exec("BEGIN IMMEDIATE");
  let held = true;
  const release = (): void => {
    if (!held) return;
    held = false;
    database.exec("ROLLBACK");
    database.close();
  };
  onTestFinished(release);
  return { release };
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const began = performance.now();
  return { result: await work(), ms: performance.now() - began };
}

test("while another process holds the database, people who are signed in are served, and at once", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  holdWriting(deck);
  // Long enough ago that it is to be written down that she is here.
  deck.clock.now += 120_000;
  const first = await timed(() => alice.get("/api/me"));
  expect(first.result.status).toBe(200);
  expect(first.ms).toBeLessThan(2_000);
  const more = await timed(async () => {
    for (let times = 0; times < 20; times++) expect((await alice.get("/api/me")).status).toBe(200);
  });
  expect(more.ms).toBeLessThan(2_000);
});

test("while another process holds the database, a sign-in is told so, and nobody waits for it long", async () => {
  const deck = await signedInDeck();
  holdWriting(deck);
  const { result, ms } = await timed(() => signInWith(deck.browser(), "alice"));
  expect(result.status).toBe(503);
  expect(result.headers["retry-after"]).toBeDefined();
  expect(ms).toBeLessThan(2_000);
});

test("what was not written down while the database was held is written afterwards", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const { release } = holdWriting(deck);
  deck.clock.now += 120_000;
  expect((await alice.get("/api/me")).status).toBe(200);
  release();
  deck.clock.now += 60_000;
  expect((await alice.get("/api/me")).status).toBe(200);
  expect(deck.elsewhere.users.get("alice")?.lastSeen).toBe(deck.clock.now);
  // The server holds nothing itself: a command can still write.
  expect(deck.elsewhere.sessions.endAllOf("alice")).toBe(1);
});

test("an act is in the audit log although the database was held when it was done", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const { release } = holdWriting(deck);
  const json = { "content-type": "application/json" };
  expect((await alice.send("PATCH", `/api/sessions/${ALICE_KEY}`, json, '{"pinned":true}')).status).toBe(200);
  release();
  expect((await signOut(alice)).status).toBe(200);
  expect(deck.elsewhere.audit.read({}).map(({ act }) => act)).toEqual(["sign-in", "change", "sign-out"]);
});

test("an act is in the audit log although the server stopped while the database had been held", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const { release } = holdWriting(deck);
  const json = { "content-type": "application/json" };
  expect((await alice.send("PATCH", `/api/sessions/${ALICE_KEY}`, json, '{"pinned":true}')).status).toBe(200);
  release();
  await deck.deck.stop();
  expect(deck.elsewhere.audit.read({}).map(({ act }) => act)).toEqual(["sign-in", "change"]);
});
