import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { noBrowser, openPage, useBrowser } from "../browser/chromium.ts";
import { message } from "../browser/reading.ts";
import { prompt } from "../support/home.ts";
import { OF_ALICE, openHouse } from "./house.ts";
import { signIn } from "./people.ts";

/** A page of somebody else's, on a port of its own. */
async function somebodyElse(): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

describe.skipIf(noBrowser)("pages of other sites, in a browser that is signed in", () => {
  const browser = useBrowser();

  // From 127.0.0.1 the cookie comes along (a port is no site); from localhost the browser withholds it.
  test.each(["127.0.0.1", "localhost"])(
    "an EventSource with credentials from %s hears nothing, and a fetch reads nothing (67, 76)",
    { timeout: 60_000 },
    async (host) => {
      const { deck, provider } = await openHouse();
      const elsewhere = `http://${host}:${await somebodyElse()}`;
      const { page } = await openPage(browser(), deck, {}, [provider.issuer, elsewhere]);
      const key = await deck.keyOf(await deck.enter("alice"));
      await page.goto(`/s/${key}`);
      await signIn(page, "alice");
      await message(page, OF_ALICE).waitFor();

      const hostile = await page.context().newPage();
      // What the page may not see, no event of the page tells of.
      const wire = await page.context().newCDPSession(hostile);
      await wire.send("Network.enable");
      const [cookies, statuses]: [boolean[], number[]] = [[], []];
      await hostile.goto(elsewhere);
      wire.on("Network.requestWillBeSentExtraInfo", ({ headers }) => {
        cookies.push(/^Cookie$/im.test(Object.keys(headers).join("\n")));
      });
      wire.on("Network.responseReceivedExtraInfo", ({ statusCode }) => statuses.push(statusCode));
      const heard = await hostile.evaluate(async (url) => {
        const source = new EventSource(`${url}/api/events`, { withCredentials: true });
        const stream = await new Promise((resolve) => {
          source.onerror = () => resolve(source.readyState);
          source.onopen = () => resolve("open");
          source.addEventListener("hello", () => resolve("hello"));
        });
        const read = await fetch(`${url}/api/sessions`, { credentials: "include" }).then(
          (response) => response.text(),
          () => "nothing",
        );
        const blind = await fetch(`${url}/api/sessions`, { credentials: "include", mode: "no-cors" }).then(
          (response) => response.type,
          () => "nothing",
        );
        return { stream, read, blind };
      }, deck.url);
      expect(heard.stream).toBe(2);
      expect(heard.read).toBe("nothing");
      expect(["opaque", "nothing"]).toContain(heard.blind);
      await expect.poll(() => statuses).toEqual([403, 403, 403]);
      expect(cookies).toEqual(Array.from({ length: 3 }, () => host === "127.0.0.1"));

      deck.append("alice", 1, prompt(3, "Still here"));
      await message(page, "Still here").waitFor();
    },
  );

  test("a planted cookie of the session's name makes nobody of the browser, never somebody else (49)", {
    timeout: 60_000,
  }, async () => {
    const { deck, provider } = await openHouse();
    const { page } = await openPage(browser(), deck, {}, [provider.issuer]);
    const eves = await deck.enter("bob");
    await page.goto("/");
    await signIn(page, "alice");
    await page.getByText(OF_ALICE).first().waitFor();

    const planted = { name: deck.cookieName, value: eves.slice(deck.cookieName.length + 1) };
    // The longer path is sent first: a server that took the first would now be the attacker's.
    await page.context().addCookies([{ ...planted, domain: "127.0.0.1", path: "/api" }]);
    const status = await page.evaluate(async () => (await fetch("/api/me")).status);
    expect(status).toBe(401);
    const alone = await deck.ask(eves, "GET", "/api/me");
    expect(alone.status).toBe(200);
  });
});
