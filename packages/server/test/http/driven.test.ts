import { randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Approval, DeckEvent } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { createLogger } from "../../src/http/log.ts";
import { agentInfo, entries } from "../../src/http/schemas/agent.ts";
import { approvals } from "../../src/http/schemas/approval.ts";
import { driveState, sendReceipt, send as sendSchema, wholeSend } from "../../src/http/schemas/drive.ts";
import { messagePage } from "../../src/http/schemas/message.ts";
import { sessionDetail, sessionPage } from "../../src/http/schemas/session.ts";
import { allRoutes, callRoute, nameOf } from "./support/call-route.ts";
import { type DrivenDeck, drivenDeck } from "./support/driven-deck.ts";
import { type Answer, signIn } from "./support/server.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

/** All texts of a session as its transcript has them. */
async function textsOf(deck: DrivenDeck, key: string): Promise<readonly string[]> {
  const page = messagePage.parse((await deck.send("GET", `/api/sessions/${key}/messages?limit=500`)).json());
  return page.messages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])),
  );
}

async function pending(deck: DrivenDeck, key: string): Promise<Approval> {
  const state = await deck
    .follow(key)
    .drive(({ approvals: all }) => all.some((approval) => approval.state === "pending"));
  const [approval] = state.approvals.filter(({ state: stage }) => stage === "pending");
  if (approval === undefined) throw new Error("nothing is asked");
  return approval;
}

