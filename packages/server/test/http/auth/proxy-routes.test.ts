import { type Authenticator, silentLogger } from "@vibedeck/core";
import { expect, test } from "vitest";
import type { z } from "zod";
import proxy from "../../../src/auth/proxy/plugin.ts";
import { authServer } from "./auth-server.ts";

const schema = proxy.config as z.ZodType<Parameters<typeof proxy.create>[0]["config"]>;

function authenticator(table: object = {}): Authenticator {
  return proxy.create({
    config: schema.parse({ user_header: "X-Forwarded-User", ...table }),
    logger: silentLogger,
    signal: new AbortController().signal,
    publicUrl: "https://deck.example/deck",
  });
}

test("where a proxy signs people in, there is nothing to begin and nothing to come back to (79)", async () => {
  const { browser } = await authServer({ authenticator: authenticator() });

  for (const path of ["/auth/login", "/auth/callback?code=x&state=y"]) {
    const answer = await browser().get(path);
    expect([answer.status, answer.code]).toEqual([404, "NOT_FOUND"]);
    expect((await browser().send("HEAD", path)).status).toBe(404);
  }
});

test("where a proxy signs people in, the page says so", async () => {
  const { browser } = await authServer({ authenticator: authenticator() });

  const { status, text } = await browser().get("/auth/sign-in?return_to=/deck/s/abc");

  expect(status).toBe(200);
  expect(text).toContain("signed in by the proxy before this server");
  expect(text).toContain('href="/deck/s/abc">Try again</a>');
  expect(text).not.toContain("/auth/login");
});

test("where a proxy signs people in, only the proxy can sign them out", async () => {
  const path = await authServer({
    authenticator: authenticator({ sign_out_url: "/oauth2/sign_out?rd=%2F" }),
  });
  const none = await authServer({ authenticator: authenticator() });
  const json = { "content-type": "application/json" };
  const form = { "content-type": "application/x-www-form-urlencoded" };

  expect((await path.browser().send("POST", "/auth/logout", json, "{}")).json()).toEqual({
    signedOut: false,
    url: "https://deck.example/oauth2/sign_out?rd=%2F",
  });
  expect((await none.browser().send("POST", "/auth/logout", json, "{}")).json()).toEqual({
    signedOut: false,
  });
  const sent = await path.browser().send("POST", "/auth/logout", form, "");
  expect([sent.status, sent.headers.location]).toEqual([303, "https://deck.example/oauth2/sign_out?rd=%2F"]);
  const stays = await none.browser().send("POST", "/auth/logout", form, "");
  expect([stays.status, stays.headers.location]).toEqual([303, "/deck/auth/sign-in"]);
  expect(path.signIns.left).toEqual([]);
});
