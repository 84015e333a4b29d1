import { expect, test } from "vitest";
import { type Browser, browserFor } from "../support/browser.ts";
import { codeOf } from "../support/fake-provider.ts";
import { ADMIN, SECRET, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";

const JSON_TYPE = { "content-type": "application/json" };

function post(browser: Browser, path: string, body: object): Promise<{ readonly status: number }> {
  return browser.send("POST", path, JSON_TYPE, JSON.stringify(body));
}

test("who has signed in is nowhere to be found by its secrets (42, 256)", async () => {
  const lines: string[] = [];
  const note = (fields: object, message: string): void => void lines.push(JSON.stringify(fields) + message);
  const logger = { debug: note, info: note, warn: note, error: note };
  const deck = await signedInDeck({ logger, rules: { allowedUsers: ["alice", ADMIN] } });
  const browser = await deck.signIn("alice");
  const refused = deck.browser();
  await signInWith(refused, "bob");
  await browser.get("/api/sessions?q=s3arched");
  await browserFor(deck.port, [
    [...browser.cookies.keys()].map((name) => [name, "f0rged.c00kie"] as const)[0] ?? ["", ""],
  ]).get("/api/me");
  const admin = await deck.signIn(ADMIN);
  await post(admin, "/api/users/alice/revoke", {});
  const cookies = [browser, refused, admin].flatMap((one) => [...one.cookies.values()]);
  await signOut(admin);

  const log = lines.join("\n");
  const secrets = [SECRET, "n0nce", "s3arched", "c00kie", "mail.example", codeOf("alice"), codeOf("bob")];
  expect(lines.length).toBeGreaterThan(5);
  for (const secret of [...secrets, ...cookies, ...cookies.flatMap((value) => value.split("."))]) {
    expect(log).not.toContain(secret);
  }
  const audit = JSON.stringify(deck.elsewhere.audit.read({}));
  for (const secret of [...secrets, ...cookies]) expect(audit).not.toContain(secret);
});
