import { type Place, VibeDeckError } from "@vibedeck/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ATTEMPTS_A_MINUTE } from "../../../src/auth/attempt-limit.ts";
import { browserFor } from "../support/browser.ts";
import { ALICE_KEY, LOCAL_KEY } from "../support/fake-engine.ts";
import { type FakePlaces, fakePlaces, placeKeeper, RUNNING } from "../support/place-keeper.ts";
import { type Answer, ask, signIn, startServer } from "../support/server.ts";
import { ADMIN, signedInDeck } from "../support/signed-in.ts";

const TOKEN = "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ=";
const WITH_TOKEN = { authorization: `Bearer ${TOKEN}` };

/** The values of a text in Prometheus' format, by name and labels. */
function valuesOf({ text }: Pick<Answer, "text">): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** What may tell one answer from another. */
function comparable({ status, headers, text }: Answer): unknown {
  const { date: _date, "x-request-id": _id, location, ...rest } = headers;
  return { status, text, headers: rest, location: location?.replace("xetrics", "metrics") };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the figures", () => {
  const OTHERS: readonly Place[] = [
    { owner: "dave", name: "sandbox-dave", state: "stopped", agents: 0 },
    { ...RUNNING, owner: "eve", name: "sandbox-eve", state: "foreign" },
    { owner: "fay", name: "sandbox-fay", state: "paused", agents: 1 },
  ];

  test("tell of the process, the sessions, the agents, the sends and the backends", async () => {
    const statuses = () => [
      { id: "good", name: "x", title: "X", state: "ready" as const, capabilities: {} },
      { id: "bad", name: "x", title: "X", state: "failed" as const, capabilities: {} },
    ];
    const server = await startServer({ metrics: {}, statuses });
    const message = JSON.stringify({ id: "0c0c0c0c-0000-4000-8000-000000000001", text: "Hello" });
    const type = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
    for (const key of [LOCAL_KEY, LOCAL_KEY, ALICE_KEY])
      await server.send("POST", `/api/sessions/${key}/messages`, type, message);
    server.engine.failure = new VibeDeckError("AGENT_FAILED", "It ended at once.");
    await server.send("POST", `/api/sessions/${LOCAL_KEY}/fork`, type, message);
    server.engine.failure = undefined;

    const answer = await server.get("/metrics");

    expect([answer.status, answer.headers["content-type"], answer.headers["cache-control"]]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
      "no-store",
    ]);
    const values = valuesOf(answer);
    expect(Object.fromEntries(values)).toMatchObject({
      'vibedeck_info{version="9.9.9"}': 1,
      vibedeck_streams: 0,
      vibedeck_sessions: 3,
      'vibedeck_agents{state="running"}': 0,
      'vibedeck_sends_total{outcome="accepted"}': 2,
      'vibedeck_sends_total{outcome="refused"}': 1,
      'vibedeck_sends_total{outcome="failed"}': 1,
      'vibedeck_backend_up{backend="good"}': 1,
      'vibedeck_backend_up{backend="bad"}': 0,
    });
    expect(values.get("process_resident_memory_bytes")).toBeGreaterThan(1e7);
    expect(values.get("process_cpu_seconds_total")).toBeGreaterThan(0);
    expect(values.get("nodejs_heap_size_used_bytes")).toBeGreaterThan(1e6);
    expect(values.get("nodejs_eventloop_lag_p99_seconds")).toBeLessThan(60);
    expect(
      Math.abs((values.get("process_start_time_seconds") ?? 0) - Date.now() / 1_000 + process.uptime()),
    ).toBeLessThan(60);
    for (const name of new Set([...values.keys()].map((key) => key.split("{")[0] ?? "")))
      expect(answer.text).toMatch(new RegExp(`^# HELP ${name} .+\n# TYPE ${name} (?:gauge|counter)$`, "m"));
  });

  test("tell of each sandbox that runs, and how many are how", async () => {
    const server = await startServer({
      metrics: {},
      backends: [placeKeeper(fakePlaces([RUNNING, ...OTHERS]))],
    });

    const values = valuesOf(await server.get("/metrics"));

    expect(Object.fromEntries(values)).toMatchObject({
      'vibedeck_sandbox_engine_up{backend="boxes"}': 1,
      'vibedeck_sandbox_limit{backend="boxes"}': 25,
      'vibedeck_sandbox_waiting{backend="boxes"}': 3,
      'vibedeck_sandboxes{backend="boxes",state="running"}': 1,
      'vibedeck_sandboxes{backend="boxes",state="stopped"}': 1,
      'vibedeck_sandboxes{backend="boxes",state="starting"}': 0,
      'vibedeck_sandbox_memory_bytes{backend="boxes",user="carol"}': 5e8,
      'vibedeck_sandbox_cpu_seconds_total{backend="boxes",user="carol"}': 12.5,
      'vibedeck_sandbox_agents{backend="boxes",user="carol"}': 2,
      'vibedeck_sandbox_agents{backend="boxes",user="fay"}': 1,
    });
    expect([...values.keys()].filter((key) => /user="(?:dave|eve)"|memory.*fay/.test(key))).toEqual([]);
  });

  test("have at most 2,000 users, each once, however many there are", async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...RUNNING, owner: `u${index % 3_000}` }));
    const server = await startServer({ metrics: {}, backends: [placeKeeper(fakePlaces(many))] });

    const { text } = await server.get("/metrics");

    const lines = text.split("\n").filter((line) => line.startsWith("vibedeck_sandbox_agents{"));
    expect([lines.length, new Set(lines).size]).toEqual([2_000, 2_000]);
    expect(text).toContain('vibedeck_sandboxes{backend="boxes",state="running"} 5000');
  });

  test("say that an engine is down, and are there all the same (196)", async () => {
    const boxes = fakePlaces();
    boxes.answer = () => Promise.reject(new Error("ECONNREFUSED"));
    const server = await startServer({ metrics: {}, backends: [placeKeeper(boxes)] });

    const answer = await server.get("/metrics");

    expect(answer.status).toBe(200);
    expect(valuesOf(answer).get('vibedeck_sandbox_engine_up{backend="boxes"}')).toBe(0);
  });

  test("are counted once a second at most", async () => {
    const server = await startServer({ metrics: {} });

    for (let at = 0; at < 20; at++) await server.get("/metrics");

    expect(server.engine.calls.filter(({ method }) => method === "sessions").length).toBeLessThan(3);
  });

  test("are asked for again at once when they could not be counted", async () => {
    const server = await startServer({ metrics: {} });
    server.engine.failure = new Error("no catalog");

    const failed = await server.get("/metrics");
    server.engine.failure = undefined;

    expect([failed.status, (await server.get("/metrics")).status]).toEqual([500, 200]);
  });
});

