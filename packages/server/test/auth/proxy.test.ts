import type { AuthRequest, Identity } from "@vibedeck/core";
import { silentLogger } from "@vibedeck/core";
import { expect, test } from "vitest";
import type { z } from "zod";
import proxy from "../../src/auth/proxy/plugin.ts";

const schema = proxy.config as z.ZodType<Parameters<typeof proxy.create>[0]["config"]>;

function authenticator(table: object = {}) {
  const made = proxy.create({
    config: schema.parse({ user_header: "X-Forwarded-User", ...table }),
    logger: silentLogger,
    signal: new AbortController().signal,
    publicUrl: "https://deck.example",
  });
  if (made.kind !== "request") throw new Error("It must recognise people by each request.");
  return made;
}

function identify(
  headers: Record<string, readonly string[]>,
  table: object = {},
  trusted = true,
): Identity | undefined {
  const request: AuthRequest = { headers: new Map(Object.entries(headers)), trusted };
  return authenticator(table).identify(request);
}

const ALL = {
  name_header: "X-Name",
  email_header: "X-Forwarded-Email",
  groups_header: "X-Forwarded-Groups",
};

test("takes the proxy's word for who somebody is", () => {
  const headers = {
    "x-forwarded-user": ["alice"],
    "x-name": ["Alice, the First"],
    "x-forwarded-email": ["alice@corp.example"],
    "x-forwarded-groups": ["staff, admins,,ops"],
  };

  expect(identify(headers, ALL)).toEqual({
    issuer: "proxy",
    subject: "alice",
    id: "alice",
    name: "Alice, the First",
    email: "alice@corp.example",
    emailVerified: true,
    groups: ["staff", "admins", "ops"],
  });
  expect(identify({ "x-forwarded-user": ["alice"] }, { issuer: "https://sso.example" })).toEqual({
    issuer: "https://sso.example",
    subject: "alice",
    id: "alice",
  });
});

test("takes nobody's word on a connection that does not come from the proxy (79)", () => {
  expect(identify({ "x-forwarded-user": ["alice"] }, {}, false)).toBeUndefined();
});

test("knows nobody where the header could be two people's word (79)", () => {
  for (const values of [
    [],
    [""],
    ["  "],
    ["alice", "bob"],
    ["alice", "alice"],
    ["mallory, alice"],
    ["a,b"],
  ]) {
    expect(identify({ "x-forwarded-user": values })).toBeUndefined();
  }
  expect(identify({})).toBeUndefined();
});

test("knows nobody by headers that are only written alike (79)", () => {
  for (const name of [
    "x_forwarded_user",
    "x-forwarded_user",
    "x-forwarded-user ",
    "forwarded-user",
    "X_FORWARDED_USER",
  ]) {
    expect(identify({ [name]: ["alice"] })).toBeUndefined();
  }
});

test("keeps the name of the user as it was sent: nothing is trimmed, folded or cut (79)", () => {
  expect(identify({ "x-forwarded-user": ["Alice"] })?.id).toBe("Alice");
  expect(identify({ "x-forwarded-user": ["a".repeat(512)] })?.id).toBe("a".repeat(512));
  expect(identify({ "x-forwarded-user": ["a".repeat(513)] })).toBeUndefined();
  expect(identify({ "x-forwarded-user": [Buffer.from("zoë").toString("latin1")] })?.id).toBe("zoë");
  expect(identify({ "x-forwarded-user": ["zo\u00eb"] })).toBeUndefined();
});

test("leaves out an address or groups that could be two people's word (79)", () => {
  const headers = {
    "x-forwarded-user": ["alice"],
    "x-forwarded-email": ["mallory@evil.example, alice@corp.example"],
    "x-forwarded-groups": ["staff", "admins"],
  };

  expect(identify(headers, ALL)).toEqual({ issuer: "proxy", subject: "alice", id: "alice", groups: [] });
});

test("bounds what a proxy sends", () => {
  const many = Array.from({ length: 3_000 }, (_, at) => `g${at}`).join(",");

  expect(identify({ "x-forwarded-user": ["alice"], "x-forwarded-groups": [many] }, ALL)?.groups).toEqual([]);
  expect(
    identify({ "x-forwarded-user": ["alice"], "x-forwarded-groups": ["g,".repeat(4_000)] }, ALL)?.groups,
  ).toHaveLength(1_000);
});

test("refuses headers that a browser or another proxy sets, names that are none, and unknown keys", () => {
  const bad = [
    {},
    { user_header: "" },
    { user_header: "Cookie" },
    { user_header: "authorization" },
    { user_header: "HOST" },
    { user_header: "x-forwarded-for" },
    { user_header: "sec-fetch-user" },
    { user_header: "accept-language" },
    { user_header: "x_user" },
    { user_header: "x user" },
    { user_header: "x-user\r\n" },
    { user_header: "x-user:" },
    { user_header: "x".repeat(101) },
    { user_header: ["x-user"] },
    { user_header: "x-user", email_header: "cookie" },
    { user_header: "x-user", user_heading: "x" },
    { user_header: "x-user", issuer: "" },
  ];

  for (const table of bad) expect(schema.safeParse(table).success).toBe(false);
});

test("takes a path or an https address for signing out, and nothing else", async () => {
  for (const url of [
    "javascript:alert(1)",
    "http://sso.example/",
    "//evil.example",
    "/\\evil.example",
    "x",
    "/\t/x",
  ]) {
    expect(schema.safeParse({ user_header: "x-user", sign_out_url: url }).success).toBe(false);
  }
  for (const url of ["/oauth2/sign_out", "https://sso.example/logout?rd=x"]) {
    expect(await authenticator({ sign_out_url: url }).signOutUrl?.("")).toBe(url);
  }
  expect(authenticator().signOutUrl).toBeUndefined();
});

test("has another fingerprint where the same name may mean somebody else", () => {
  const prints = [{}, { issuer: "other" }, { user_header: "remote-user" }].map(
    (table) => authenticator(table).fingerprint,
  );

  expect(new Set(prints).size).toBe(3);
  expect(authenticator().fingerprint).toBe(prints[0]);
});
