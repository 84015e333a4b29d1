import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoff } from "../src/stream/backoff.ts";
import { Connection, type ConnectionState } from "../src/stream/connection.ts";
import { decodeEvent } from "../src/stream/decode-event.ts";
import { SseParser } from "../src/stream/sse-parser.ts";

describe("the parser of the stream", () => {
  const text =
    'retry: 100\n\n: ping\n\nid: r.1\nevent: session\ndata: {"a":1}\n\nid:r.2\r\ndata:one\r\ndata: two\r\n\r\nevent: lost\n\ndata: x\n\n';
  const whole = [
    { type: "session", data: '{"a":1}', id: "r.1" },
    { type: "message", data: "one\ntwo", id: "r.2" },
    { type: "message", data: "x", id: "r.2" },
  ];

  it("gives the same events however the chunks fall", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const parser = new SseParser();
        const events = [];
        for (let at = 0, i = 0; at < text.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          events.push(...parser.push(text.slice(at, at + size)));
          at += size;
        }
        expect(events).toEqual(whole);
      }),
    );
  });

  it("does not take an event that was cut off", () => {
    expect(new SseParser().push("data: half")).toEqual([]);
  });
});

describe("decoding", () => {
  it("takes the contract's events and drops unknown ones and broken data (166)", () => {
    expect(decodeEvent({ type: "session-removed", data: '{"key":"k","type":"evil"}', id: "" })).toEqual({
      type: "session-removed",
      key: "k",
    });
    expect(decodeEvent({ type: "novelty", data: "{}", id: "" })).toBeUndefined();
    expect(decodeEvent({ type: "session", data: "{half", id: "" })).toBeUndefined();
    expect(decodeEvent({ type: "session", data: "[]", id: "" })).toBeUndefined();
  });
});

describe("backing off", () => {
  it("doubles up to fifteen seconds, spread by chance", () => {
    expect([0, 1, 2, 5, 50].map((attempt) => backoff(attempt, 0))).toEqual([500, 1000, 2000, 15_000, 15_000]);
    expect(backoff(3, 1)).toBe(2000);
  });
});

describe("the connection", () => {
  /** A server of scripted answers; resolves when the last one was asked for. */
  function script(answers: readonly (Response | Error)[]) {
    const asked: { url: string; lastId: string | null }[] = [];
    const states: ConnectionState[] = [];
    const events: string[] = [];
    let resolve = (): void => {};
    const done = new Promise<void>((settle) => {
      resolve = settle;
    });
    const connection = new Connection({
      url: "/api/events",
      follow: () => ({ session: "k", after: "g.5" }),
      onEvents: (list) => events.push(...list.map((event) => event.type)),
      onState: (state) => states.push(state),
      random: () => 1,
      fetch: async (input, init) => {
        asked.push({ url: String(input), lastId: new Headers(init?.headers).get("last-event-id") });
        const answer = answers[asked.length - 1];
        if (asked.length >= answers.length) resolve();
        if (answer === undefined) return new Promise<never>(() => {});
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    return { asked, states, events, connection, done };
  }

  const hello = 'id: r.1\nevent: hello\ndata: {"list":"reset","version":"1"}\n\n';

  it("comes back after a cut with the id of the last event it saw", async () => {
    const { asked, connection, done, events, states } = script([
      new Response(
        `${hello}id: r.7\nevent: session-removed\ndata: {"key":"x"}\n\nid: r.8\nevent: session\nda`,
      ),
      new TypeError("no network"),
      new Response(hello),
    ]);

    connection.connect();
    await done;

    expect(asked.map(({ lastId }) => lastId)).toEqual([null, "r.7", "r.7"]);
    expect(asked[0]?.url).toBe("/api/events?session=k&after=g.5");
    expect(events.slice(0, 2)).toEqual(["hello", "session-removed"]);
    expect(states.map(({ kind }) => kind).slice(0, 4)).toEqual(["connecting", "live", "waiting", "waiting"]);
    connection.close();
  });

  it("waits as long as a server that restarts asks for", async () => {
    const { connection, done, states } = script([
      new Response(`${hello}event: bye\ndata: {"retryMs":5}\n\n`),
      new Response(hello),
    ]);

    connection.connect();
    await done;

    expect(states).toContainEqual(expect.objectContaining({ kind: "waiting", restarting: true }));
    connection.close();
  });

  it("tells a refusal instead of trying for ever", async () => {
    const refusal = Response.json(
      { error: { code: "FORBIDDEN_HOST", message: "Not this host.", hint: "Use localhost." } },
      { status: 403 },
    );
    const { connection, states, asked, done } = script([refusal]);

    connection.connect();
    await done;
    await new Promise((resolve) => setImmediate(resolve));

    expect(states.at(-1)).toEqual({ kind: "refused", message: "Not this host.", hint: "Use localhost." });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      "the stream says so",
      () =>
        new Response(
          `${hello}event: auth\ndata: {}\n\nid: r.9\nevent: session-removed\ndata: {"key":"late"}\n\n`,
        ),
    ],
    ["a connection is refused", () => Response.json({ error: { code: "UNAUTHENTICATED" } }, { status: 401 })],
  ])(
    "asks nothing of the server once the reader is signed out, until they are back: %s (58)",
    async (_, answer) => {
      const { connection, asked, states, done } = script([answer()]);
      connection.connect();
      await done;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(states.at(-1)?.kind).toBe("refused");
      connection.connect();
      connection.distrust(0);
      connection.sleep();
      expect(asked).toHaveLength(1);
      expect(states.at(-1)?.kind).toBe("refused");

      connection.readmit();

      expect(asked).toHaveLength(2);
      connection.close();
    },
  );
});