describe("a session that is driven over HTTP", () => {
  test("is started, listed and followed at once, and its answer is streamed and then in the transcript", async () => {
    const deck = await drivenDeck();

    const { key, send } = await deck.start("gate one; draft Hello there; gate two; write");
    const detail = sessionDetail.parse((await deck.send("GET", `/api/sessions/${key}`)).json());
    const following = deck.follow(key);
    const running = await following.sent(send.id, "running");
    deck.tool.open("one");
    await following.drive(({ phase }) => phase === "at gate two");
    const before = await textsOf(deck, key);
    deck.tool.open("two");
    await following.sent(send.id, "done");

    expect(before).not.toContain("Hello there");
    expect(detail.session.key).toBe(key);
    expect(running.state).toBe("running");
    const partial = following.events.filter((event) => event.type === "partial");
    expect(partial.map(({ text }) => text).join("")).toContain("Hello there");
    expect(await textsOf(deck, key)).toContain("Hello there");
    const page = sessionPage.parse((await deck.send("GET", "/api/sessions")).json());
    expect(page.sessions.find((session) => session.key === key)?.drive).toMatchObject({
      queued: 0,
      needs: 0,
    });
    expect(deck.tool.runs()).toHaveLength(1);
    expect(deck.tool.runs()[0]?.argv.join(" ")).not.toContain("Hello");
  });

  test("takes messages one after the other; what waits is read, changed, moved and taken back", async () => {
    const deck = await drivenDeck();
    const { key } = await deck.start("gate one; say first");
    const following = deck.follow(key);
    await following.drive(({ state }) => state === "running");
    const post = async (text: string): Promise<string> => {
      const answer = await deck.send("POST", `/api/sessions/${key}/messages`, { id: randomUUID(), text });
      expect(answer.status).toBe(202);
      const receipt = sendReceipt.parse(answer.json());
      expect([receipt.key, receipt.send.state]).toEqual([key, "queued"]);
      return receipt.send.id;
    };
    const [second, third] = [await post("say second"), await post("say third")];
    const at = (id: string): string => `/api/sessions/${key}/sends/${id}`;

    const whole = wholeSend.parse((await deck.send("GET", at(second))).json());
    const changed = sendSchema.parse((await deck.send("PATCH", at(second), { text: "say 2nd" })).json());
    const removed = await deck.send("DELETE", at(third));
    deck.tool.open("one");
    await following.sent(second, "done");
    const late = await deck.send("PATCH", at(second), { text: "too late" });

    expect([whole.whole, changed.text, removed.status]).toEqual(["say second", "say 2nd", 200]);
    expect([late.status, late.code]).toEqual([409, "CONFLICT"]);
    const texts = await textsOf(deck, key);
    expect(texts).toEqual(expect.arrayContaining(["first", "2nd"]));
    expect(texts.join()).not.toMatch(/second|third/);
  });

  test("is steered, stopped, changed and forked", async () => {
    const deck = await drivenDeck();
    const { key } = await deck.start("gate one; hang");
    const following = deck.follow(key);
    await following.drive(({ state }) => state === "running");
    const steer = { id: randomUUID(), text: "say on the way", steer: true };

    const steered = await deck.send("POST", `/api/sessions/${key}/messages`, steer);
    deck.tool.open("one");
    const settings = await deck.send("PATCH", `/api/sessions/${key}/settings`, { permissionMode: "plan" });
    await following.drive(({ permissionMode }) => permissionMode === "plan");
    const stop = await deck.send("POST", `/api/sessions/${key}/interrupt`, {});
    await following.drive(({ sends }) => sends.some(({ state }) => state === "interrupted"));
    const fork = await deck.send("POST", `/api/sessions/${key}/fork`, {
      id: randomUUID(),
      text: "say forked",
    });
    const forked = sendReceipt.parse(fork.json());
    await deck.follow(forked.key).sent(forked.send.id, "done");

    expect([steered.status, settings.status, stop.status, fork.status]).toEqual([202, 200, 202, 202]);
    expect(driveState.safeParse(stop.json()).success).toBe(true);
    expect(forked.key).not.toBe(key);
    expect(await textsOf(deck, forked.key)).toContain("forked");
    expect(await textsOf(deck, key)).not.toContain("forked");
  });

  test("asks, in the list of everything that waits too; the first answer counts", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("ask make all");
    const following = deck.follow(key);
    const approval = await pending(deck, key);
    const path = `/api/approvals/${approval.id}`;

    const all = approvals.parse((await deck.send("GET", "/api/approvals")).json());
    const first = await deck.send("POST", path, { type: "allow", input: { command: "make less" } });
    const second = await deck.send("POST", path, { type: "deny" });
    await following.sent(send.id, "done");

    expect(all.approvals.map(({ id, session }) => [id, session])).toEqual([[approval.id, key]]);
    expect([first.status, second.status, second.code]).toEqual([200, 409, "CONFLICT"]);
    expect((await textsOf(deck, key)).join()).toContain("ran make less");
    expect(approvals.parse((await deck.send("GET", "/api/approvals")).json()).approvals).toEqual([]);
  });

  test("says what the tool offers, and what lies in folders", async () => {
    const deck = await drivenDeck();
    writeFileSync(join(deck.tool.cwd, "notes.md"), "");
    const { key, send } = await deck.start("say hello");
    await deck.follow(key).sent(send.id, "done");
    const cwd = encodeURIComponent(deck.tool.cwd);
    const get = async (path: string): Promise<unknown> => (await deck.send("GET", path)).json();

    const offered = agentInfo.parse(await get(`/api/sessions/${key}/agent`));
    const here = agentInfo.parse(await get(`/api/agent?cwd=${cwd}`));
    const files = entries.parse(await get(`/api/sessions/${key}/files`));
    const folder = entries.parse(await get(`/api/folders?path=${cwd}`));

    expect([offered.commands, here.commands]).toEqual([
      [{ name: "tidy", description: "Tidies" }],
      offered.commands,
    ]);
    expect(files.entries).toContainEqual({ name: "notes.md", directory: false });
    expect(folder.entries).toEqual(files.entries);
  });

  test.each(["..", "../..", "/etc", "a/../../..", "~"])(
    "lists nothing above its folder: %s (186)",
    async (path) => {
      const deck = await drivenDeck();
      const { key, send } = await deck.start("say hello");
      await deck.follow(key).sent(send.id, "done");

      const answer = await deck.send("GET", `/api/sessions/${key}/files?path=${encodeURIComponent(path)}`);

      const names = answer.status === 200 ? entries.parse(answer.json()).entries : [];
      expect(names).toEqual([]);
    },
  );
});

