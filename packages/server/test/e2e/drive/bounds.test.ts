import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { codeOf, Driven } from "./support/driven.ts";

const FAKE = fileURLToPath(new URL("./support/fake-claude.mjs", import.meta.url));
const TEXT = "A message of many";

/** Every call that drives, on a session that is or is not there. */
const calls = (key: string): readonly (readonly [string, string, unknown?])[] => [
  ["POST", `/api/sessions/${key}/messages`, { id: randomUUID(), text: TEXT }],
  ["POST", `/api/sessions/${key}/fork`, { id: randomUUID(), text: TEXT }],
  ["POST", `/api/sessions/${key}/interrupt`, {}],
  ["PATCH", `/api/sessions/${key}/settings`, { permissionMode: "plan" }],
  ["GET", `/api/sessions/${key}/drive`],
  ["GET", `/api/sessions/${key}/agent`],
  ["GET", `/api/sessions/${key}/files?path=`],
  ["GET", `/api/sessions/${key}/sends/${randomUUID()}`],
  ["PATCH", `/api/sessions/${key}/sends/${randomUUID()}`, { text: TEXT }],
  ["DELETE", `/api/sessions/${key}/sends/${randomUUID()}`],
];

test("a read-only server drives nothing, and shows everything", { timeout: 30_000 }, async () => {
  const deck = await Driven.open({ command: FAKE, toml: ["[serve]", "read_only = true"] });
  const start = { id: randomUUID(), text: TEXT, cwd: deck.folder("calm") };

  expect(await deck.refused("/api/sessions", start)).toBe("READ_ONLY");
  for (const [method, path, body] of calls("any-session-at-all")) {
    if (method === "GET") continue;
    const told = await deck.ask(method, path, body);
    expect([method, path, codeOf(told.body)]).toEqual([method, path, "READ_ONLY"]);
  }
  expect(await deck.refused(`/api/approvals/${randomUUID()}`, { type: "allow" })).toBe("READ_ONLY");
  expect((await deck.ask("GET", "/api/sessions")).status).toBe(200);
  expect(deck.processes()).toEqual([]);
});

test("a session that is not there is not found, by every call", { timeout: 30_000 }, async () => {
  const deck = await Driven.open({ command: FAKE });

  for (const [method, path, body] of calls("bm8tc3VjaC1zZXNzaW9uLWFueXdoZXJl")) {
    const told = await deck.ask(method, path, body);
    expect([method, path, told.status]).toEqual([method, path, 404]);
  }
  const approval = await deck.answer({ id: randomUUID() }, { type: "allow" });
  expect([approval.status, codeOf(approval.body)]).toEqual([404, "NOT_FOUND"]);
});

test("messages that wait are bounded, and so are those of one person in a minute (178, 188)", {
  timeout: 90_000,
}, async () => {
  const deck = await Driven.open({ command: FAKE });
  const { key } = await deck.start(TEXT, { cwd: deck.folder("deaf") });
  const path = `/api/sessions/${key}/messages`;
  await deck.watch(key).until(({ drive }) => drive?.state === "running");

  const codes: string[] = [];
  let waits = 0;
  for (let sent = 1; sent < 150 && !codes.includes("TOO_MANY_SENDS"); sent++) {
    const told = await deck.ask("POST", path, { id: randomUUID(), text: TEXT });
    if (told.status === 202) waits++;
    else codes.push(codeOf(told.body));
  }

  expect(waits).toBe(20);
  expect(new Set(codes)).toEqual(new Set(["QUEUE_FULL", "TOO_MANY_SENDS"]));
  const late = await deck.server.ask("POST", path, { id: randomUUID(), text: TEXT });
  expect(late.status).toBe(429);
  expect(Number(late.headers["retry-after"])).toBeGreaterThan(0);
});
