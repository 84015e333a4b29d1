import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { silentLogger } from "@vibedeck/core";
import { expect, test } from "vitest";
import { Streams } from "../../../src/http/sse/streams.ts";
import { FakeStream } from "../support/fake-engine.ts";

function open(streams: Streams, many: number, stillIn: () => boolean): readonly FakeStream[] {
  return Array.from({ length: many }, () => {
    const source = new FakeStream({}, { principal: { kind: "user", id: "alice" } });
    streams.open(new ServerResponse(new IncomingMessage(new Socket())), source, stillIn);
    return source;
  });
}

test("very many streams are asked about in turns, so that nobody waits for that; all end (55)", async () => {
  const streams = new Streams(silentLogger);
  let asked = 0;
  const sources = open(streams, 1_000, () => {
    asked++;
    return false;
  });

  const done = streams.endSignedOut();
  const atOnce = asked;
  await new Promise((resolve) => setImmediate(resolve));
  const inBetween = asked;
  await done;

  expect(atOnce).toBeGreaterThan(0);
  expect(inBetween).toBeLessThan(1_000);
  expect([asked, streams.size]).toEqual([1_000, 0]);
  expect(sources.every(({ closed }) => closed)).toBe(true);
});

test("a question that cannot be answered ends nobody, and is passed on (62)", async () => {
  const streams = new Streams(silentLogger);
  const [source] = open(streams, 1, () => {
    throw new Error("no answer");
  });

  await expect(streams.endSignedOut()).rejects.toThrow("no answer");

  expect(source?.closed).toBe(false);
  streams.end();
});