describe("sending once (178)", () => {
  test("a message that is posted twice at once, and again later, is sent once", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("say zero");
    const following = deck.follow(key);
    await following.sent(send.id, "done");
    const body = { id: randomUUID(), text: "say once" };
    const post = (): Promise<Answer> => deck.send("POST", `/api/sessions/${key}/messages`, body);

    const answers = await Promise.all([post(), post(), post()]);
    await following.sent(body.id, "done");
    const late = await post();

    expect([...answers, late].map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect((await textsOf(deck, key)).filter((text) => text === "once")).toEqual(["once"]);
  });

  test("a start and a fork that are posted twice at once begin one session each", async () => {
    const deck = await drivenDeck();
    const start = { id: randomUUID(), text: "say hello", cwd: deck.tool.cwd };
    const keysOf = (answers: readonly Answer[]): readonly string[] =>
      answers.map((answer) => sendReceipt.parse(answer.json()).key);

    const started = keysOf(await Promise.all([1, 2, 3].map(() => deck.send("POST", "/api/sessions", start))));
    const [key = ""] = started;
    await deck.follow(key).sent(start.id, "done");
    const fork = { id: randomUUID(), text: "say forked" };
    const forked = keysOf(
      await Promise.all([1, 2].map(() => deck.send("POST", `/api/sessions/${key}/fork`, fork))),
    );
    await deck.follow(forked[0] ?? "").sent(fork.id, "done");

    expect([new Set(started).size, new Set(forked).size]).toEqual([1, 1]);
    expect(deck.tool.runs()).toHaveLength(2);
  });
});

describe("what cannot be sent", () => {
  test.each<[string, number, string, (png: string) => object]>([
    ["more than 1 MB in bytes (175)", 413, "PAYLOAD_TOO_LARGE", () => ({ text: "é".repeat(500_001) })],
    ["10 MB (175)", 413, "PAYLOAD_TOO_LARGE", () => ({ text: "x".repeat(10_000_000) })],
    ["a NUL (175)", 400, "BAD_REQUEST", () => ({ text: "\0" })],
    ["an unknown model (174)", 400, "BAD_REQUEST", () => ({ model: "no-such-model" })],
    ["an unknown mode (174)", 400, "BAD_REQUEST", () => ({ permissionMode: "bypassPermissions" })],
    ["a page as an image", 400, "BAD_REQUEST", () => image("PGh0bWw+")],
    ["an image of another kind", 400, "BAD_REQUEST", (png) => image(png, "image/jpeg")],
    ["no base64", 400, "BAD_REQUEST", (png) => image(`${png.slice(0, -1)}!`)],
    ["6 MB of image", 413, "PAYLOAD_TOO_LARGE", (png) => image(png + "A".repeat(8_000_000))],
    ["1 MB of text file", 413, "PAYLOAD_TOO_LARGE", () => file("x".repeat(1_000_000))],
    ["a missing folder (186)", 400, "FOLDER_MISSING", () => ({ cwd: "/nowhere/at/all" })],
    ["a relative folder (186)", 400, "BAD_REQUEST", () => ({ cwd: "somewhere" })],
    ["a backend that is not there", 400, "BAD_REQUEST", () => ({ backend: "other" })],
  ])("starts no agent and no session: %s", async (_name, status, code, change) => {
    const deck = await drivenDeck();
    const body = { id: randomUUID(), text: "say hello", cwd: deck.tool.cwd, ...change(PNG) };

    const answer = await deck.send("POST", "/api/sessions", body);

    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(deck.tool.runs()).toEqual([]);
    expect(sessionPage.parse((await deck.send("GET", "/api/sessions")).json()).total).toBe(0);
  });

  const image = (data: string, mediaType = "image/png"): object => ({
    attachments: [{ type: "image", mediaType, data }],
  });
  const file = (text: string): object => ({ attachments: [{ type: "text", name: "a.txt", text }] });

  test.each(["-p", "--dangerously-skip-permissions", "--", "/exit", "@/etc/passwd", "$(touch x); `touch y`"])(
    "is not what begins with a dash or reads like a command: %j (172, 176, 177)",
    async (text) => {
      const deck = await drivenDeck();

      const { key, send } = await deck.start(`${text}\nsay done`);
      await deck.follow(key).sent(send.id, "done");

      const [first] = text.split(";");
      expect((await textsOf(deck, key)).some((said) => said.includes(`: ${first?.trim()}`))).toBe(true);
      expect(deck.tool.runs().flatMap(({ argv }) => argv)).not.toContain(text);
      expect(["x", "y"].map((name) => existsSync(join(deck.tool.cwd, name)))).toEqual([false, false]);
    },
  );

  test("a message of 1 MB arrives whole (175)", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("x".repeat(1_000_000));
    await deck.follow(key).sent(send.id, "done");

    expect((await textsOf(deck, key)).join()).toContain("you said 1000000:");
  });
});

