import {
  type Availability,
  type Cli,
  defineBackend,
  silentLogger,
  VibeDeckError,
  viewOnlyCli,
} from "@vibedeck/core";
import { type MountedBackend, mountBackend } from "@vibedeck/core/host";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { AgentChecks } from "../../src/http/agent-checks.ts";
import { backends as answerSchema } from "../../src/http/schemas/server.ts";
import { signIn, startServer } from "./support/server.ts";

const FOUND: Availability = { ok: true, version: "1.2.3", detail: "signed in" };

/** A backend with a tool that answers when the test says so. */
class Tool {
  readonly owners: string[] = [];
  readonly mounted: MountedBackend;
  answer: () => Promise<Availability> = async () => FOUND;

  constructor(options: { readonly run?: boolean; readonly available?: boolean } = {}) {
    const { run = true, available = true } = options;
    const unused = (): never => {
      throw new Error("nobody reads here");
    };
    const look: Pick<Cli, "available"> = {
      available: (_signal, { owner }) => {
        this.owners.push(owner);
        return this.answer();
      },
    };
    const plugin = defineBackend({
      name: "tool",
      capabilities: { run },
      config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
      parts: {
        discovery: unused,
        tailer: unused,
        renderer: unused,
        pricing: unused,
        cli: () => ({ ...viewOnlyCli("tool"), ...(available ? look : {}) }),
      },
    });
    const mount = mountBackend(plugin, { id: "tool", config: {}, logger: silentLogger });
    onTestFinished(() => mount.dispose());
    this.mounted = mount.mounted;
  }
}

/** Lets everything run that only waits for promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe("GET /api/backends", () => {
  test("says whether the tool can be run, without ever waiting for it", async () => {
    const tool = new Tool();
    let found: (found: Availability) => void = () => {};
    tool.answer = () =>
      new Promise((resolve) => {
        found = resolve;
      });
    const server = await startServer({ backends: [tool.mounted], authenticate: signIn });
    const ask = async (): Promise<unknown> => {
      const answer = await server.get("/api/backends", { "x-user": "alice" });
      return answerSchema.parse(answer.json()).backends[0]?.agent;
    };

    expect([await ask(), await ask(), tool.owners]).toEqual([undefined, undefined, ["alice"]]);
    found(FOUND);
    await settled();

    expect([await ask(), tool.owners]).toEqual([FOUND, ["alice"]]);
  });

  test("looks for no tool where sessions are only shown", async () => {
    const tool = new Tool();
    const server = await startServer({ backends: [tool.mounted], readOnly: true });

    const answer = await server.get("/api/backends");

    expect([answer.status, tool.owners]).toEqual([200, []]);
  });
});

describe("AgentChecks", () => {
  test.each([{ run: false }, { available: false }])(
    "asks no backend that cannot say: %j",
    async (options) => {
      const tool = new Tool(options);
      const checks = new AgentChecks([tool.mounted], silentLogger);

      expect([checks.latest("tool", "local"), checks.latest("other", "local")]).toEqual([
        undefined,
        undefined,
      ]);
      await settled();
      expect([checks.latest("tool", "local"), tool.owners]).toEqual([undefined, []]);
    },
  );

  test("keeps an answer for a minute, and the old one while it looks again; each owner has their own", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const tool = new Tool();
    const checks = new AgentChecks([tool.mounted], silentLogger);
    checks.latest("tool", "alice");
    checks.latest("tool", "bob");
    await settled();

    vi.advanceTimersByTime(59_000);
    expect([checks.latest("tool", "alice"), tool.owners]).toEqual([FOUND, ["alice", "bob"]]);
    vi.advanceTimersByTime(2_000);
    tool.answer = async () => ({ ok: false, problem: "gone" });
    expect(checks.latest("tool", "alice")).toEqual(FOUND);
    await settled();

    expect(checks.latest("tool", "alice")).toEqual({ ok: false, problem: "gone" });
    expect(tool.owners).toEqual(["alice", "bob", "alice"]);
  });

  test("looks again five seconds after it could not be run, once at a time, so that a repair is soon seen", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const tool = new Tool();
    const checks = new AgentChecks([tool.mounted], silentLogger);
    tool.answer = async () => ({ ok: false, problem: "no engine" });
    checks.latest("tool", "alice");
    await settled();

    vi.advanceTimersByTime(4_000);
    expect([checks.latest("tool", "alice")?.ok, tool.owners.length]).toEqual([false, 1]);
    let found: (found: Availability) => void = () => {};
    tool.answer = () =>
      new Promise((resolve) => {
        found = resolve;
      });
    vi.advanceTimersByTime(2_000);
    for (let second = 0; second < 15; second++) {
      expect(checks.latest("tool", "alice")?.ok).toBe(false);
      vi.advanceTimersByTime(1_000);
    }
    expect(tool.owners).toHaveLength(2);
    found(FOUND);
    await settled();

    expect(checks.latest("tool", "alice")).toEqual(FOUND);
  });

  test("passes on what was written for people, and nothing else", async () => {
    const tool = new Tool();
    const checks = new AgentChecks([tool.mounted], silentLogger);
    tool.answer = () =>
      Promise.reject(new VibeDeckError("AGENT_MISSING", "It is not there.", { hint: "Get it." }));
    checks.latest("tool", "alice");
    tool.answer = () => Promise.reject(new Error("ENOENT /home/alice/.secret"));
    checks.latest("tool", "bob");
    await settled();

    expect(checks.latest("tool", "alice")).toEqual({
      ok: false,
      problem: "It is not there.",
      hint: "Get it.",
    });
    expect(checks.latest("tool", "bob")?.ok).toBe(false);
    expect(JSON.stringify(checks.latest("tool", "bob"))).not.toContain("secret");
  });

  test("looks for a few owners at a time", () => {
    const tool = new Tool();
    tool.answer = () => new Promise(() => {});
    const checks = new AgentChecks([tool.mounted], silentLogger);

    for (let owner = 0; owner < 100; owner++) checks.latest("tool", String(owner));

    expect(tool.owners).toHaveLength(4);
  });
});
