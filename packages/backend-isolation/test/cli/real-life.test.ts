import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Action,
  type AgentProcess,
  type Cli,
  type Conversation,
  type ConversationEvent,
  silentLogger,
} from "@vibedeck/core";
import { mountBackend } from "@vibedeck/core/host";
import { describe, expect, it, onTestFinished } from "vitest";
import isolation from "../../src/index.ts";
import { CONFIG } from "../commands/fake-sandboxes.ts";
import { ask } from "../engine/ask.ts";
import { engineNote, noEngine } from "../engine/engine.ts";
import { sharedEngine, sharedTinyImage } from "../engine/shared-engine.ts";

const LIMIT_MS = 120_000;
const forever = (): AbortSignal => new AbortController().signal;

/** The backend on a real engine; more servers may be opened over the same homes. */
async function openServers(idleStopMs: number) {
  const engine = await sharedEngine();
  const image = await sharedTinyImage();
  const usersDir = mkdtempSync(join(tmpdir(), "vdl-"));
  mkdirSync(join(usersDir, ".vibedeck"), { mode: 0o700 });
  const owner = `life${Date.now().toString(36)}`;
  onTestFinished(async () => {
    await ask(engine, "DELETE", `/containers/sandbox-${owner}?force=1`);
    rmSync(usersDir, { recursive: true, force: true });
  });
  const claude = { dirs: [], prices: {}, permissionModes: ["default"], models: [], env: {} };
  const sandbox = { ...CONFIG.sandbox, image, memoryBytes: 256 * 2 ** 20 };
  const config = { ...CONFIG, usersDir, dockerHost: engine.host, sandbox, claude, idleStopMs };
  const open = async (): Promise<{ readonly cli: Cli; readonly close: () => Promise<void> }> => {
    const mount = mountBackend(isolation, { id: "isolation", config, logger: silentLogger });
    await isolation.check?.(mount.context);
    onTestFinished(() => mount.dispose());
    return { cli: mount.mounted.backend.cli, close: () => mount.dispose() };
  };
  const state = async (): Promise<string | undefined> =>
    (await ask(engine, "GET", `/containers/sandbox-${owner}/json`)).json?.State?.Status;
  return { engine, owner, usersDir, open, state };
}

/** An agent, and what it told. */
class Talk {
  readonly process: AgentProcess;
  readonly talk: Conversation;
  readonly #events: AsyncIterator<ConversationEvent>;

  constructor(cli: Cli, process: AgentProcess) {
    this.process = process;
    this.talk = cli.converse(process);
    this.#events = this.talk.events()[Symbol.asyncIterator]();
  }

  static async open(cli: Cli, owner: string, action: Action, told: string[] = []): Promise<Talk> {
    const run = { owner, progress: (text: string) => void told.push(text) };
    const talk = new Talk(cli, await cli.start(cli.command(action), forever(), run));
    await talk.talk.open(AbortSignal.timeout(30_000));
    return talk;
  }

  send(text: string): Promise<void> {
    return this.talk.send({ id: crypto.randomUUID(), text });
  }

  async next(type: ConversationEvent["type"]): Promise<ConversationEvent> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done === true) throw new Error(`the agent ended before ${type}`);
      if (value.type === type) return value;
    }
  }

  async end(): Promise<void> {
    this.talk.close();
    await this.process.exit;
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe.skipIf(noEngine !== undefined)(
  `a sandbox on a real engine${engineNote}`,
  { timeout: LIMIT_MS },
  () => {
    it("is made for the first turn, stopped when nobody uses it, and as it was for the next (218)", async () => {
      const { owner, usersDir, open, state } = await openServers(1_500);
      const { cli } = await open();
      const sessionId = crypto.randomUUID();
      const told: string[] = [];
      const cwd = (await cli.folder?.("~/project", owner, true)) ?? "";
      expect(await state()).toBeUndefined();

      const first = await Talk.open(cli, owner, { type: "start", sessionId, cwd }, told);
      await first.send("hello");
      await first.next("turn-end");
      await first.end();
      expect(told).toEqual(["creating your sandbox…", "starting your sandbox…"]);
      await until(async () => (await state()) === "exited");

      const again: string[] = [];
      const second = await Talk.open(cli, owner, { type: "resume", sessionId, cwd }, again);
      expect(again.at(-1)).toBe("starting your sandbox…");
      await second.send("hello again");
      await second.next("turn-end");
      await second.end();

      const projects = join(usersDir, owner, ".claude", "projects");
      expect(readdirSync(join(projects, "-root-project"))).toEqual([`${sessionId}.jsonl`]);
    });

    it("keeps an agent that the server lets go: the next server finds it and can stop it (207)", async () => {
      const { owner, open, state } = await openServers(600_000);
      const before = await open();
      const action: Action = { type: "start", sessionId: crypto.randomUUID(), cwd: "/root" };
      const agent = await Talk.open(before.cli, owner, action);
      await agent.send("sleep 600");
      await agent.next("message-state");
      const record = agent.process.record ?? null;

      agent.process.detach?.();
      await before.close();
      const { cli } = await open();
      const orphan = await cli.recover?.(record);

      expect(await state()).toBe("running");
      expect(orphan?.goesOn).toBe(true);
      await orphan?.signal("SIGTERM");
      await orphan?.gone;
      expect(await cli.recover?.(record)).toBeUndefined();
    });

    it("ends its agents with the reason when the operator stops it", async () => {
      const { owner, open } = await openServers(600_000);
      const { cli } = await open();
      const action: Action = { type: "start", sessionId: crypto.randomUUID(), cwd: "/root" };
      const agent = await Talk.open(cli, owner, action);
      await agent.send("sleep 600");

      expect(await cli.places?.stop(owner)).toBe(true);

      expect(await agent.process.exit).toMatchObject({ reason: "Your sandbox was stopped or removed." });
    });
  },
);
