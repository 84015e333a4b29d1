import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claudeCode } from "@vibedeck/backend-claude-code";
import { type DeckEvent, type DriveState, silentLogger } from "@vibedeck/core";
import { createEngine, type Engine, type MountedBackend, mountBackend } from "@vibedeck/core/host";
import { onTestFinished } from "vitest";
import { sendReceipt } from "../../../src/http/schemas/drive.ts";
import { deckEvent } from "../../../src/http/schemas/events.ts";
import { messagePage } from "../../../src/http/schemas/message.ts";
import { sessionPage } from "../../../src/http/schemas/session.ts";
import type { Browser } from "./browser.ts";
import { codeOf, fakeProvider, person } from "./fake-provider.ts";
import { type FakePlaces, fakePlaces } from "./place-keeper.ts";
import { type ScriptedTool, scriptedTool } from "./scripted-tool.ts";
import { type SignedInDeck, signedInOver } from "./signed-in.ts";

/** Stands in everything that Alice has: titles, messages, folders, commands, paths, her name. */
export const MARKER = "al1ce-only";

/** Stands in everything that Bob has. */
export const BOBS = "b0b-only";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Alice's and Bob's transcripts, and a tool that only Alice has, over the real engine. */
export interface Tenants extends SignedInDeck {
  readonly tool: ScriptedTool;
  /** The places that the tool keeps. */
  readonly boxes: FakePlaces;
  /** Everything of Alice's that requests can name. */
  readonly places: Places;
  /** Alice, who made them. */
  readonly alice: Browser;
}

/** What can be named of somebody's. */
export interface Places {
  /** A session out of a transcript, with an image. */
  readonly read: string;
  /** A cursor in it where the image is. */
  readonly cursor: string;
  /** A session that is driven: it runs, a message waits, a question is open. */
  readonly driven: string;
  readonly send: string;
  /** Another message that waits. */
  readonly otherSend: string;
  readonly approval: string;
  readonly cwd: string;
}

export async function tenants(): Promise<Tenants> {
  const tool = await scriptedTool();
  const folder = mkdtempSync(join(tmpdir(), "vibedeck-tenants-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const cwd = join(tool.cwd, MARKER);
  mkdirSync(cwd);
  const mounts = [transcripts(folder, "alice", MARKER), transcripts(folder, "bob", BOBS)];
  const boxes = fakePlaces();
  const backends = [...mounts, tool.mounted([tool.root("alice")], { places: boxes })];
  const provider = fakeProvider();
  provider.people.set(codeOf("alice"), person("alice", { name: `Alice ${MARKER}` }));
  const deck = await signedInOver(engineOver(backends, folder), { backends, provider });
  const [alice, bob] = [await deck.signIn("alice"), await deck.signIn("bob")];
  await deck.signIn("carol");
  const read = await keyOfTranscript(alice, MARKER);
  await keyOfTranscript(bob, BOBS);
  const page = messagePage.parse((await alice.get(`/api/sessions/${read}/messages`)).json());
  const cursor = page.messages.at(-1)?.cursor ?? "";
  const driven = await drive(alice, cwd);
  return { ...deck, tool, boxes, alice, places: { read, cursor, ...driven, cwd } };
}

function engineOver(backends: readonly MountedBackend[], folder: string): Engine {
  return createEngine({
    backends,
    stateDir: join(folder, "state"),
    logger: silentLogger,
    version: "9.9.9",
    workers: 0,
    turnGraceMs: 0,
  });
}

function transcripts(folder: string, owner: string, marker: string): MountedBackend {
  const dir = join(folder, `home-${marker}`, ".claude");
  const project = join(dir, "projects", `-somewhere-${marker}`);
  const sessionId = randomUUID();
  mkdirSync(project, { recursive: true });
  const entry = (content: unknown): string =>
    JSON.stringify({
      ...{ type: "user", uuid: randomUUID(), parentUuid: null, sessionId, version: "2.0.0" },
      timestamp: new Date(1_700_000_000_000).toISOString(),
      cwd: `/somewhere/${marker}`,
      message: { role: "user", content },
    });
  const image = { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } };
  writeFileSync(join(project, `${sessionId}.jsonl`), `${entry(`A prompt, ${marker}`)}\n${entry([image])}\n`);
  const config = { dirs: [dir], owner, prices: {}, permissionModes: [], models: [], env: {} };
  return mountBackend(claudeCode, { id: `claude-${owner}`, config, logger: silentLogger }).mounted;
}

async function keyOfTranscript(browser: Browser, marker: string): Promise<string> {
  const stream = browser.stream();
  for (let seen = 1; ; seen++) {
    await stream.count(seen);
    const { sessions } = sessionPage.parse((await browser.get("/api/sessions")).json());
    const found = sessions.find(({ title, partial }) => title?.includes(marker) === true && !partial);
    if (found === undefined) continue;
    stream.socket.destroy();
    return found.key;
  }
}

/** Starts a session that asks something, and puts two messages behind it. */
async function drive(
  alice: Browser,
  cwd: string,
): Promise<Pick<Places, "driven" | "send" | "otherSend" | "approval">> {
  const post = async (path: string, body: object): Promise<{ key: string; id: string }> => {
    const answer = await alice.send(
      "POST",
      path,
      { "content-type": "application/json" },
      JSON.stringify(body),
    );
    if (answer.status !== 202) throw new Error(answer.text);
    const { key, send } = sendReceipt.parse(answer.json());
    return { key, id: send.id };
  };
  const text = `ask touch ${MARKER}; say ${MARKER}`;
  const { key: driven } = await post("/api/sessions", { id: randomUUID(), text, cwd, backend: "scripted" });
  const { approvals } = await stateOf(alice, driven, (state) => state.approvals.length > 0);
  const wait = (): object => ({ id: randomUUID(), text: `say ${MARKER} later` });
  const path = `/api/sessions/${driven}/messages`;
  const [{ id: send }, { id: otherSend }] = [await post(path, wait()), await post(path, wait())];
  return { driven, send, otherSend, approval: approvals[0]?.id ?? "" };
}

async function stateOf(
  browser: Browser,
  key: string,
  is: (state: DriveState) => boolean,
): Promise<DriveState> {
  const stream = browser.stream(`/api/events?session=${key}`);
  for (let seen = 0; ; seen++) {
    await stream.count(seen + 1);
    const { event, data } = stream.events[seen] ?? { event: "", data: "{}" };
    const told: DeckEvent = deckEvent.parse({ ...JSON.parse(data), type: event });
    if (told.type !== "drive" || !is(told.drive)) continue;
    stream.socket.destroy();
    return told.drive;
  }
}
