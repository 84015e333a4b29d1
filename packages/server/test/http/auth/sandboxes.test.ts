import { type Logger, silentLogger, VibeDeckError } from "@vibedeck/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { sandboxes } from "../../../src/http/schemas/sandboxes.ts";
import { PlaceBoard } from "../../../src/places/place-board.ts";
import type { Browser } from "../support/browser.ts";
import { fakePlaces, placeKeeper, RUNNING } from "../support/place-keeper.ts";
import { type Answer, signIn, startServer } from "../support/server.ts";
import { ADMIN, signedInDeck } from "../support/signed-in.ts";

function stop(browser: Browser, path: string, body = "{}"): Promise<Answer> {
  return browser.send("POST", `/api/sandboxes/${path}/stop`, { "content-type": "application/json" }, body);
}

afterEach(() => {
  vi.useRealTimers();
});

describe("GET /api/sandboxes", () => {
  test("shows an admin the sandboxes of all users, as described", async () => {
    const [one, two] = [fakePlaces(), fakePlaces([])];
    const deck = await signedInDeck({ backends: [placeKeeper(one), placeKeeper(two, "more")] });
    const admin = await deck.signIn(ADMIN);

    const answer = await admin.get("/api/sandboxes");

    const engine = { ok: true, text: "Docker 1, runsc" };
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(sandboxes.parse(answer.json())).toEqual({
      backends: [
        { id: "boxes", title: "Boxes", engine, limit: 25, waiting: 3, places: [RUNNING] },
        { id: "more", title: "Boxes", engine, limit: 25, waiting: 3, places: [] },
      ],
    });
  });

  test("asks once for many who look at once, and again a second later", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const boxes = fakePlaces();
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const admin = await deck.signIn(ADMIN);

    await Promise.all(Array.from({ length: 20 }, () => admin.get("/api/sandboxes")));
    vi.advanceTimersByTime(900);
    await admin.get("/api/sandboxes");
    expect(boxes.asked).toBe(1);
    vi.advanceTimersByTime(200);
    await admin.get("/api/sandboxes");

    expect(boxes.asked).toBe(2);
  });

  test.each([
    [
      async () => {
        throw new VibeDeckError("UNAVAILABLE", "The engine does not answer.", { hint: "Start Docker." });
      },
      { ok: false, text: "Boxes", problem: "The engine does not answer.", hint: "Start Docker." },
    ],
    [
      async () => {
        throw new Error("ECONNREFUSED");
      },
      {
        ok: false,
        text: "Boxes",
        problem: 'Backend "boxes" failed in "say how its places are": ECONNREFUSED',
      },
    ],
    [
      async () => ({ places: "many" }) as never,
      { ok: false, text: "Boxes", problem: 'Backend "boxes" says of its places what makes no sense.' },
    ],
  ])("says of a backend that fails why, and of the others how they are", async (report, engine) => {
    const broken = fakePlaces();
    broken.answer = report;
    const deck = await signedInDeck({ backends: [placeKeeper(broken), placeKeeper(fakePlaces(), "more")] });
    const admin = await deck.signIn(ADMIN);

    const { backends } = sandboxes.parse((await admin.get("/api/sandboxes")).json());

    expect(backends[0]).toEqual({ id: "boxes", title: "Boxes", engine, limit: 0, waiting: 0, places: [] });
    expect(backends[1]?.places).toHaveLength(1);
  });

  test("waits five seconds for a backend that does not answer, and tells it to give up (198)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const boxes = fakePlaces();
    boxes.answer = () => new Promise(() => {});
    const board = new PlaceBoard([placeKeeper(boxes)], silentLogger);

    const reports = board.reports();
    await vi.advanceTimersByTimeAsync(5_000);

    expect((await reports)[0]?.engine).toMatchObject({ ok: false, problem: expect.stringContaining("5 s") });
  });

  test("is empty where no backend keeps any", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);

    expect((await admin.get("/api/sandboxes")).json()).toEqual({ backends: [] });
  });
});

describe("POST /api/sandboxes/:backend/:user/stop", () => {
  test("stops the sandbox of one user, and says who did that", async () => {
    const boxes = fakePlaces();
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const admin = await deck.signIn(ADMIN);

    const [carols, daves] = [await stop(admin, "boxes/carol"), await stop(admin, "boxes/dave")];

    expect([carols.json(), daves.json()]).toEqual([{ stopped: true }, { stopped: false }]);
    expect(boxes.stopped).toEqual(["carol", "dave"]);
    expect(deck.elsewhere.audit.read({ act: "sandbox-stop" })[0]).toMatchObject({
      user: ADMIN,
      target: "carol",
    });
  });

  test("is seen at once in what is asked afterwards", async () => {
    const boxes = fakePlaces();
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const admin = await deck.signIn(ADMIN);

    for (let at = 0; at < 2; at++) {
      await admin.get("/api/sandboxes");
      await stop(admin, "boxes/carol");
    }
    await admin.get("/api/sandboxes");

    expect(boxes.asked).toBe(3);
  });

  test.each([
    ["UNAVAILABLE", 503],
    ["CONFLICT", 409],
  ] as const)("says why it could not: %s", async (code, status) => {
    const boxes = fakePlaces();
    boxes.onStop = async () => {
      throw new VibeDeckError(code, "It is somebody else's.");
    };
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const admin = await deck.signIn(ADMIN);

    const answer = await stop(admin, "boxes/carol");

    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(deck.elsewhere.audit.read({ act: "sandbox-stop" })).toEqual([]);
  });

  test.each([
    "other/carol",
    "boxes/Carol",
    "boxes/-carol",
    `boxes/${"c".repeat(56)}`,
    "boxes/c.d",
    "boxes/__proto__",
  ])("knows no such thing: %s", async (path) => {
    const boxes = fakePlaces();
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const admin = await deck.signIn(ADMIN);

    const answer = await stop(admin, path);

    expect([answer.status, boxes.stopped]).toEqual([404, []]);
  });

  test("takes an empty object and nothing else", async () => {
    const boxes = fakePlaces();
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const admin = await deck.signIn(ADMIN);

    expect((await stop(admin, "boxes/carol", '{"force":true}')).status).toBe(400);
    expect(boxes.stopped).toEqual([]);
  });
});

describe("a deck over a backend that keeps places, without sign-in of its own", () => {
  function logged(): { readonly logger: Logger; readonly lines: string[] } {
    const lines: string[] = [];
    return { lines, logger: { ...silentLogger, warn: (_fields, message) => void lines.push(message) } };
  }

  test("is warned about where all would share one", async () => {
    const { logger, lines } = logged();

    await startServer({ backends: [placeKeeper(fakePlaces())], logger });

    expect(lines).toEqual([expect.stringContaining("all share one")]);
  });

  test("is warned about where another app says who asks, whose admins see them", async () => {
    const { logger, lines } = logged();
    const boxes = fakePlaces();
    const server = await startServer({ backends: [placeKeeper(boxes)], logger, authenticate: signIn });

    const [admin, alice] = await Promise.all(
      ["admin", "alice"].map((user) => server.get("/api/sandboxes", { "x-user": user })),
    );

    expect(lines).toEqual([expect.stringContaining("toUserId")]);
    expect([admin?.status, alice?.status, boxes.asked]).toEqual([200, 404, 1]);
  });
});
