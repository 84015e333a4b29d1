import { randomUUID } from "node:crypto";
import { VibeDeckError } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { sendReceipt } from "../../src/http/schemas/drive.ts";
import { allRoutes, callRoute, nameOf } from "./support/call-route.ts";
import { APPROVAL_ID, SEND_ID } from "./support/fake-drive.ts";
import { LOCAL_KEY } from "./support/fake-engine.ts";
import { type Answer, signIn, startServer, type TestServer } from "./support/server.ts";

const JSON_TYPE = { "content-type": "application/json" };
const MESSAGES = `/api/sessions/${LOCAL_KEY}/messages`;
const SEND = `/api/sessions/${LOCAL_KEY}/sends/${SEND_ID}`;
const SETTINGS = `/api/sessions/${LOCAL_KEY}/settings`;
const APPROVAL = `/api/approvals/${APPROVAL_ID}`;
const ID = "0d0d0d0d-0000-4000-8000-000000000001";
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

const DRIVING = allRoutes().filter((route) => route.drives === true);

function post(server: TestServer, path: string, body: unknown, method = "POST"): Promise<Answer> {
  return server.send(method, path, JSON_TYPE, typeof body === "string" ? body : JSON.stringify(body));
}

/** What the driver was told last. */
function told(server: TestServer): readonly unknown[] {
  return server.engine.calls.at(-1)?.args ?? [];
}

describe("what is sent", () => {
  test("reaches the driver as it is, and a receipt comes back", async () => {
    const server = await startServer();
    const body = {
      id: ID,
      text: "Hello",
      attachments: [
        { type: "image", mediaType: "image/png", data: PNG, name: "a b.png" },
        { type: "text", name: "notes.md", text: "" },
      ],
      steer: true,
      force: false,
      model: "claude-opus-4-5[1m]",
      permissionMode: "acceptEdits",
      addDirs: ["/elsewhere"],
    };

    const answer = await post(server, MESSAGES, body);

    expect(answer.status).toBe(202);
    expect(sendReceipt.parse(answer.json())).toMatchObject({ key: LOCAL_KEY, send: { id: ID } });
    expect(told(server)).toEqual([LOCAL_KEY, body]);
  });

  test("starts a session in a folder", async () => {
    const server = await startServer();
    const body = { id: ID, text: "Hello", cwd: "~/new folder", create: true, backend: "claude-code" };

    const answer = await post(server, "/api/sessions", body);

    expect([answer.status, told(server)]).toEqual([202, [body]]);
  });

  test.each([
    "-p",
    "--dangerously-skip-permissions",
    "--",
    "/exit",
    "!rm -rf /",
    "@/etc/passwd",
    "; $(touch x) `touch y` | & \n\t\u001b[2J",
    "\u202e\u200b𝕌",
    " ",
  ])("is delivered literally, whatever it begins with: %j (172, 176, 177)", async (text) => {
    const server = await startServer();
    // Whitespace alone is no message, but it is one beside an image.
    const attachments = [{ type: "image", mediaType: "image/png", data: PNG }];

    const answer = await post(server, MESSAGES, { id: ID, text, attachments });

    expect([answer.status, told(server)[1]]).toEqual([202, { id: ID, text, attachments }]);
  });

  test("may have 1 MB of text, however JSON writes it (175)", async () => {
    const server = await startServer();
    const text = "é".repeat(500_000);
    const spelt = `{"id":"${ID}","text":"${"\\u00e9".repeat(500_000)}"}`;

    const plain = await post(server, MESSAGES, { id: ID, text });
    const escaped = await post(server, MESSAGES, spelt);
    const changed = await post(server, SEND, { text }, "PATCH");

    expect([plain.status, escaped.status, changed.status]).toEqual([202, 202, 200]);
    expect(server.engine.calls.map(({ args }) => args.at(-1))).toEqual([
      { id: ID, text },
      { id: ID, text },
      { text },
    ]);
  });

  test("may have ten images of 5 MB", { timeout: 30_000 }, async () => {
    const server = await startServer();
    const data = Buffer.alloc(5_000_000).toString("base64");
    const attachments = Array.from({ length: 10 }, () => ({ type: "image", mediaType: "image/png", data }));

    const answer = await post(server, MESSAGES, { id: ID, text: "", attachments });

    expect(answer.status).toBe(202);
  });
});

