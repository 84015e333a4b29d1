import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Root } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiscovery } from "../../src/discovery.ts";

const SESSION = "0a1b2c3d-1111-4222-8333-444455556666";

let dir = "";
let root: Root;
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vibedeck-running-"));
  mkdirSync(join(dir, "sessions"));
  mkdirSync(join(dir, "projects"));
  root = { path: join(dir, "projects"), owner: "local", trusted: true };
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  rmSync(dir, { recursive: true, force: true });
});

describe("programs that run a session", () => {
  it.each([
    ["cli", "a terminal"],
    ["claude-vscode", "Visual Studio Code"],
    ["claude-desktop", "the desktop app"],
    ["vibedeck", "another VibeDeck"],
    ["sdk-rust", "a program"],
    ["from-the-future", "another program"],
  ])("are known by their entrypoint: %s is %s", async (entrypoint, name) => {
    const pid = alive();
    tell(pid, { entrypoint, status: "busy" });

    expect(await running()).toEqual({ name, pid, state: "busy" });
  });

  it("are idle unless they say that they are busy", async () => {
    tell(alive(), { entrypoint: "cli", status: "idle" });

    expect(await running()).toMatchObject({ state: "idle" });
  });

  it("are not those that have ended and left their file behind", async () => {
    const pid = alive();
    tell(pid, { entrypoint: "cli" });
    const [child] = children;
    child?.kill("SIGKILL");
    if (child !== undefined) await once(child, "exit");

    expect(await running()).toBeUndefined();
  });

  it.runIf(existsSync("/proc/self/stat"))("are not another process that got the number later", async () => {
    tell(alive(), { entrypoint: "cli", procStart: "1" });

    expect(await running()).toBeUndefined();
  });

  it("are not ours, nor what ours started", async () => {
    const pid = alive();
    tell(pid, { entrypoint: "vibedeck" });

    expect(await running([pid])).toBeUndefined();
    // This process is the parent of it, as a wrapper script would be.
    if (existsSync("/proc/self/stat")) expect(await running([process.pid])).toBeUndefined();
  });

  it("are those of that session only", async () => {
    tell(alive(), { entrypoint: "cli", sessionId: "ffffffff-1111-4222-8333-444455556666" });

    expect(await running()).toBeUndefined();
  });

  it("are not looked for in a home that others write to", async () => {
    tell(alive(), { entrypoint: "cli" });

    expect(await createDiscovery([dir]).running?.({ ...root, trusted: false }, SESSION, [])).toBeUndefined();
  });

  it("survive junk among the files", async () => {
    writeFileSync(join(dir, "sessions", "12.json"), "{ half");
    writeFileSync(join(dir, "sessions", "13.json"), "[]");
    writeFileSync(join(dir, "sessions", "0.json"), "{}");
    writeFileSync(join(dir, "sessions", "x.json"), "{}");
    writeFileSync(
      join(dir, "sessions", "14.json"),
      JSON.stringify({ sessionId: SESSION, pad: "x".repeat(70_000) }),
    );
    symlinkSync("/dev/zero", join(dir, "sessions", "15.json"));
    mkdirSync(join(dir, "sessions", "16.json"));
    const pid = alive();
    tell(pid, { entrypoint: "cli" });

    expect(await running()).toMatchObject({ pid });
  });

  it("are none where the tool keeps no such files", async () => {
    rmSync(join(dir, "sessions"), { recursive: true });

    expect(await running()).toBeUndefined();
  });
});

describe("where a transcript will lie", () => {
  const discovery = createDiscovery(["/home/ada/.claude"]);
  const where = (cwd: string, id = SESSION) =>
    discovery.locate?.({ path: "/home/ada/.claude/projects", owner: "local", trusted: true }, id, cwd);

  it.each([
    ["/home/ada/project", "-home-ada-project"],
    ["/x/.claude/worktrees/a", "-x--claude-worktrees-a"],
    ["C:\\Users\\empad\\Desktop", "C--Users-empad-Desktop"],
    ["/", "-"],
    ["/srv/a_b c:d", "-srv-a-b-c-d"],
    ["/srv/é", "-srv--"],
    [`/${"x".repeat(199)}`, `-${"x".repeat(199)}`],
  ])("%s", (cwd, name) => {
    expect(where(cwd)).toBe(`${name}/${SESSION}.jsonl`);
  });

  it("cannot be told of long paths, whose names are cut and hashed", () => {
    expect(where(`/${"x".repeat(200)}`)).toBeUndefined();
  });

  it("cannot be told of an id that is no UUID (173)", () => {
    expect(where("/srv", "../../etc/passwd")).toBeUndefined();
  });
});

function running(except: readonly number[] = []) {
  const found = createDiscovery([dir]).running?.(root, SESSION, except);
  if (found === undefined) throw new Error("discovery cannot tell");
  return found;
}

/** A process that lives until the test is over. */
function alive(): number {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
  children.push(child);
  if (child.pid === undefined) throw new Error("no process");
  return child.pid;
}

/** What a Claude Code with that process id would write. */
function tell(pid: number, more: object): void {
  const file = { pid, sessionId: SESSION, cwd: "/srv", kind: "interactive", ...started(pid), ...more };
  writeFileSync(join(dir, "sessions", `${pid}.json`), JSON.stringify(file));
}

function started(pid: number): { readonly procStart?: string } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const field = text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
    return field === undefined ? {} : { procStart: field };
  } catch {
    return {};
  }
}
