import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import {
  type AgentExit,
  type AgentProcess,
  type Cli,
  type CommandSpec,
  type EndSignal,
  isObject,
  own,
  VibeDeckError,
} from "@vibedeck/core";

/** Runs commands on this machine, each in a process group of its own. */
export const plainPlace: Required<Pick<Cli, "start" | "recover" | "folder" | "list">> = {
  start: async (spec, signal) => spawned(spec, signal),
  async recover(record) {
    const pid = isObject(record) ? own(record, "pid") : undefined;
    const since = isObject(record) ? own(record, "since") : undefined;
    if (typeof pid !== "number" || startOf(pid) !== since) return undefined;
    return { signal: async (name) => void kill(pid, name), gone: groupGone(pid) };
  },
  async folder(path, _owner, create) {
    if (!path.startsWith("/")) throw new VibeDeckError("BAD_REQUEST", "The path is not absolute.");
    if (create) mkdirSync(path, { recursive: true });
    try {
      return realpathSync(path);
    } catch (cause) {
      throw new VibeDeckError("FOLDER_MISSING", "The folder is not there.", { cause });
    }
  },
  async list(path) {
    return readdirSync(path).map((name) => ({ name, directory: statSync(`${path}/${name}`).isDirectory() }));
  },
};

async function spawned(spec: CommandSpec, signal: AbortSignal): Promise<AgentProcess> {
  signal.throwIfAborted();
  const [program, ...args] = spec.argv;
  const child = spawn(program, args, {
    cwd: spec.cwd,
    env: { PATH: process.env["PATH"], ...spec.env },
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) =>
      reject(new VibeDeckError("AGENT_MISSING", "The program is not there.", { cause })),
    );
  });
  return agentOf(child, child.pid ?? 0);
}

function agentOf(child: ChildProcess, pid: number): AgentProcess {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("no pipes");
  stdin.on("error", () => {});
  return {
    pid,
    record: { pid, since: startOf(pid) ?? "" },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stdin.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
    end: () => stdin.end(),
    lines: () => createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY }),
    signal: async (name) => void kill(pid, name),
    exit: exitOf(child, pid),
  };
}

async function exitOf(child: ChildProcess, pid: number): Promise<AgentExit> {
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-8_192);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once("close", (...how) => resolve(how));
  });
  await groupGone(pid);
  return { code, ...(signal === null ? {} : { signal }), stderr };
}

async function groupGone(pid: number): Promise<void> {
  while (kill(pid, 0)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function kill(pid: number, name: EndSignal | 0): boolean {
  try {
    process.kill(-pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Field 22 of /proc/pid/stat: when the process began, so that another one with its number is not taken for it. */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
  } catch {
    return undefined;
  }
}
