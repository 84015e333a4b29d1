import { describe, expect, test } from "vitest";
import type { Browser } from "../support/browser.ts";
import { signedInDeck } from "../support/signed-in.ts";

const DAY_MS = 86_400_000;

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

describe("a session ends by time", () => {
  const setup = { idleMs: 7 * DAY_MS, maxAgeMs: 30 * DAY_MS };

  test.each([
    ["not used for a second less than it may be", 7 * DAY_MS - 1_000, 200],
    ["not used for a second longer", 7 * DAY_MS + 1_000, 401],
  ])("%s: answered %i after %i ms (54)", async (_what, ms, expected) => {
    const deck = await signedInDeck({ setup });
    const browser = await deck.signIn("alice");

    deck.clock.now += ms;

    expect(await status(browser)).toBe(expected);
  });

  test("each use lets it live on, but never past its last day (54)", async () => {
    const deck = await signedInDeck({ setup });
    const browser = await deck.signIn("alice");
    const start = deck.clock.now;

    for (let day = 6; day < 30; day += 6) {
      deck.clock.now = start + day * DAY_MS;
      expect(await status(browser)).toBe(200);
    }
    deck.clock.now = start + 30 * DAY_MS - 1_000;
    const before = await status(browser);
    deck.clock.now = start + 30 * DAY_MS + 1_000;

    expect([before, await status(browser)]).toEqual([200, 401]);
  });

  test("after 7 days without use and after 30 in any case, where nothing is configured (54)", async () => {
    const deck = await signedInDeck();
    const [idle, old] = [await deck.signIn("alice"), await deck.signIn("bob")];
    const start = deck.clock.now;

    deck.clock.now = start + 7 * DAY_MS - 1_000;
    expect(await status(old)).toBe(200);
    deck.clock.now = start + 7 * DAY_MS + 1_000;
    expect([await status(idle), await status(old)]).toEqual([401, 200]);
    for (const day of [13, 19, 25, 29]) {
      deck.clock.now = start + day * DAY_MS;
      await status(old);
    }
    deck.clock.now = start + 30 * DAY_MS + 1_000;

    expect(await status(old)).toBe(401);
  });

  test("use is noticed where little time without it is allowed (54)", async () => {
    const deck = await signedInDeck({ setup: { idleMs: 40_000, maxAgeMs: DAY_MS } });
    const browser = await deck.signIn("alice");

    for (let times = 0; times < 6; times++) {
      deck.clock.now += 30_000;
      expect(await status(browser)).toBe(200);
    }
    deck.clock.now += 41_000;

    expect(await status(browser)).toBe(401);
  });

  test("use is written at most once a minute (60)", async () => {
    const deck = await signedInDeck();
    const browser = await deck.signIn("alice");
    deck.elsewhere.changedElsewhere();

    deck.clock.now += 59_000;
    await Promise.all(Array.from({ length: 10 }, () => browser.get("/api/me")));
    const early = deck.elsewhere.changedElsewhere();
    deck.clock.now += 2_000;
    await Promise.all(Array.from({ length: 10 }, () => browser.get("/api/me")));
    const late = deck.elsewhere.changedElsewhere();
    await Promise.all(Array.from({ length: 10 }, () => browser.get("/api/me")));

    expect([early, late, deck.elsewhere.changedElsewhere()]).toEqual([false, true, false]);
  });
});
