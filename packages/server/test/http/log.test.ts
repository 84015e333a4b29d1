import { VibeDeckError } from "@vibedeck/core";
import { expect, test } from "vitest";
import { createLogger, type LogOptions } from "../../src/http/log.ts";
import { APPROVAL_ID, SEND_ID } from "./support/fake-drive.ts";
import { ALICE_KEY, LOCAL_KEY } from "./support/fake-engine.ts";
import { startServer, type TestServer } from "./support/server.ts";

function collected(options: LogOptions = {}): { lines: string[]; logger: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return { lines, logger: createLogger({ ...options, to: { write: (text) => lines.push(text) } }) };
}

test("writes JSON, one line a record, whatever strangers put in (255)", () => {
  const { lines, logger } = collected();

  logger.warn({ path: "a\nb\u001b[2J", user: "x".repeat(100_000) }, "A sentence");

  expect(lines).toHaveLength(1);
  expect(lines[0]?.split("\n")).toHaveLength(2);
  expect(lines[0]?.length).toBeLessThan(800);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "warn",
    msg: "A sentence",
    path: "a\nb\u001b[2J",
  });
});

test("writes short lines for people, without anything that moves the cursor (255)", () => {
  const { lines, logger } = collected({ pretty: true });

  logger.info({ port: 3000 }, "Listening");
  logger.error({ path: "a\nb\u001b[2J\u202e" }, "Refused");

  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d Listening {2}port=3000\n$/);
  expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d ERROR Refused {2}path=a\\u000ab\\u001b\[2J\\u202e\n$/);
});

test("leaves out what is named like a secret, two levels down", () => {
  const { lines, logger } = collected();

  logger.info(
    { token: "t0p", headers: { cookie: "c00kie", authorization: "Bearer x" }, a: { b: { password: "pw" } } },
    "Asked",
  );

  expect(lines[0]).not.toMatch(/t0p|c00kie|Bearer|"pw"/);
});

test("shows errors with code and cause, in bounds", () => {
  const { lines, logger } = collected();
  const cause = new Error("below".repeat(1_000));

  logger.error({ err: new VibeDeckError("STATE_BROKEN", "The index is broken.", { cause }) }, "Failed");

  const record = JSON.parse(lines[0] ?? "");
  expect(record.err).toMatchObject({
    name: "VibeDeckError",
    code: "STATE_BROKEN",
    message: "The index is broken.",
  });
  expect(record.err.cause.message).toContain("(5000 characters)");
  expect(lines[0]?.length).toBeLessThan(8_000);
});

test("survives fields that are deep, many or circular", () => {
  const { lines, logger } = collected();
  const circle: { self?: unknown } = {};
  circle.self = circle;

  logger.info(
    { circle, many: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, n])) },
    "Odd",
  );

  expect(lines[0]?.length).toBeLessThan(2_000);
});

test("has levels", () => {
  const { lines, logger } = collected({ level: "warn" });

  logger.debug({}, "d");
  logger.info({}, "i");
  logger.warn({}, "w");

  expect(lines).toHaveLength(1);
});

test("shows errors to people with their cause", () => {
  const { lines, logger } = collected({ pretty: true });

  logger.error({ err: new Error("outer", { cause: new Error("inner") }) }, "Failed");

  expect(lines[0]).toContain("ERROR Failed");
  expect(lines[0]).toContain("  Error: outer");
  expect(lines[0]).toContain("because:");
  expect(lines[0]).toContain("Error: inner");
});

test("says nothing of what people read, search and send at info (256)", async () => {
  const { lines, logger } = collected({ level: "info" });
  const server = await startServer({ logger });
  const headers = { cookie: "sid=c00kie", "content-type": "application/json" };

  await server.get("/api/sessions?q=n33dle", headers);
  await server.send("PATCH", `/api/sessions/${ALICE_KEY}`, headers, '{"title":"priv4te"}');

  expect(lines.join("")).toBe("");
});

const SAID = {
  prompt: "pr0mpt",
  file: "f1le",
  answer: "answ3r",
  reason: "re4son",
  folder: "/priv4te-folder",
  cookie: "c00kie",
  changed: "ch4nged",
};

/** Every kind of request in which a person says something. */
async function sayAll(server: TestServer): Promise<void> {
  const headers = {
    cookie: `sid=${SAID.cookie}`,
    authorization: `Bearer ${SAID.cookie}`,
    "content-type": "application/json",
  };
  const attachments = [{ type: "text", name: SAID.file, text: SAID.file }];
  const message = { id: "0c0c0c0c-0000-4000-8000-000000000001", text: SAID.prompt, attachments };
  const session = `/api/sessions/${LOCAL_KEY}`;
  const post = (path: string, body: unknown, method = "POST"): Promise<unknown> =>
    server.send(method, path, headers, JSON.stringify(body));
  for (const extra of [{}, { model: "--x" }, { text: `${SAID.prompt}\0` }]) {
    await post(`${session}/messages`, { ...message, ...extra });
    await post(`${session}/fork`, { ...message, ...extra });
    await post("/api/sessions", { ...message, cwd: SAID.folder, ...extra });
  }
  await post(`${session}/sends/${SEND_ID}`, { text: SAID.changed }, "PATCH");
  await post(`/api/approvals/${APPROVAL_ID}`, { type: "answers", answers: { "Which?": SAID.answer } });
  await post(`/api/approvals/${APPROVAL_ID}`, { type: "deny", message: SAID.reason });
  await post(`/api/approvals/${APPROVAL_ID}`, { type: "allow", input: { command: SAID.answer } });
  await server.get(`/api/agent?cwd=${SAID.folder}`, headers);
  await server.get(`/api/folders?path=${SAID.folder}`, headers);
}

test("says nothing at info of what people send and answer, whether it is taken or not (256)", async () => {
  const { lines, logger } = collected({ level: "info" });
  const server = await startServer({ logger });

  await sayAll(server);
  for (const code of ["AGENT_FAILED", "CONFLICT", "QUEUE_FULL"] as const) {
    server.engine.failure = new VibeDeckError(code, `The tool said ${SAID.prompt}`);
    await sayAll(server);
  }

  expect(lines.join("")).toBe("");
});

test("says no word of it at debug either, and which route by its pattern (256)", async () => {
  const { lines, logger } = collected({ level: "debug" });
  const server = await startServer({ logger });

  await sayAll(server);

  expect(lines.length).toBeGreaterThan(14);
  for (const word of [...Object.values(SAID), LOCAL_KEY, SEND_ID]) expect(lines.join("")).not.toContain(word);
  expect(lines.join("")).toContain('"path":"/api/sessions/:key/messages"');
});

test("says method, path and time of requests at debug, never the query (256)", async () => {
  const { lines, logger } = collected({ level: "debug" });
  const server = await startServer({ logger });

  await server.get("/api/sessions?q=n33dle", { cookie: "sid=c00kie" });

  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ method: "GET", path: "/api/sessions", status: 200 });
  expect(lines[0]).not.toMatch(/n33dle|c00kie/);
});
