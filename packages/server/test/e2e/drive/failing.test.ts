import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Failure, Send } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven, type Setup } from "./support/driven.ts";
import { dying, type Reply, refuse, say } from "./support/reply.ts";
import type { Watcher } from "./support/watcher.ts";

const FEW_RETRIES: Setup = { env: { CLAUDE_CODE_MAX_RETRIES: "1" } };
/** Only who pays by the month is told when a limit ends. */
const SUBSCRIBED: Setup = {
  env: { ANTHROPIC_API_KEY: "", CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-stand-in" },
};
const HOUR = 3_600_000;

describe.skipIf(noClaude)("a turn of the real Claude Code that fails", { timeout: 60_000 }, () => {
  test("tells of a rate limit, and when it ends", async () => {
    const resetsAt = Math.floor((Date.now() + HOUR) / 1_000) * 1_000;
    const { failure } = await failed(
      refuse(429, "rate_limit_error", "This request would exceed your rate limit", {
        "retry-after": "3600",
        "anthropic-ratelimit-unified-status": "rejected",
        "anthropic-ratelimit-unified-reset": String(resetsAt / 1_000),
        "anthropic-ratelimit-unified-representative-claim": "five_hour",
      }),
      SUBSCRIBED,
    );

    expect(failure).toMatchObject({ kind: "rate-limit", text: expect.stringMatching(/limit|429/i) });
    expect(failure.resetsAt).toBe(resetsAt);
  });

  test.each<[Failure["kind"], Reply]>([
    ["not-signed-in", refuse(401, "authentication_error", "invalid x-api-key")],
    ["bad-model", refuse(404, "not_found_error", "model: nonsense")],
    [
      "context-full",
      refuse(400, "invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"),
    ],
    ["overloaded", refuse(529, "overloaded_error", "Overloaded", { "x-should-retry": "false" })],
    ["api", refuse(500, "api_error", "Internal server error", { "x-should-retry": "false" })],
  ])("tells %s with the tool's own words and what to do", async (kind, reply) => {
    const { failure } = await failed(reply);

    expect(failure).toMatchObject({ kind, text: expect.stringMatching(/./) });
  });

  test("says that the answer broke off when the API dies in the middle of it", async () => {
    const { failure, watcher, deck } = await failed(dying("Half an answer that ", "ends"));

    expect(failure).toMatchObject({ kind: "api", text: expect.stringMatching(/./) });
    await watcher.until(({ partials }) => partials.size === 0, "nothing is being written");
    deck.model.on("please fail", { type: "message", blocks: [{ type: "text", parts: ["Better now."] }] });
    const { send } = await deck.send(watcher.key, "Once more, please fail not");
    await watcher.send(send.id, "done");
    await watcher.shows("Better now.");
  });

  test("holds what waits instead of sending it after a failure", async () => {
    const deck = await Driven.open(FEW_RETRIES);
    const { key, watcher } = await deck.turn("Hello to begin with");
    deck.model.on("will fail", refuse(401, "authentication_error", "invalid x-api-key"));
    const [one, two] = [await deck.send(key, "This one will fail"), await deck.send(key, "The one after it")];

    await watcher.send(one.send.id, "failed");
    await watcher.send(two.send.id, "held");

    expect((await deck.session(key)).session.drive).toMatchObject({
      failed: expect.stringMatching(/./),
      queued: 1,
    });
    expect(deck.model.count("The one after it")).toBe(0);
  });

  test("can be resumed when nothing but a synthetic model ever answered", async () => {
    const { deck, watcher } = await failed(refuse(401, "authentication_error", "invalid x-api-key"));
    await deck.server.kill("SIGTERM");
    await deck.startServer();
    const again = deck.watch(watcher.key);
    deck.model.on("Now you may answer", say("So I do."));

    const { send } = await deck.send(watcher.key, "Now you may answer");
    await again.send(send.id, "done");

    expect(deck.model.heard.at(-1)?.model).toMatch(/^claude-/);
    expect(deck.model.heard.at(-1)?.said).toContain("Now you may answer");
  });

  test("tells that the folder is gone", async () => {
    const deck = await Driven.open();
    const { key } = await deck.turn("Hello to begin with");
    await deck.server.kill("SIGTERM");
    rmSync(deck.folder(), { recursive: true });
    await deck.startServer();

    expect(await outcome(deck, `/api/sessions/${key}/messages`, {})).toBe("folder-missing");
  });
});

describe("a start that cannot be", { timeout: 60_000 }, () => {
  test("says that the tool is missing, and what to install", async () => {
    const deck = await Driven.open({ command: "/nowhere/at/all/claude" });

    expect(await outcome(deck, "/api/sessions", { cwd: deck.folder() })).toBe("agent-missing");
    await expect
      .poll(async () => JSON.stringify((await deck.ask("GET", "/api/backends")).body), { timeout: 10_000 })
      .toContain("npm install -g @anthropic-ai/claude-code");
  });

  test.skipIf(noClaude)(
    "refuses folders that are missing, relative or no folder, and makes one when told to",
    async () => {
      const deck = await Driven.open();
      const missing = join(deck.folder(), "new", "folder");
      const start = (cwd: string): Promise<string> =>
        deck.refused("/api/sessions", { id: randomUUID(), text: "Hello in there", cwd });

      expect(await start(missing)).toBe("FOLDER_MISSING");
      expect(await start("relative/folder")).toBe("BAD_REQUEST");
      expect(await start(`${deck.folder()}/a\0b`)).toBe("BAD_REQUEST");
      expect(["BAD_REQUEST", "FOLDER_MISSING"]).toContain(await start(join(deck.home.base, "vibedeck.toml")));
      const { send } = await deck.turn("Hello in there", { cwd: missing, create: true });
      expect(send.state).toBe("done");
    },
  );

  test.skipIf(noClaude)("refuses models and modes that are not offered (174)", async () => {
    const deck = await Driven.open();
    const start = (more: object): Promise<string> =>
      deck.refused("/api/sessions", { id: randomUUID(), text: "Hello there", cwd: deck.folder(), ...more });

    for (const more of [
      { model: "--dangerously-skip-permissions" },
      { model: "<synthetic>" },
      { permissionMode: "bypassPermissions" },
      { permissionMode: "--help" },
      { model: ["opus"] },
      { id: "no-uuid" },
      { sessionId: randomUUID() },
    ])
      expect([more, await start(more)]).toEqual([more, "BAD_REQUEST"]);
    expect(deck.processes()).toEqual([]);
  });
});

interface Failed {
  readonly deck: Driven;
  readonly watcher: Watcher;
  readonly failure: Failure;
}

/** A session whose first turn fails. */
async function failed(reply: Reply, setup: Setup = FEW_RETRIES): Promise<Failed> {
  const deck = await Driven.open(setup);
  deck.model.on("please fail", reply);
  const { key, send } = await deck.start("This turn, please fail");
  const watcher = deck.watch(key);
  return { deck, watcher, failure: failureOf(await watcher.send(send.id, "failed")) };
}

/** The kind of failure, told at once or later. */
async function outcome(deck: Driven, path: string, more: object): Promise<string> {
  const body = { id: randomUUID(), text: "Hello out there", ...more };
  const told = await deck.ask("POST", path, body);
  if (told.status !== 202) {
    const { code } = (told.body as { error: { code: string } }).error;
    return code.toLowerCase().replace("_", "-");
  }
  const { key, send } = told.body as { key: string; send: Send };
  return failureOf(await deck.watch(key).send(send.id, "failed")).kind;
}

function failureOf({ failure }: Send): Failure {
  if (failure === undefined) throw new Error("the message failed without a reason");
  return failure;
}
