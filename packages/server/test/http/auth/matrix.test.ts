import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import type { Route } from "../../../src/http/routes/route.ts";
import { type Browser, browserFor } from "../support/browser.ts";
import { allRoutes, goodStatus, nameOf } from "../support/call-route.ts";
import { askRoute, EVENTS } from "../support/route-requests.ts";
import type { Answer } from "../support/server.ts";
import { ADMIN } from "../support/signed-in.ts";
import { BOBS, MARKER, type Places, type Tenants, tenants } from "../support/tenants.ts";

const ROUTES = allRoutes();

/** Who asks, in which way, for what is Alice's. */
interface Asker {
  browser(deck: Tenants): Promise<Browser>;
  readonly more?: string;
  readonly headers?: OutgoingHttpHeaders;
}

const EVIL = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };

const ASKERS = {
  anonymous: { browser: async (deck) => deck.browser() },
  "another user": { browser: (deck) => deck.signIn("bob") },
  "the owner": { browser: (deck) => deck.signIn("alice") },
  "an admin": { browser: (deck) => deck.signIn(ADMIN) },
  "an admin who asks for all": { browser: (deck) => deck.signIn(ADMIN), more: "all=1" },
  "the owner, whose sign-in is too old": { browser: (deck) => endedByTime(deck) },
  "the owner, whose sign-in was ended": { browser: (deck) => endedElsewhere(deck) },
  "the owner, from another origin": { browser: (deck) => deck.signIn("alice"), headers: EVIL },
  "the owner, under another host": {
    browser: (deck) => deck.signIn("alice"),
    headers: { host: "evil.example" },
  },
} as const satisfies Record<string, Asker>;

type Who = keyof typeof ASKERS;

async function endedByTime(deck: Tenants): Promise<Browser> {
  const browser = await deck.signIn("alice");
  const id = [...browser.cookies.values()][0]?.split(".")[0] ?? "";
  const kept = deck.elsewhere.sessions.get(id);
  if (kept === undefined) throw new Error("the session is not there");
  deck.elsewhere.sessions.put(id, { ...kept, createdAt: kept.createdAt - 31 * 86_400_000 });
  return browser;
}

async function endedElsewhere(deck: Tenants): Promise<Browser> {
  const browser = await deck.signIn("alice");
  const id = [...browser.cookies.values()][0]?.split(".")[0] ?? "";
  if (!deck.elsewhere.sessions.end(id)) throw new Error("the session is not there");
  return browser;
}

/** What open routes answer to anybody. A new one needs a line here. */
const OPEN: ReadonlyMap<string, number> = new Map([
  ["GET /healthz", 200],
  ["GET /readyz", 200],
  ["GET /auth/sign-in", 200],
  ["GET /auth/login", 302],
  ["GET /auth/callback", 400],
  ["POST /auth/logout", 200],
  ["GET /auth/page.css", 200],
]);

/** What is asked for with a name that is not in the path: this backend has no place for whoever is not its owner. */
const NAMED_BESIDE: ReadonlySet<string> = new Set([
  "POST /api/sessions",
  "GET /api/agent",
  "GET /api/folders",
]);

/** What a route answers, by its properties alone. */
function expected(route: Route, who: Who): number {
  const name = nameOf(route);
  const unsafe = route.method !== "GET";
  const api = route.path.startsWith("/api/");
  if (who === "the owner, under another host") return 421;
  if (who === "the owner, from another origin" && (unsafe || api)) return 403;
  if (route.open === true)
    return who in SIGNED_IN && name === "GET /auth/sign-in" ? 303 : (OPEN.get(name) ?? 0);
  if (!(who in SIGNED_IN)) return 401;
  const isAdmin = who.startsWith("an admin");
  if (route.admin === true) return isAdmin ? 200 : 404;
  if (who === "the owner") return goodStatus(route);
  if (NAMED_BESIDE.has(name)) return 503;
  if (!/:(?:key|id)/.test(route.path)) return 200;
  return who === "an admin who asks for all" && !unsafe && route.drives !== true ? 200 : 404;
}

const SIGNED_IN: Partial<Record<Who, true>> = {
  "another user": true,
  "the owner": true,
  "an admin": true,
  "an admin who asks for all": true,
  "the owner, from another origin": true,
};

/** Reads first: what is driven is changed only once everything was looked at. Signing out comes last of all. */
const IN_ORDER = [
  ...ROUTES.filter(({ method }) => method === "GET"),
  ...ROUTES.filter(({ method, path }) => method !== "GET" && !/interrupt|approvals|logout|fork/.test(path)),
  ...["fork", "approvals", "interrupt", "logout"].flatMap((last) =>
    ROUTES.filter(({ method, path }) => method !== "GET" && path.includes(last)),
  ),
];

/** Everything that came back: the head and the body, of the events what came first. */
async function answerOf(
  deck: Tenants,
  browser: Browser,
  route: Route,
  asker: Asker,
): Promise<{ readonly status: number; readonly text: string }> {
  if (nameOf(route) !== EVENTS || asker.headers !== undefined) {
    return whole(await askRoute(browser, route, deck.places, asker));
  }
  const more = asker.more === undefined ? "" : `&${asker.more}`;
  const stream = browser.stream(`/api/events?session=${deck.places.driven}${more}`);
  const head = await stream.head;
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]);
  if (status === 200) await stream.count(1);
  stream.socket.destroy();
  return { status, text: head + stream.events.map(({ data }) => data).join() };
}

