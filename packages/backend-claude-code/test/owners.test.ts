import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Root, type ScopedView, silentLogger } from "@vibedeck/core";
import { createEngine, type Engine, mountBackend } from "@vibedeck/core/host";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDiscovery } from "../src/discovery.ts";
import { claudeCode } from "../src/index.ts";

const PROJECT = "-srv-deck";
const BOBS = "11111111-2222-4333-8444-555555555555";
const TOMS = "aaaaaaaa-2222-4333-8444-555555555555";

function line(uuid: string, text: string, more: object = {}): string {
  const base = { type: "user", parentUuid: null, sessionId: BOBS, version: "2.1.0", cwd: "/srv/deck" };
  const at = { uuid, timestamp: "2026-01-02T03:04:05.000Z" };
  return `${JSON.stringify({ ...base, ...at, message: { role: "user", content: text }, ...more })}\n`;
}

/** An engine over one home for each of two people, under one backend. */
async function opened(files: { readonly [path: string]: string }): Promise<Engine> {
  const base = mkdtempSync(join(tmpdir(), "vibedeck-owners-"));
  const roots: Root[] = ["tom", "bob"].map((owner) => ({
    path: join(base, owner),
    owner,
    trusted: false,
    maxDepth: 5,
  }));
  for (const { path } of roots) mkdirSync(join(path, PROJECT), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(base, path), text);
  const discovery = {
    ...createDiscovery([]),
    async *roots() {
      yield roots;
    },
  };
  const plugin = { ...claudeCode, parts: { ...claudeCode.parts, discovery: () => discovery } };
  const config = { dirs: [], owner: "local", prices: {}, permissionModes: [], models: [], env: {} };
  const { mounted } = mountBackend(plugin, { id: "claude-code", config, logger: silentLogger });
  const engine = createEngine({
    backends: [mounted],
    stateDir: join(base, "state"),
    logger: silentLogger,
    version: "test",
  });
  await engine.start();
  onTestFinished(async () => {
    await engine.stop();
    rmSync(base, { recursive: true, force: true });
  });
  return engine;
}

/** What one person sees, once everything is read. */
async function viewOf(engine: Engine, id: string): Promise<ScopedView> {
  const view = engine.view({ principal: { kind: "user", id } });
  const stream = view.stream({});
  while (!view.progress().done) {
    await new Promise<void>((resolve) => stream.onReady(resolve));
    for (const _ of stream.take(1 << 20));
  }
  stream.close();
  return view;
}

describe("two people's transcripts", () => {
  it("are told apart by their home and name, whatever session id their lines hold (88, 89)", async () => {
    const engine = await opened({
      [`bob/${PROJECT}/${BOBS}.jsonl`]: line("u1", "of Bob"),
      [`tom/${PROJECT}/${BOBS}.jsonl`]: line("u1", "forged name"),
      [`tom/${PROJECT}/${TOMS}.jsonl`]: line("u1", "forged field"),
    });
    const titles = async (owner: string): Promise<unknown> => {
      const { sessions } = await (await viewOf(engine, owner)).sessions({});
      return sessions.map(({ id, title }) => [id, title]).sort();
    };

    expect(await titles("bob")).toEqual([[BOBS, "of Bob"]]);
    expect(await titles("tom")).toEqual([
      [BOBS, "forged name"],
      [TOMS, "forged field"],
    ]);
  });

  it.each([
    ["a way up", "/srv/../../etc"],
    ["another home", "/srv/users/bob"],
    ["a drive", "C:\\x"],
    ["a megabyte", `/${"x".repeat(1_000_000)}`],
    ["an object", { toString: "/etc" }],
    ["a line break", "/etc\n"],
  ])("take no folder out of their lines: %s (90)", async (_name, cwd) => {
    const engine = await opened({
      [`bob/${PROJECT}/${BOBS}.jsonl`]: line("u1", "of Bob"),
      [`tom/${PROJECT}/${TOMS}.jsonl`]: line("u1", "forged", { cwd }),
    });
    const tom = await viewOf(engine, "tom");
    const [session] = (await tom.sessions({})).sessions;

    expect(session).toMatchObject({ id: TOMS, title: "forged" });
    expect(JSON.stringify(session).length).toBeLessThan(20_000);
    const own = session?.facts.cwd;
    expect(own === undefined || own === cwd || own.length <= 4_096).toBe(true);
    expect((await (await viewOf(engine, "bob")).sessions({})).sessions).toMatchObject([{ id: BOBS }]);
  });
});
