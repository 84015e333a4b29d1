import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { claudeCode } from "@vibedeck/backend-claude-code";
import { type Discovery, type PartContext, type Root, silentLogger } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiscovery } from "../../src/discovery.ts";
import { UsersDir } from "../homes/users-dir.ts";

const ID = "3f2b8c1e-0000-4000-8000-000000000001";

describe("the sessions of many users", () => {
  let users: UsersDir;
  let stop: AbortController;
  let inner: Discovery;
  let discovery: Discovery;

  beforeEach(() => {
    users = new UsersDir();
    stop = new AbortController();
    const config = {
      dirs: [users.path],
      owner: "local",
      prices: {},
      permissionModes: [],
      models: [],
      env: {},
    };
    const part = (): never => {
      throw new Error("no part needs another one");
    };
    const context: PartContext<typeof config> = { config, logger: silentLogger, signal: stop.signal, part };
    inner = claudeCode.parts.discovery(context);
    discovery = createDiscovery(users.path, inner, { logger: silentLogger, gatherMs: 1 });
  });
  afterEach(() => {
    stop.abort();
    users[Symbol.dispose]();
  });

  const root = (owner: string): Root => ({ path: users.at(owner), owner, trusted: false, maxDepth: 7 });

  it("are below a root for each home, which nobody trusts and whose user owns it", async () => {
    for (const name of ["bob", "alice", ".shared"]) users.home(name);

    const { value } = await discovery.roots(stop.signal)[Symbol.asyncIterator]().next();

    expect(value).toEqual([root("alice"), root("bob")]);
  });

  it("come and go with the homes, while the server runs", async () => {
    users.home("alice");
    const sets = discovery.roots(stop.signal)[Symbol.asyncIterator]();
    const owners = async (): Promise<string[] | undefined> => {
      const { value, done } = await sets.next();
      return done === true ? undefined : value.map(({ owner }: Root) => owner);
    };
    expect(await owners()).toEqual(["alice"]);

    users.home("bob");
    expect(await owners()).toEqual(["alice", "bob"]);
    renameSync(users.at("alice"), users.outside("alice"));
    symlinkSync(users.at("bob"), users.at("alice"));
    expect(await owners()).toEqual(["bob"]);
    rmSync(users.at("alice"));
    mkdirSync(users.at("alice"), { mode: 0o700 });
    expect(await owners()).toEqual(["alice", "bob"]);
    stop.abort();
    expect(await owners()).toBeUndefined();
  });

  it.each([
    `-root/${ID}.jsonl`,
    "-root/agent-a02a5b8.jsonl",
    `-root/${ID}/subagents/agent-x.jsonl`,
    `-root/${ID}/subagents/workflows/wf_1/agent-x.jsonl`,
  ])("are what Claude Code takes for one, in its place: %s", (path) => {
    const ref = inner.identify(root("alice"), path);

    expect(ref).toBeDefined();
    expect(discovery.identify(root("alice"), `.claude/projects/${path}`)).toEqual(ref);
    for (const other of [path, `.claude/${path}`, `projects/${path}`, `x/.claude/projects/${path}`])
      expect(discovery.identify(root("alice"), other)).toBeUndefined();
  });

  it.each(["-root/x.jsonl", `-root/${ID}.json`, `${ID}.jsonl`, "-root/a\nb.jsonl", "", "/"])(
    "are not %j",
    (path) => {
      expect(discovery.identify(root("alice"), `.claude/projects/${path}`)).toBeUndefined();
    },
  );

  it("are looked for on the way to them and nowhere else (98, 116)", () => {
    const entered = (path: string): boolean | undefined => discovery.enter?.(root("alice"), path);

    for (const path of [
      ".claude",
      ".claude/projects",
      ".claude/projects/-root",
      `.claude/projects/-root/${ID}/subagents/workflows/wf_1`,
    ])
      expect(entered(path)).toBe(true);
    for (const path of [
      "src",
      ".claude2",
      ".cl",
      ".shared",
      "projects",
      ".claude/todos",
      ".claude/project",
      ".claude/projects/-root/memory",
      `.claude/projects/-root/${ID}/subagents/deeper`,
      "node_modules/.claude/projects",
    ])
      expect(entered(path)).toBe(false);
  });

  it("will lie where Claude Code puts them, seen from the home", () => {
    expect(discovery.locate?.(root("alice"), ID, "/root/my-app")).toBe(
      `.claude/projects/-root-my-app/${ID}.jsonl`,
    );
    expect(discovery.locate?.(root("alice"), "no-uuid", "/root")).toBeUndefined();
  });

  it("are shown by their path inside of the sandbox, never by the one on this machine", () => {
    const shown = discovery.shownPath?.(root("alice"), `.claude/projects/-root/${ID}.jsonl`);

    expect(shown).toBe(`/root/.claude/projects/-root/${ID}.jsonl`);
    expect(discovery.shownPath?.(root("alice"), "")).toBe("/root");
  });

  it("are run by no process of this machine, whatever a home says", async () => {
    users.home("alice");

    expect(await discovery.running?.(root("alice"), ID, [])).toBeUndefined();
  });
});