test("ten images of 5 MB go along with a message", { timeout: 30_000 }, async () => {
  const deck = await drivenDeck();
  const bytes = Buffer.alloc(5_000_000, "x");
  Buffer.from(PNG, "base64").copy(bytes);
  const image = { type: "image", mediaType: "image/png", data: bytes.toString("base64") };

  const { key, send } = await deck.start("say hello", { attachments: Array(10).fill(image) });
  await deck.follow(key).sent(send.id, "done");

  expect(send.attachments).toEqual(Array(10).fill({ type: "image", bytes: 5_000_000 }));
});

describe("bounds (188)", () => {
  test("messages that wait, and those of a minute", async () => {
    const deck = await drivenDeck({ drive: { maxQueued: 1, sendsPerMinute: 4 } });
    const { key } = await deck.start("hang");
    await deck.follow(key).drive(({ state }) => state === "running");
    const post = (): Promise<Answer> =>
      deck.send("POST", `/api/sessions/${key}/messages`, { id: randomUUID(), text: "say x" });

    const answers = [await post(), await post(), await post(), await post()];

    expect(answers.map(({ status }) => status)).toEqual([202, 409, 409, 429]);
    expect(answers.map(({ code }) => code)).toEqual([
      undefined,
      "QUEUE_FULL",
      "QUEUE_FULL",
      "TOO_MANY_SENDS",
    ]);
    expect(answers.at(-1)?.headers["retry-after"]).toMatch(/^\d+$/);
  });

  test("a session that a terminal runs is warned of first", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("say hello");
    await deck.follow(key).sent(send.id, "done");
    const body = { id: randomUUID(), text: "say x" };
    deck.tool.elsewhere({ name: "a terminal", pid: 1, state: "busy" });

    const refused = await deck.send("POST", `/api/sessions/${key}/messages`, body);
    const forced = await deck.send("POST", `/api/sessions/${key}/messages`, { ...body, force: true });

    expect([refused.status, refused.code]).toEqual([409, "RUNS_ELSEWHERE"]);
    expect(refused.text).toMatch(/a terminal/i);
    expect(forced.status).toBe(202);
  });
});

describe("a tool that cannot be run", () => {
  test("is said to be missing, or what it said when it ended, to who asks what it offers", async () => {
    const deck = await drivenDeck();
    const path = `/api/agent?cwd=${encodeURIComponent(deck.tool.cwd)}`;

    deck.tool.missing(true);
    const missing = await deck.send("GET", path);
    deck.tool.missing(false);
    deck.tool.startup("die 3 unhappy");
    const ended = await deck.send("GET", path);

    expect([missing.status, missing.code]).toEqual([503, "AGENT_MISSING"]);
    expect([ended.status, ended.code]).toEqual([502, "AGENT_FAILED"]);
    expect(ended.text).toContain("The tool ended with 3");
  });

  test("fails the message that needed it, with the reason, and holds what comes after it", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("say hello");
    const following = deck.follow(key);
    await following.sent(send.id, "done");
    const fail = { id: randomUUID(), text: "exit 7 my last words" };

    await deck.send("POST", `/api/sessions/${key}/messages`, fail);
    const state = await following.sent(fail.id, "failed");

    const failed = state.sends.find(({ id }) => id === fail.id);
    expect(failed?.failure).toMatchObject({ kind: "crashed", exitCode: 7 });
    expect(failed?.failure?.stderr).toContain("my last words");
    const page = sessionPage.parse((await deck.send("GET", "/api/sessions")).json());
    expect(page.sessions[0]?.drive?.failed).toBeTruthy();
  });
});

