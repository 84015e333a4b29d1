import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { MAX_MESSAGE_BODY } from "../../src/http/body.ts";
import { JsonShape } from "../../src/http/json-shape.ts";
import { Uploads } from "../../src/http/uploads.ts";
import { LOCAL_KEY } from "./support/fake-engine.ts";
import { raw, startServer, type TestServer } from "./support/server.ts";

const JSON_TYPE = { "content-type": "application/json" };
const MESSAGES = `/api/sessions/${LOCAL_KEY}/messages`;
const ID = "0e0e0e0e-0000-4000-8000-000000000001";

function head(server: TestServer, path: string, length: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;
}

/** Announces a large message, sends the beginning of it and waits. */
async function uploading(server: TestServer): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const beginning = `{"id":"${ID}","text":"`;
  socket.write(`${head(server, MESSAGES, "Content-Length: 5000000")}${beginning}`);
  return socket;
}

describe("large bodies", () => {
  test("that say to be too long are refused before they are read, at each address (84)", async () => {
    const server = await startServer();
    const announced = `Content-Length: ${MAX_MESSAGE_BODY + 1}`;

    const message = await raw(server.port, `${head(server, MESSAGES, announced)}{`);
    const answer = await raw(server.port, `${head(server, "/api/approvals/x", "Content-Length: 1048577")}{`);

    expect([message, answer].map((text) => text.slice(0, 12))).toEqual(["HTTP/1.1 413", "HTTP/1.1 413"]);
    expect(message).toMatch(/\r\nConnection: close\r\n/i);
  });

  test("are read when they come in pieces of unknown length", async () => {
    const server = await startServer();
    const text = "x".repeat(1_000_000);
    const body = JSON.stringify({ id: ID, text, attachments: [{ type: "text", name: "a", text }] });
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

    const told = await raw(
      server.port,
      head(server, MESSAGES, "Transfer-Encoding: chunked\r\nConnection: close") + chunk,
    );

    expect(told).toMatch(/^HTTP\/1\.1 202 /);
  });

  test.each([
    ["brackets", "[".repeat(2_000_000)],
    ["small values", `[${"0,".repeat(1_000_000)}0]`],
    ["small objects", `[${"{},".repeat(700_000)}{}]`],
    ["small texts", `[${'"",'.repeat(700_000)}""]`],
  ])("of %s are refused: they would cost many times their size", async (_name, body) => {
    const server = await startServer();

    const answer = await server.send("POST", MESSAGES, JSON_TYPE, body).catch(() => undefined);

    // A client that is still sending may see the connection end before the answer.
    if (answer !== undefined) expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(server.engine.calls).toEqual([]);
  });

  test("are received a few at a time, and small ones meanwhile; a place comes free when one ends", async () => {
    const server = await startServer();
    const large = JSON.stringify({ id: ID, text: "x".repeat(1_040_000), attachments: [filler()] });
    const small = JSON.stringify({ id: ID, text: "x" });
    const two = [await uploading(server), await uploading(server)];
    const refused = async (): Promise<boolean> => {
      // A client that is still sending may see the connection end before the answer.
      const answer = await server.send("POST", MESSAGES, JSON_TYPE, large).catch(() => undefined);
      return answer === undefined || answer.status === 503;
    };
    // The two have to reach the server first.
    while (!(await refused()));

    expect((await server.send("POST", MESSAGES, JSON_TYPE, small)).status).toBe(202);

    for (const socket of two) socket.destroy();
    while (await refused());
    expect((await server.send("POST", MESSAGES, JSON_TYPE, large)).status).toBe(202);
  });
});

function filler(): object {
  return { type: "text", name: "a", text: "y".repeat(100_000) };
}

describe("Uploads", () => {
  test("has four places, of which one reader gets two", () => {
    const uploads = new Uploads();
    const first = uploads.take("alice");
    uploads.take("alice");

    expect(() => uploads.take("alice")).toThrow(/Other large messages/);
    uploads.take("bob");
    uploads.take("carol");
    expect(() => uploads.take("dave")).toThrow(/Other large messages/);

    first();
    first();
    uploads.take("dave");
    expect(() => uploads.take("erin")).toThrow(/Other large messages/);
  });
});

describe("JsonShape", () => {
  test.each([
    ['{"a":"b"}', 7],
    ['"a\\"b"', 2],
    ['"\\\\"', 2],
    ["[1, 2]", 6],
    ['"é"', 2],
  ])("counts what is outside of texts in %s: %d", (json, outside) => {
    const whole = new JsonShape();
    const pieces = new JsonShape();

    whole.add(Buffer.from(json));
    for (const byte of Buffer.from(json)) pieces.add(Uint8Array.of(byte));

    expect([whole.outside, pieces.outside]).toEqual([outside, outside]);
  });
});
