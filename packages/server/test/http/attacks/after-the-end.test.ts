import { request } from "node:http";
import { expect, test } from "vitest";
import { ALICE_KEY } from "../support/fake-engine.ts";
import { type SignedInDeck, signedInDeck, signOut } from "../support/signed-in.ts";

const MESSAGE = JSON.stringify({ id: "22222222-2222-4222-8222-222222222222", text: "rm -rf ." });

/** A message of which all but the last byte has been sent: the server has let it in, and waits. */
async function slowMessage(
  { port }: SignedInDeck,
  cookie: string,
): Promise<{ finish(): Promise<{ status: number; text: string }> }> {
  const upload = request({
    ...{ port, host: "127.0.0.1", agent: false, method: "POST", path: `/api/sessions/${ALICE_KEY}/messages` },
    headers: {
      cookie,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
      "content-length": Buffer.byteLength(MESSAGE),
      expect: "100-continue",
    },
  });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    upload.on("error", reject);
    upload.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
  const taken = new Promise((resolve) => upload.once("continue", resolve));
  upload.flushHeaders();
  await taken;
  await new Promise((resolve) => upload.write(MESSAGE.slice(0, -1), resolve));
  return {
    finish: () => {
      upload.end(MESSAGE.slice(-1));
      return answer;
    },
  };
}

test("a message that was on its way when its sender signed out goes nowhere", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const message = await slowMessage(deck, alice.cookie);
  expect((await signOut(alice)).status).toBe(200);
  const answer = await message.finish();
  expect(answer.status).toBe(401);
  expect(answer.text).toContain("UNAUTHENTICATED");
  expect(deck.engine.calls.map(({ method }) => method)).not.toContain("send");
});

test("a message that was on its way when its sender was blocked by another process goes nowhere", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const message = await slowMessage(deck, alice.cookie);
  deck.elsewhere.users.setBlocked("alice", true);
  expect((await message.finish()).status).toBe(401);
  expect(deck.engine.calls.map(({ method }) => method)).not.toContain("send");
});

test("a message of somebody whose id was given to another account meanwhile goes nowhere", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const message = await slowMessage(deck, alice.cookie);
  deck.elsewhere.users.release("alice");
  deck.elsewhere.users.enter(
    "alice",
    { issuer: "https://provider.example", subject: "another", id: "alice" },
    deck.clock.now,
  );
  expect((await message.finish()).status).toBe(401);
  expect(deck.engine.calls.map(({ method }) => method)).not.toContain("send");
});

test("a message that takes its time goes through while its sender stays signed in", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const message = await slowMessage(deck, alice.cookie);
  expect((await message.finish()).status).toBe(202);
});
