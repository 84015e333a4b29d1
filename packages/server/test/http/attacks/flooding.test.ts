import { expect, test } from "vitest";
import { ALICE_KEY, BOB_KEY, LOCAL_KEY } from "../support/fake-engine.ts";
import { person } from "../support/fake-provider.ts";
import { ADMIN, type SignedInDeck, signedInDeck } from "../support/signed-in.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** Lines of the audit log, newest last. */
function lines({ elsewhere }: SignedInDeck, act: "change" | "interrupt" | "see-all") {
  return elsewhere.audit.read({ act, limit: 100_000 });
}

test("somebody who changes a title without an end is told to wait, and nobody else is", async () => {
  const deck = await signedInDeck();
  const [alice, bob] = [await deck.signIn("alice"), await deck.signIn("bob")];
  const rename = (): ReturnType<typeof alice.send> =>
    alice.send("PATCH", `/api/sessions/${ALICE_KEY}`, JSON_TYPE, '{"title":"x"}');
  let done = 0;
  for (; done < 1_000; done++) if ((await rename()).status !== 200) break;
  expect(done).toBe(300);
  const refused = await rename();
  expect([refused.status, refused.code]).toEqual([429, "TOO_MANY_ATTEMPTS"]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect((await bob.send("PATCH", `/api/sessions/${BOB_KEY}`, JSON_TYPE, '{"title":"x"}')).status).toBe(200);
  expect((await alice.get("/api/sessions")).status).toBe(200);
  deck.clock.now += 60_000;
  expect((await rename()).status).toBe(200);
}, 30_000);

test("the same change over and over is one line of the audit log in a minute, another one is another line", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  for (let times = 0; times < 20; times++)
    await alice.send("PATCH", `/api/sessions/${ALICE_KEY}`, JSON_TYPE, '{"title":"x"}');
  expect(lines(deck, "change")).toHaveLength(1);
  await alice.send("PATCH", `/api/sessions/${ALICE_KEY}/settings`, JSON_TYPE, '{"model":"x"}');
  expect(lines(deck, "change")).toHaveLength(2);
  deck.clock.now += 60_000;
  await alice.send("PATCH", `/api/sessions/${ALICE_KEY}`, JSON_TYPE, '{"title":"x"}');
  expect(lines(deck, "change")).toHaveLength(3);
});

test("a change that is refused leaves no line of the audit log", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  expect((await alice.send("PATCH", `/api/sessions/${BOB_KEY}`, JSON_TYPE, '{"title":"x"}')).status).toBe(
    404,
  );
  expect(lines(deck, "change")).toEqual([]);
});

test("an admin who looks for everybody's at addresses that do not exist leaves no line of the audit log", async () => {
  const deck = await signedInDeck();
  const admin = await deck.signIn(ADMIN);
  for (let no = 0; no < 30; no++) expect((await admin.get(`/api/none-${no}?all=1`)).status).toBe(404);
  expect((await admin.get(`/api/sessions/${"x".repeat(22)}?all=1`)).status).toBe(404);
  expect(lines(deck, "see-all")).toEqual([]);
  for (const key of [ALICE_KEY, LOCAL_KEY])
    expect((await admin.get(`/api/sessions/${key}?all=1`)).status).toBe(200);
  expect(lines(deck, "see-all").map(({ target }) => target)).toEqual([
    `/api/sessions/${ALICE_KEY}`,
    `/api/sessions/${LOCAL_KEY}`,
  ]);
});

test("an admin who looks at all images of somebody's session leaves one line of the audit log", async () => {
  const deck = await signedInDeck();
  const admin = await deck.signIn(ADMIN);
  for (let index = 0; index < 10; index++) {
    const image = await admin.get(`/api/sessions/${ALICE_KEY}/images/AAAAAAAAAAAAAAAA.${index}/0?all=1`);
    expect(image.status).toBe(200);
  }
  expect(lines(deck, "see-all")).toHaveLength(1);
});

test("an admin's stream of everybody's events is in the audit log", async () => {
  const deck = await signedInDeck();
  const admin = await deck.signIn(ADMIN);
  await admin.stream("/api/events?all=1").head;
  expect(lines(deck, "see-all").map(({ target }) => target)).toEqual(["/api/events"]);
});

test("somebody who signs in again and again keeps their latest hundred sign-ins", async () => {
  const deck = await signedInDeck();
  const first = await deck.signIn("alice");
  const bob = await deck.signIn("bob");
  const { now } = deck.clock;
  const session = { user: "alice", identity: person("alice"), fingerprint: "fake" };
  for (let no = 1; no <= 120; no++)
    deck.accounts.sessions.put(`id-${no}`, { ...session, createdAt: now + no, seenAt: now + no });
  expect(deck.accounts.sessions.countOf("alice", 0)).toBe(100);
  expect(deck.accounts.sessions.get("id-120")).toBeDefined();
  expect(deck.accounts.sessions.get("id-20")).toBeUndefined();
  expect((await first.get("/api/me")).status).toBe(401);
  expect((await bob.get("/api/me")).status).toBe(200);
});
