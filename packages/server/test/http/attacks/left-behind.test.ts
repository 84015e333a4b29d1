import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { NAVIGATION } from "../support/browser.ts";
import { ALICE_KEY, CURSOR } from "../support/fake-engine.ts";
import { startServer } from "../support/server.ts";
import { signedInDeck } from "../support/signed-in.ts";

function builtPage(): string {
  const root = mkdtempSync(join(tmpdir(), "vibedeck-page-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "index.html"), "<!doctype html><html><head></head><body></body></html>");
  return root;
}

const IMAGE = `/api/sessions/${ALICE_KEY}/images/${CURSOR}/0`;

test("an image that a browser keeps is not shown to whoever signs in there next (86)", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const { headers } = await alice.get(IMAGE);
  expect(headers["cache-control"]).toMatch(/^private/);
  expect(headers.vary?.split(/,\s*/)).toContain("Cookie");
});

test("an image stays in the browser's cache where nobody signs in", async () => {
  const server = await startServer();
  const { headers } = await server.get(IMAGE.replace(ALICE_KEY, "localkey00000000000000"));
  expect(headers["cache-control"]).toMatch(/^private/);
  expect(headers.vary ?? "").not.toContain("Cookie");
});

test("a browser keeps no page that people sign in to, to go back to after they signed out (86)", async () => {
  const deck = await signedInDeck({ ui: true, uiRoot: builtPage() });
  const alice = await deck.signIn("alice");
  const { status, headers } = await alice.get("/", NAVIGATION);
  expect(status).toBe(200);
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers.etag).toBeUndefined();
});
