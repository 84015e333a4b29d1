import { expect, test } from "vitest";
import { fakeProvider } from "../support/fake-provider.ts";
import { ask } from "../support/server.ts";
import { signedInDeck, signOut } from "../support/signed-in.ts";

test("a stranger does not have the provider asked for ever where its own sign-in ends", async () => {
  let asked = 0;
  const signOutUrl = async (): Promise<string> => `https://provider.example/out?${++asked}`;
  const deck = await signedInDeck({ provider: { ...fakeProvider(), signOutUrl } });
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  for (let times = 0; times < 50; times++) {
    const page = await ask(deck.port, "GET", "/auth/sign-in?signed_out");
    expect(page.status).toBe(200);
    expect((await ask(deck.port, "POST", "/auth/logout", headers, "{}")).status).toBe(200);
  }
  expect(asked).toBe(30);
  // Signing in, and out, works in any case.
  const alice = await deck.signIn("alice");
  expect((await signOut(alice)).json()).toEqual({ signedOut: true });
  expect((await alice.get("/api/me")).status).toBe(401);
});