const image = (change: object): object => ({
  id: ID,
  text: "x",
  attachments: [{ type: "image", mediaType: "image/png", data: PNG, ...change }],
});

const textFile = (change: object): object => ({
  id: ID,
  text: "x",
  attachments: [{ type: "text", name: "a", text: "b", ...change }],
});

describe("what cannot be sent", () => {
  const many = Array.from({ length: 11 }, () => ({ type: "text", name: "a", text: "b" }));

  test.each<[string, string, unknown]>([
    ["a NUL (175)", "NUL", { id: ID, text: "a\0b" }],
    ["half of a character (175)", "half of a character", `{"id":"${ID}","text":"a\\ud800b"}`],
    ["nothing", "empty", { id: ID, text: "" }],
    ["whitespace alone", "empty", { id: ID, text: " \n" }],
    ["a list for the text (174)", "text", { id: ID, text: ["a"] }],
    ["an object for the text", "text", { id: ID, text: { toString: "a" } }],
    ["no id", "id", { text: "x" }],
    ["an id that is no UUID (178)", "id", { id: "1", text: "x" }],
    ["an id in capitals (178)", "id", { id: ID.toUpperCase(), text: "x" }],
    ["an id that is an option (173)", "id", { id: "--resume", text: "x" }],
    ["a session's id (187)", "sessionId", { id: ID, text: "x", sessionId: ID }],
    ["a session's id, as the tool spells it (187)", "session_id", { id: ID, text: "x", session_id: ID }],
    ["an argument list (173)", "argv", { id: ID, text: "x", argv: ["--mcp-config=/x"] }],
    ["an environment (173)", "env", { id: ID, text: "x", env: { NODE_OPTIONS: "-r /x" } }],
    ["another's name", "owner", { id: ID, text: "x", owner: "alice" }],
    ["a model that is an option (174)", "model", { id: ID, text: "x", model: "--x" }],
    ["a model that stands for none (174)", "model", { id: ID, text: "x", model: "<synthetic>" }],
    ["a list of models (174)", "model", { id: ID, text: "x", model: ["opus"] }],
    ["a mode that is an option (174)", "permissionMode", { id: ID, text: "x", permissionMode: "-p" }],
    ["a mode with a line end (174)", "permissionMode", { id: ID, text: "x", permissionMode: "plan\n" }],
    ["a folder with a NUL (186)", "addDirs", { id: ID, text: "x", addDirs: ["/a\0b"] }],
    ["a text for a list of folders", "addDirs", { id: ID, text: "x", addDirs: "/a" }],
    ["21 folders", "addDirs", { id: ID, text: "x", addDirs: Array(21).fill("/a") }],
    ["11 attachments", "attachments", { id: ID, text: "x", attachments: many }],
    ["an attachment of no kind", "attachments", { id: ID, text: "x", attachments: [{ type: "file" }] }],
    ["an image of another kind", "mediaType", image({ mediaType: "image/svg+xml" })],
    ["an image at an address", "url", image({ url: "file:///etc/passwd" })],
    ["an image whose name has a line end", "name", image({ name: "a\r\nb" })],
    ["a file without a name", "name", textFile({ name: undefined })],
    ["a file from a path", "path", textFile({ path: "/etc/passwd" })],
    ["a file with a NUL", "NUL", textFile({ text: "\0" })],
    ["a list", "expected object", []],
  ])("is refused with a word about it, and not quoted: %s", async (_name, word, body) => {
    const server = await startServer();

    const answer = await post(server, MESSAGES, body);

    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.text).toContain(word);
    expect(answer.text.length).toBeLessThan(300);
    expect(server.engine.calls).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["no folder", { id: ID, text: "x" }],
    ["an empty folder", { id: ID, text: "x", cwd: "" }],
    ["a folder with a NUL (186)", { id: ID, text: "x", cwd: "/a\0" }],
    ["a folder with a line end (186)", { id: ID, text: "x", cwd: "/a\n/b" }],
    ["a folder of 5,000 characters (186)", { id: ID, text: "x", cwd: `/${"a".repeat(5_000)}` }],
    ["a list of folders", { id: ID, text: "x", cwd: ["/a"] }],
    ["a backend that is no name", { id: ID, text: "x", cwd: "/a", backend: "../x" }],
  ])("starts nothing: %s", async (_name, body) => {
    const server = await startServer();

    const answer = await post(server, "/api/sessions", body);

    expect([answer.status, server.engine.calls]).toEqual([400, []]);
  });

  test.each<[string, string, string, unknown]>([
    ["settings of nothing", "PATCH", SETTINGS, {}],
    ["settings of the folder", "PATCH", SETTINGS, { cwd: "/" }],
    ["settings with an option (174)", "PATCH", SETTINGS, { model: "--x" }],
    ["a change of nothing", "PATCH", SEND, {}],
    ["a change of the state", "PATCH", SEND, { state: "queued" }],
    ["a move to nowhere", "PATCH", SEND, { move: "top" }],
    ["an interrupt that says something", "POST", `/api/sessions/${LOCAL_KEY}/interrupt`, { signal: 9 }],
    ["an interrupt without a body", "POST", `/api/sessions/${LOCAL_KEY}/interrupt`, ""],
    ["an answer of no type", "POST", APPROVAL, {}],
    ["an answer of another type", "POST", APPROVAL, { type: "maybe" }],
    ["an answer with an input that is a list", "POST", APPROVAL, { type: "allow", input: [] }],
    ["a denial with an input", "POST", APPROVAL, { type: "deny", input: {} }],
    ["a rule of one's own", "POST", APPROVAL, { type: "allow", updatedPermissions: [] }],
    ["suggestions that are no ids", "POST", APPROVAL, { type: "allow", suggestions: [{}] }],
    ["answers that are no texts", "POST", APPROVAL, { type: "answers", answers: { a: ["b"] } }],
    ["a reason with a NUL", "POST", APPROVAL, { type: "deny", message: "\0" }],
  ])("changes nothing: %s", async (_name, method, path, body) => {
    const server = await startServer();

    const answer = await post(server, path, body, method);

    expect([answer.status, answer.code, server.engine.calls]).toEqual([400, "BAD_REQUEST", []]);
  });

  test("goes nowhere when the id in the path is none", async () => {
    const server = await startServer();
    const paths = ["sends/x.y", "sends/~", `sends/${"a".repeat(65)}`];

    const answers = await Promise.all([
      ...paths.map((path) => server.get(`/api/sessions/${LOCAL_KEY}/${path}`)),
      post(server, `/api/approvals/${"a".repeat(65)}`, { type: "allow" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(server.engine.calls).toEqual([]);
  });
});

describe("answers to an agent", () => {
  test.each<[string, unknown]>([
    ["allow", { type: "allow" }],
    [
      "allow with another input",
      { type: "allow", input: { command: "ls", nested: [{ a: null }] }, suggestions: ["0"] },
    ],
    ["allow a plan", { type: "allow", permissionMode: "acceptEdits" }],
    ["deny", { type: "deny", message: "Not\nnow" }],
    ["answers", { type: "answers", answers: { "Which?": "A, B", "And?": "--free text" } }],
  ])("reach the driver as they are: %s", async (_name, body) => {
    const server = await startServer();

    const answer = await post(server, APPROVAL, body);

    expect([answer.status, told(server)]).toEqual([200, [APPROVAL_ID, body]]);
  });

  test("cannot be deeper than anything that works on them", async () => {
    const server = await startServer();
    const nested = (depth: number): string =>
      `{"type":"allow","input":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;

    const deep = await post(server, APPROVAL, nested(65));
    const deepest = await post(server, APPROVAL, nested(400_000));
    const shallow = await post(server, APPROVAL, nested(64));

    expect([deep.status, deepest.status, shallow.status]).toEqual([400, 400, 200]);
  });

  test("say what was answered when they come too late", async () => {
    const server = await startServer();
    server.engine.failure = new VibeDeckError("CONFLICT", "That was answered before: allowed once.");

    const answer = await post(server, APPROVAL, { type: "deny" });

    expect([answer.status, answer.code]).toEqual([409, "CONFLICT"]);
    expect(answer.text).toContain("allowed once");
  });

  test("to another's request, or to none, are not found", async () => {
    const server = await startServer();

    const answer = await post(server, `/api/approvals/${randomUUID()}`, { type: "allow" });

    expect([answer.status, answer.code]).toEqual([404, "NOT_FOUND"]);
  });
});

describe("folders and files", () => {
  test("are asked for by path, as it is", async () => {
    const server = await startServer();

    await server.get(`/api/sessions/${LOCAL_KEY}/files`);
    await server.get(`/api/sessions/${LOCAL_KEY}/files?path=`);
    await server.get(`/api/sessions/${LOCAL_KEY}/files?path=..%2Fa%20b`);
    await server.get("/api/folders?path=~%2Fx&backend=claude-code");
    await server.get("/api/agent?cwd=%2Fx");

    expect(server.engine.calls.map(({ args }) => args)).toEqual([
      [LOCAL_KEY, ""],
      [LOCAL_KEY, ""],
      [LOCAL_KEY, "../a b"],
      ["~/x", "claude-code"],
      ["/x", undefined],
    ]);
  });

  test.each([
    "/api/folders",
    "/api/folders?path=",
    "/api/folders?path=a%00b",
    "/api/folders?path=a&path=b",
    "/api/folders?path=a&depth=9",
    `/api/folders?path=${"a".repeat(5_000)}`,
    "/api/agent",
    "/api/agent?cwd=a%0ab",
    "/api/agent?cwd=%2F&backend=-x",
    `/api/sessions/${LOCAL_KEY}/files?path=a%00b`,
  ])("are not asked for by nonsense: %s (186)", async (path) => {
    const server = await startServer();

    const answer = await server.get(path);

    expect([answer.status, server.engine.calls]).toEqual([400, []]);
  });
});

describe("a server that only shows sessions", () => {
  test("has routes to refuse", () => {
    expect(DRIVING.map(nameOf)).toHaveLength(15);
  });

  test.each(DRIVING.map((route) => [nameOf(route), route] as const))(
    "refuses %s, before it reads what was sent",
    async (_name, route) => {
      const server = await startServer({ readOnly: true });

      const answer = await callRoute(server, route, LOCAL_KEY);
      const path = route.path.replace(/:\w+/g, "x");
      const body = route.body === undefined ? undefined : "{";
      const nonsense = await server.send(route.method, path, {}, body);

      expect([answer.status, answer.code]).toEqual([403, "READ_ONLY"]);
      expect([nonsense.status, nonsense.code]).toEqual([403, "READ_ONLY"]);
      expect(server.engine.calls).toEqual([]);
    },
  );

  test("shows them, lets them be named, and says what it is", async () => {
    const configured = await startServer({ readOnly: true });
    const demo = await startServer({ readOnly: "It is a demo." });

    expect((await configured.get("/api/sessions")).status).toBe(200);
    expect((await post(configured, `/api/sessions/${LOCAL_KEY}`, { title: "x" }, "PATCH")).status).toBe(200);
    expect((await configured.get("/api/me")).json()).toMatchObject({ readOnly: true });
    expect((await configured.get("/api/me")).json()).not.toHaveProperty("readOnlyReason");
    expect((await demo.get("/api/me")).json()).toMatchObject({
      readOnly: true,
      readOnlyReason: "It is a demo.",
    });
  });
});

describe("requests of other sites", () => {
  const changing = DRIVING.filter(({ method }) => method !== "GET");
  const costly = DRIVING.filter(({ path }) => path.endsWith("/agent"));

  test.each(changing.map((route) => [nameOf(route), route] as const))(
    "are refused: %s (64, 65, 67)",
    async (_name, route) => {
      const server = await startServer();
      const signedIn = await startServer({ authenticate: signIn });
      const foreign = [
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { "sec-fetch-site": "none" },
        { "sec-fetch-site": "cross-site", origin: `http://127.0.0.1:${server.port}` },
        { origin: "https://evil.example" },
        { origin: "null" },
      ];

      const answers = await Promise.all(
        foreign.map((headers) => callRoute(server, route, LOCAL_KEY, headers)),
      );
      const riding = await callRoute(signedIn, route, LOCAL_KEY, { "x-user": "alice", cookie: "sid=1" });

      expect(new Set([...answers, riding].map(({ status, code }) => `${status} ${code}`))).toEqual(
        new Set(["403 FORBIDDEN_ORIGIN"]),
      );
      expect([...server.engine.calls, ...signedIn.engine.calls]).toEqual([]);
    },
  );

  test.each(
    changing.filter(({ method }) => method === "POST").map((route) => [nameOf(route), route] as const),
  )("cannot look like a form: %s (68)", async (_name, route) => {
    const server = await startServer();
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
    const path = route.path.replace(":key", LOCAL_KEY).replace(":id", APPROVAL_ID);

    const answers = await Promise.all(
      types.map((type) => server.send("POST", path, { "content-type": type }, `{"id":"${ID}","text":"x"}`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([415, 415, 415]);
    expect(server.engine.calls).toEqual([]);
  });

  test.each(costly.map((route) => [nameOf(route), route] as const))(
    "start no program by reading: %s",
    async (_name, route) => {
      const server = await startServer({ authenticate: signIn });
      const alice = { "x-user": "alice" };

      const embedded = await callRoute(server, route, LOCAL_KEY, {
        ...alice,
        "sec-fetch-site": "cross-site",
      });
      const riding = await callRoute(server, route, LOCAL_KEY, { ...alice, cookie: "sid=1" });

      expect([embedded.status, riding.status, server.engine.calls]).toEqual([403, 403, []]);
    },
  );

  test("are not those of its own page", async () => {
    const server = await startServer();

    const answers = await Promise.all(
      changing.map((route) => callRoute(server, route, LOCAL_KEY, { "sec-fetch-site": "same-origin" })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 202]));
  });
});

describe("failures of driving", () => {
  test.each([
    ["READ_ONLY", 403, undefined],
    ["FOLDER_MISSING", 400, undefined],
    ["CONFLICT", 409, undefined],
    ["QUEUE_FULL", 409, undefined],
    ["RUNS_ELSEWHERE", 409, undefined],
    ["TOO_MANY_SENDS", 429, "15"],
    ["NOT_SUPPORTED", 501, undefined],
    ["AGENT_FAILED", 502, undefined],
    ["AGENT_MISSING", 503, undefined],
    ["TOO_MANY_AGENTS", 503, "10"],
  ] as const)(
    "%s is answered %d, with a time to come again where that helps (188)",
    async (code, status, after) => {
      const server = await startServer();
      server.engine.failure = new VibeDeckError(code, "Said for people.", { hint: "Do this." });

      const answer = await post(server, MESSAGES, { id: ID, text: "x" });

      expect([answer.status, answer.code, answer.headers["retry-after"]]).toEqual([status, code, after]);
      expect(answer.text).toContain("Do this.");
    },
  );
});
