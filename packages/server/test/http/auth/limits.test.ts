import { expect, test } from "vitest";
import { ATTEMPTS_A_MINUTE } from "../../../src/auth/attempt-limit.ts";
import { authServer } from "./auth-server.ts";

test("one address begins and finishes 30 times a minute at most, and is told when to try again (59)", async () => {
  const { browser, provider } = await authServer();
  const alice = browser();
  const statuses: number[] = [];

  for (let at = 0; at < ATTEMPTS_A_MINUTE / 2; at++) {
    statuses.push((await alice.get("/auth/login")).status);
    statuses.push((await alice.get("/auth/callback?state=x&code=y")).status);
  }
  const login = await alice.get("/auth/login");
  const callback = await browser().get("/auth/callback?state=x&code=y");

  expect(new Set(statuses)).toEqual(new Set([302, 400]));
  for (const answer of [login, callback]) {
    expect(answer.status).toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(answer.headers["retry-after"])).toBeLessThanOrEqual(60);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.text).toContain("Too many attempts");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  }
  expect(provider.begun).toHaveLength(ATTEMPTS_A_MINUTE / 2);
  expect((await alice.get("/auth/sign-in")).status).toBe(200);
});

test("what strangers say about their address gives them no further attempts (59, 79)", async () => {
  const { browser } = await authServer();
  const alice = browser();
  const statuses = new Map<number, number>();

  for (let at = 0; at < 200; at++) {
    const { status } = await alice.get("/auth/login", {
      "x-forwarded-for": `192.0.2.${at}`,
      "x-real-ip": `192.0.2.${at}`,
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }

  expect(Object.fromEntries(statuses)).toEqual({ 302: ATTEMPTS_A_MINUTE, 429: 200 - ATTEMPTS_A_MINUTE });
});

test("behind a trusted proxy each client has its own attempts (59, 80)", async () => {
  const { browser } = await authServer({ trustedProxies: ["127.0.0.1", "::1"] });
  const from = async (address: string): Promise<number> =>
    (await browser().get("/auth/login", { "x-forwarded-for": `6.6.6.6, ${address}` })).status;
  for (let at = 0; at < ATTEMPTS_A_MINUTE; at++) await from("192.0.2.1");

  expect(await from("192.0.2.1")).toBe(429);
  expect(await from("192.0.2.2")).toBe(302);
});