function whole({ status, headers, text }: Answer): { readonly status: number; readonly text: string } {
  return { status, text: JSON.stringify(headers) + text };
}

describe("the authorisation matrix", () => {
  test("has a rule for each open route, and knows every one there is (81, 87)", () => {
    expect(
      ROUTES.filter(({ open }) => open === true)
        .map(nameOf)
        .sort(),
    ).toEqual([...OPEN.keys()].sort());
    expect(IN_ORDER.map(nameOf).sort()).toEqual(ROUTES.map(nameOf).sort());
    expect(ROUTES.length).toBeGreaterThan(30);
  });

  test.each(Object.keys(ASKERS) as Who[])(
    "every route, asked by: %s (87)",
    { timeout: 20_000 },
    async (who) => {
      const deck = await tenants();
      const asker: Asker = ASKERS[who];
      const browser = await asker.browser(deck);
      const statuses: (readonly [string, number])[] = [];
      const speaking: string[] = [];

      for (const route of IN_ORDER) {
        const { status, text } = await answerOf(deck, browser, route, asker);
        statuses.push([nameOf(route), status]);
        if (text.includes(MARKER) || text.includes(deck.tool.home)) speaking.push(nameOf(route));
      }

      expect(statuses).toEqual(IN_ORDER.map((route) => [nameOf(route), expected(route, who)]));
      if (who === "the owner") expect(speaking).toEqual(expect.arrayContaining(OF_THE_OWNER));
      else expect(speaking).toEqual(FOR_OTHERS.get(who) ?? []);
    },
  );
});

/** Routes whose answer holds what is the owner's. */
const OF_THE_OWNER = [
  "GET /api/sessions",
  "GET /api/sessions/:key",
  "GET /api/sessions/:key/messages",
  "GET /api/sessions/:key/raw",
  "GET /api/sessions/:key/drive",
  "GET /api/sessions/:key/sends/:id",
  "GET /api/approvals",
  "PATCH /api/sessions/:key/sends/:id",
];

/** Those whose answer holds it for somebody else: who is here, for admins; what they have, where an admin asks for it. */
const FOR_OTHERS: ReadonlyMap<Who, readonly string[]> = new Map<Who, readonly string[]>([
  ["an admin", ["GET /api/users"]],
  [
    "an admin who asks for all",
    [
      "GET /api/users",
      "GET /api/sessions",
      "GET /api/sessions/:key",
      "GET /api/sessions/:key/messages",
      "GET /api/sessions/:key/raw",
    ],
  ],
]);

describe("what is somebody else's", () => {
  const named = ROUTES.filter(({ path, admin }) => /:(?:key|id)/.test(path) && admin !== true);

  test.each(["bob", ADMIN])(
    "is to the byte what is nobody's, for %s (87, 95)",
    { timeout: 20_000 },
    async (who) => {
      const deck = await tenants();
      const browser = await deck.signIn(who);
      const unknown: Places = {
        ...deck.places,
        read: "A".repeat(deck.places.read.length),
        driven: "A".repeat(deck.places.driven.length),
        send: randomUUID(),
        otherSend: randomUUID(),
        approval: randomUUID(),
      };

      for (const route of named) {
        const foreign = await askRoute(browser, route, deck.places);
        const missing = await askRoute(browser, route, unknown);
        expect([nameOf(route), comparable(foreign)]).toEqual([nameOf(route), comparable(missing)]);
        expect(foreign.status).toBe(404);
      }
      expect(named.length).toBeGreaterThan(14);
    },
  );

  test("is on no stream, whatever is followed, and one's own is (91)", { timeout: 20_000 }, async () => {
    const deck = await tenants();
    const bob = await deck.signIn("bob");
    const streams = ["", `?session=${deck.places.driven}`, `?session=${deck.places.read}`].map((query) =>
      bob.stream(`/api/events${query}`),
    );
    const own = deck.alice.stream(`/api/events?session=${deck.places.driven}`);
    await Promise.all([own, ...streams].map((stream) => stream.count(1)));

    await deck.alice.send(
      "PATCH",
      `/api/sessions/${deck.places.read}`,
      { "content-type": "application/json" },
      JSON.stringify({ title: `${MARKER} renamed` }),
    );
    while (!own.events.some(({ data }) => data.includes(`${MARKER} renamed`))) {
      await own.count(own.events.length + 1);
    }
    deck.deck.endStreams();
    await Promise.all(streams.map((stream) => stream.closed));

    for (const stream of streams) expect(JSON.stringify(stream.events)).not.toContain(MARKER);
    expect(streams.map(({ events }) => events.at(-1)?.event)).toEqual(["bye", "bye", "bye"]);
  });

  test("leaves one's own untouched: Bob sees his (87)", async () => {
    const deck = await tenants();

    const list = await (await deck.signIn("bob")).get("/api/sessions");
    const nobody = await browserFor(deck.port).get("/api/sessions");

    expect(list.text).toContain(BOBS);
    expect(nobody.text).not.toContain(BOBS);
  });
});

/** What may tell one answer from another. */
function comparable({ status, headers, text }: Answer): unknown {
  const { date: _date, "x-request-id": _id, ...rest } = headers;
  return { status, text, headers: rest };
}
