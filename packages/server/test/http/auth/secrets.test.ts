import { VibeDeckError } from "@vibedeck/core";
import { expect, test } from "vitest";
import { createLogger } from "../../../src/http/log.ts";
import type { Answer } from "../support/server.ts";
import { ALICE, authServer, SECRET } from "./auth-server.ts";

const CODE = "code-0xC0FFEE";
const TOKEN = "token-0xDECAF";
const CLIENT_SECRET = "client-secret-0xF00D";

test("a sign-in leaves its secrets in no log line and in no answer, whatever becomes of it (42)", async () => {
  const lines: string[] = [];
  const logger = createLogger({ level: "debug", to: { write: (text) => lines.push(text) } });
  const { browser, provider, signIns } = await authServer({ logger });
  const answers: Answer[] = [];
  const alice = browser();
  const email = "alice@corp.example";
  const states: string[] = [];
  const signIn = async (): Promise<void> => {
    const begun = await alice.get("/auth/login?return_to=/deck/s/abc");
    const state = new URL(begun.headers.location ?? "").searchParams.get("state") ?? "";
    states.push(state);
    answers.push(await alice.callback(state, `&code=${CODE}`));
    answers.push(await alice.callback(state, `&code=${CODE}`));
  };
  provider.onFinish = async () => ({ ...ALICE, email, emailVerified: true });

  await signIn();
  signIns.refusal = new Error(`INSERT failed for ${email} ${TOKEN}`);
  await signIn();
  signIns.refusal = new VibeDeckError("SIGN_IN_REFUSED", "This account may not sign in here.");
  await signIn();
  provider.onFinish = async ({ url }) => {
    const cause = Object.assign(new Error(`${CLIENT_SECRET} ${url}`), { body: TOKEN, code: CODE });
    throw Object.assign(new TypeError(`fetch ${url} with ${CLIENT_SECRET}`, { cause }), {
      input: url,
      token: TOKEN,
    });
  };
  await signIn();
  provider.onFinish = async ({ url }) => {
    const cause = Object.assign(new Error(`${CLIENT_SECRET} ${url}`), { response: TOKEN });
    throw new VibeDeckError("PROVIDER_FAILED", "The provider could not be reached.", { cause });
  };
  await signIn();
  provider.onBegin = async () => {
    throw Object.assign(new Error(`${CLIENT_SECRET} ${TOKEN}`), {
      headers: { authorization: CLIENT_SECRET },
    });
  };
  answers.push(await alice.get("/auth/login"));
  answers.push(await alice.send("POST", "/auth/logout", { "content-type": "application/json" }, "{}"));

  expect(states.every((state) => /^[A-Za-z0-9_-]{43}$/.test(state))).toBe(true);
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.some((line) => line.includes("A sign-in failed"))).toBe(true);
  const cookies = [...answers.flatMap(({ headers }) => headers["set-cookie"] ?? [])].map(
    (line) => line.split("; ")[0],
  );
  const all = [...lines, ...answers.map(({ headers, text }) => JSON.stringify(headers) + text)].join("\n");
  const nonces = states.flatMap((state) => [state, `nonce-of-${state}`, `verifier-of-${state}`]);
  for (const secret of [CODE, TOKEN, CLIENT_SECRET, SECRET, email, ...nonces])
    expect(all).not.toContain(secret);
  for (const cookie of cookies) expect(lines.join("\n")).not.toContain(cookie);
});

test("a failure is logged with its request, its kind and where it happened", async () => {
  const lines: string[] = [];
  const logger = createLogger({ level: "warn", to: { write: (text) => lines.push(text) } });
  const { browser, provider } = await authServer({ logger });
  const alice = browser();
  provider.onFinish = async () => {
    throw new RangeError("never shown");
  };

  const { headers } = await alice.callback(await alice.login());
  const invalid = await alice.callback("x");

  const [unexpected, expected] = lines.map((line) => JSON.parse(line));
  expect(unexpected).toMatchObject({
    level: "error",
    kind: "RangeError",
    requestId: headers["x-request-id"],
  });
  expect(unexpected.frames.length).toBeGreaterThan(0);
  expect(unexpected.frames[0]).toMatch(/^ {4}at /);
  expect(expected).toMatchObject({
    level: "warn",
    code: "SIGN_IN_INVALID",
    reason: '"No sign-in of this browser has that state."',
    requestId: invalid.headers["x-request-id"],
  });
  expect(lines.join("")).not.toContain("never shown");
});