describe("the log of a server that drives (256)", () => {
  const said = ["pr0mpt", "answ3r", "re4son", "w0rds", "c0mmand", "n0tes"];

  async function driveAll(deck: DrivenDeck): Promise<void> {
    const attachments = [{ type: "text", name: "n0tes.txt", text: "n0tes" }];
    const { key, send } = await deck.start("ask c0mmand; say pr0mpt", { attachments });
    const approval = await pending(deck, key);
    await deck.send("POST", `/api/approvals/${approval.id}`, { type: "deny", message: "re4son" });
    const following = deck.follow(key);
    await following.sent(send.id, "done");
    const question = { id: randomUUID(), text: "question" };
    await deck.send("POST", `/api/sessions/${key}/messages`, question);
    const asked = await following.drive(({ approvals: all }) => all.some(({ kind }) => kind === "question"));
    const id = asked.approvals.find(({ kind }) => kind === "question")?.id;
    await deck.send("POST", `/api/approvals/${id}`, { type: "answers", answers: { "Which?": "answ3r" } });
    await following.sent(question.id, "done");
    const fail = { id: randomUUID(), text: "exit 7 w0rds pr0mpt" };
    await deck.send("POST", `/api/sessions/${key}/messages`, fail);
    await following.sent(fail.id, "failed");
    await deck.close();
  }

  test.each(["info", "debug"] as const)("holds at %s nothing that was said", async (level) => {
    const lines: string[] = [];
    const logger = createLogger({ level, to: { write: (text) => lines.push(text) } });

    await driveAll(await drivenDeck({ logger }));

    expect(lines.length).toBeGreaterThan(0);
    for (const word of said) expect(lines.join("")).not.toContain(word);
  });
});

describe("other people (87)", () => {
  const keyed = allRoutes().filter(({ path, drives }) => drives === true && path.includes(":key"));

  test("drive their own sessions, and get of others' what they get of none", async () => {
    const deck = await drivenDeck({ authenticate: signIn, roots: (tool) => [tool.root("alice")] });
    const [alice, bob, admin] = ["alice", "bob", "admin"].map((user) => ({ "x-user": user }));
    const { key } = await deck.start("ask make", {}, alice);
    const own = deck.follow(key, "x-user: alice\r\nauthorization: x\r\n");
    const state = await own.drive(({ approvals: all }) => all.length > 0);
    const [approval] = state.approvals;
    const comparable = ({ status, text }: Answer): unknown => ({ status, text });
    const server = {
      send: (method: string, path: string, headers = {}, body?: string | Uint8Array) =>
        deck.send(method, path, body, headers),
    };

    for (const route of keyed) {
      for (const headers of [bob, admin]) {
        const foreign = comparable(await callRoute(server, route, key, headers));
        const missing = comparable(await callRoute(server, route, "nosuchkey0000000000000", headers));
        expect([nameOf(route), foreign]).toEqual([nameOf(route), missing]);
        expect(foreign).toMatchObject({ status: 404 });
      }
    }
    // An admin may look at everybody's sessions, and drives none but their own.
    const seen = await deck.send("GET", `/api/sessions/${key}?all=1`, undefined, admin);
    const state404 = await deck.send("GET", `/api/sessions/${key}/drive?all=1`, undefined, admin);
    const message = { id: randomUUID(), text: "say x" };
    const sent404 = await deck.send("POST", `/api/sessions/${key}/messages?all=1`, message, admin);
    expect([seen.status, state404.status, sent404.status]).toEqual([200, 404, 404]);
    const answered = await deck.send("POST", `/api/approvals/${approval?.id}`, { type: "deny" }, bob);
    const nothing = await deck.send("POST", `/api/approvals/${randomUUID()}`, { type: "deny" }, bob);
    const theirs = await deck.send("GET", "/api/approvals", undefined, bob);
    const start = { id: randomUUID(), text: "say x", cwd: deck.tool.cwd };
    const homeless = await deck.send("POST", "/api/sessions", start, bob);

    expect([answered.status, answered.text]).toEqual([404, nothing.text]);
    expect(theirs.json()).toEqual({ approvals: [] });
    expect(homeless.status).toBeGreaterThanOrEqual(400);
    expect(deck.tool.runs()).toHaveLength(1);
  });

  test("hear nothing of it on their streams", async () => {
    const deck = await drivenDeck({ authenticate: signIn, roots: (tool) => [tool.root("alice")] });
    const alice = { "x-user": "alice" };
    const { key, send } = await deck.start("gate one; say hello", {}, alice);
    const own = deck.follow(key, "x-user: alice\r\nauthorization: x\r\n");
    const foreign = deck.follow(key, "x-user: bob\r\nauthorization: x\r\n");
    await foreign.until((event): event is Extract<DeckEvent, { type: "hello" }> => event.type === "hello");

    deck.tool.open("one");
    await own.sent(send.id, "done");
    await deck.close();
    await foreign.client.closed;

    const quiet = new Set(["hello", "progress", "notices", "bye"]);
    expect(foreign.events.filter(({ type }) => !quiet.has(type))).toEqual([]);
  });
});