describe("who may read the figures", () => {
  test("nobody, when they are off", async () => {
    const server = await startServer();

    expect((await server.get("/metrics", WITH_TOKEN)).status).toBe(404);
  });

  test("without sign-in whoever reaches the server under its own name", async () => {
    const server = await startServer({ metrics: {} });

    expect((await server.get("/metrics")).status).toBe(200);
    expect((await server.send("HEAD", "/metrics")).status).toBe(200);
    expect((await server.get("/metrics", { host: "evil.example" })).status).toBe(421);
    expect(comparable(await server.send("POST", "/metrics"))).toEqual(
      comparable(await server.send("POST", "/xetrics")),
    );
  });

  test("without sign-in only the token, where one is set", async () => {
    const server = await startServer({ metrics: { token: TOKEN } });

    expect((await server.get("/metrics")).status).toBe(404);
    expect((await server.get("/metrics", WITH_TOKEN)).status).toBe(200);
  });

  test("with sign-in admins and the token; to all others it is an unknown address (87, 96)", async () => {
    const deck = await signedInDeck({ metrics: { token: TOKEN } });
    const [admin, alice] = [await deck.signIn(ADMIN), await deck.signIn("alice")];

    expect((await admin.get("/metrics")).status).toBe(200);
    expect((await deck.browser().get("/metrics", WITH_TOKEN)).status).toBe(200);
    for (const browser of [alice, deck.browser()]) {
      for (const headers of [
        {},
        { accept: "text/html" },
        { authorization: "Bearer x" },
        { authorization: "Basic eDp5" },
      ]) {
        const [answer, unknown] = [
          await browser.get("/metrics", headers),
          await browser.get("/xetrics", headers),
        ];
        expect(comparable(answer)).toEqual(comparable(unknown));
        expect(answer.text).not.toContain("vibedeck_");
      }
    }
  });

  test("with sign-in but without a token no token at all", async () => {
    const deck = await signedInDeck();

    for (const authorization of ["Bearer ", "Bearer undefined", "Bearer"])
      expect((await deck.browser().get("/metrics", { authorization })).status).toBe(401);
  });

  test("an admin of the app around the deck", async () => {
    const server = await startServer({ metrics: {}, authenticate: signIn });
    const as = async (user: string): Promise<number> =>
      (await server.get("/metrics", { "x-user": user })).status;

    expect([await as("admin"), await as("alice"), (await server.get("/metrics")).status]).toEqual([
      200, 404, 404,
    ]);
  });

  test("nobody by a token that is nearly right, or said twice", async () => {
    const deck = await signedInDeck({ metrics: { token: TOKEN } });
    const wrong = [TOKEN.slice(0, -1), `${TOKEN}=`, TOKEN.toLowerCase(), `${TOKEN} ${TOKEN}`, `"${TOKEN}"`];

    for (const token of wrong)
      expect((await deck.browser().get("/metrics", { authorization: `Bearer ${token}` })).status).toBe(401);
    const { port } = deck;
    const host = `127.0.0.1:${port}`;
    const twice = await ask(port, "GET", `/metrics?token=${TOKEN}`, { host, cookie: `token=${TOKEN}` });
    expect(twice.status).toBe(401);
  });

  test("nobody from an address that guessed wrong thirty times in a minute, the right token neither (59)", async () => {
    const deck = await signedInDeck({ metrics: { token: TOKEN } });
    const answers = new Set<unknown>();

    for (let at = 0; at < ATTEMPTS_A_MINUTE - 1; at++) {
      await deck.browser().get("/metrics", { authorization: `Bearer guess-${at}` });
    }
    const before = await deck.browser().get("/metrics", WITH_TOKEN);
    for (const authorization of ["Bearer one-more", `Bearer ${TOKEN}`]) {
      answers.add(JSON.stringify(comparable(await deck.browser().get("/metrics", { authorization }))));
    }

    expect(before.status).toBe(200);
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('"status":401');
    expect((await (await deck.signIn(ADMIN)).get("/metrics")).status).toBe(200);
  });

  test("behind a proxy each client guesses for itself (80)", async () => {
    const deck = await signedInDeck({ metrics: { token: TOKEN }, trustedProxies: ["127.0.0.1"] });
    const from = async (address: string, token: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": address };
      return (await browserFor(deck.port).get("/metrics", headers)).status;
    };
    for (let at = 0; at < ATTEMPTS_A_MINUTE; at++) await from("192.0.2.1", "wrong");

    expect([await from("192.0.2.1", TOKEN), await from("192.0.2.2", TOKEN)]).toEqual([401, 200]);
  });
});

test("a thousand questions at once are one to the engine of the sandboxes", async () => {
  const boxes: FakePlaces = fakePlaces();
  const server = await startServer({ metrics: {}, backends: [placeKeeper(boxes)] });

  await Promise.all(Array.from({ length: 50 }, () => server.get("/metrics")));

  expect(boxes.asked).toBeLessThan(3);
});
