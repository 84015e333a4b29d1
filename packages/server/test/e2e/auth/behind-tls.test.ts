import { describe, expect, test } from "vitest";
import { noBrowser, openPage, useBrowser } from "../browser/chromium.ts";
import { message } from "../browser/reading.ts";
import { freePort } from "../support/free-port.ts";
import { prompt } from "../support/home.ts";
import { IdentityProvider } from "../support/identity-provider.ts";
import { authAt, SignedDeck } from "../support/signed-deck.ts";
import { noOpenssl, tlsProxy } from "../support/tls-proxy.ts";
import { ALICE, OF_ALICE } from "./house.ts";
import { choose, signIn } from "./people.ts";

describe.skipIf(noBrowser ?? noOpenssl)("behind a proxy that speaks TLS, below a base path", () => {
  const browser = useBrowser();

  test("signing in, streaming and signing out; the cookie is one that no neighbour can plant (49, 50, 51, 82)", {
    timeout: 60_000,
  }, async () => {
    const provider = await IdentityProvider.start(ALICE);
    const port = await freePort();
    const origin = `https://localhost:${port}`;
    const publicUrl = `${origin}/deck`;
    const auth = authAt(provider, { allowed_users: ["alice"] });
    const deck = await SignedDeck.prepare({ users: ["alice"], auth, publicUrl });
    provider.register({ publicUrl });
    deck.append("alice", 1, prompt(1, OF_ALICE));
    await deck.start();
    await tlsProxy(port, deck.port);
    const trusting = { ignoreHTTPSErrors: true };
    const { page, watch } = await openPage(browser(), deck, trusting, [origin, provider.issuer]);

    await page.goto(`${publicUrl}/?q=shed`);
    expect(new URL(page.url()).pathname).toBe("/deck/auth/sign-in");
    await signIn(page, "alice");
    await page.waitForURL(`${publicUrl}/?q=shed`);
    await page.getByText(OF_ALICE).first().click();
    await message(page, OF_ALICE).waitFor();
    deck.append("alice", 1, prompt(2, "Then the fence"));
    await message(page, "Then the fence").waitFor();

    const cookies = await page.context().cookies(publicUrl);
    const ours = cookies.filter(({ name }) => name.includes("vibedeck-"));
    expect(ours).toMatchObject([
      {
        name: deck.cookieName,
        path: "/",
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
        domain: "localhost",
      },
    ]);
    expect(deck.cookieName).toMatch(/^__Host-vibedeck-[0-9a-f]{8}$/);

    // What a page of a neighbouring path may set, and the browser keeps only where the name lets it.
    const planted = await page.evaluate(`
      for (const name of ["${deck.cookieName}", "planted"]) document.cookie = name + "=x; Path=/deck; Secure";
      document.cookie = "${deck.cookieName}=x; Domain=localhost; Path=/; Secure";
      document.cookie;
    `);
    expect(planted).toBe("planted=x");
    await page.reload();
    await message(page, OF_ALICE).waitFor();

    expect(await page.evaluate(async () => (await fetch("/deckx")).status)).toBe(404);
    await choose(page, "Sign out");
    await page.getByRole("button", { name: "Yes, sign out" }).click();
    await page.waitForURL(`${publicUrl}/auth/sign-in`);
    const left = await page.context().cookies(publicUrl);
    expect(left.filter(({ name }) => name.includes("vibedeck-"))).toEqual([]);
    expect(watch.errors.filter((text) => !text.includes("404"))).toEqual([]);
    expect(watch.foreign).toEqual([]);
  });
});