describe("a server that only shows sessions", () => {
  test("starts nothing, although the tool is there", async () => {
    const deck = await drivenDeck({ readOnly: true });
    const start = { id: randomUUID(), text: "say x", cwd: deck.tool.cwd };

    const answer = await deck.send("POST", "/api/sessions", start);

    expect([answer.status, answer.code]).toEqual([403, "READ_ONLY"]);
    // The engine's own door is closed too, for whoever embeds it.
    const view = deck.deck.engine.view({ principal: { kind: "local", id: "local" } });
    await expect(async () => view.drive.start(start)).rejects.toMatchObject({ code: "READ_ONLY" });
    expect(deck.tool.runs()).toEqual([]);
  });
});

describe("the stream", () => {
  test("gives a reader who comes in the middle of an answer all of it, once (225)", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("draft one two three; gate one; write");
    const first = deck.follow(key);
    await first.until((event): event is Extract<DeckEvent, { type: "partial" }> => event.type === "partial");
    await first.drive(({ phase }) => phase === "at gate one");

    const second = deck.follow(key);
    const partial = await second.until(
      (event): event is Extract<DeckEvent, { type: "partial" }> => event.type === "partial",
    );
    deck.tool.open("one");
    await second.sent(send.id, "done");

    expect([partial.at, partial.text]).toEqual([0, "one two three"]);
    expect((await textsOf(deck, key)).filter((text) => text === "one two three")).toHaveLength(1);
  });

  test("tells the state of driving at the beginning, of a session that nobody drives too", async () => {
    const deck = await drivenDeck();
    const { key, send } = await deck.start("say hello");
    await deck.follow(key).sent(send.id, "done");
    await deck.deck.engine.view({ principal: { kind: "local", id: "local" } }).drive.state(key);

    const again = await deck.follow(key).drive(() => true);

    expect(again.sends.map(({ id, state }) => [id, state])).toEqual([[send.id, "done"]]);
  });
});

describe("stopping", () => {
  test("lets a turn end within its time, and then says goodbye", async () => {
    const deck = await drivenDeck({ turnGraceMs: 20_000 });
    const { key, send } = await deck.start("gate one; say last words");
    await deck.follow(key).sent(send.id, "running");

    const closed = deck.close();
    deck.tool.open("one");
    await closed;

    const pid = deck.tool.runs()[0]?.pid ?? 0;
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test("stops a turn that takes longer, and leaves no process", async () => {
    const deck = await drivenDeck({ turnGraceMs: 0, drive: { graceMs: [200, 200, 200] } });
    const { key, send } = await deck.start("ignore SIGINT; deaf; hang");
    await deck.follow(key).sent(send.id, "running");

    await deck.close();

    const pid = deck.tool.runs()[0]?.pid ?? 0;
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test("takes nothing new meanwhile", async () => {
    const deck = await drivenDeck({ turnGraceMs: 20_000 });
    const { key } = await deck.start("gate one; say x");
    await deck.follow(key).drive(({ state }) => state === "running");

    deck.deck.endStreams();
    const answer = await deck.send("POST", `/api/sessions/${key}/messages`, {
      id: randomUUID(),
      text: "say y",
    });
    deck.tool.open("one");

    expect([answer.status, answer.code]).toEqual([503, "UNAVAILABLE"]);
  });
});
