import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const KEEPER = fileURLToPath(new URL("./keeper.mjs", import.meta.url));

/** What an engine of the tests is started with. */
export interface EngineOptions {
  /** Containers outlive a daemon that ends. Default: they do not. */
  readonly liveRestore?: boolean;
  /** Rules for networks that reach further than this machine; not needed for networks between sandboxes. */
  readonly iptables?: boolean;
  /** Another program as the runtime `runsc`. */
  readonly runsc?: string;
}

/** Where an engine is. */
export interface EngineAddress {
  /** Absolute path of the socket of the engine's API. */
  readonly socket: string;
  /** For `docker_host`. */
  readonly host: string;
}

/** A Docker engine of our own, with the runtimes `runsc` (for the network `none`), `runsc-net` and `runc`. */
export interface Engine extends EngineAddress, AsyncDisposable {
  /** All of the engine lies below it. */
  readonly dir: string;
  /** Of dockerd; another one after {@link Engine.restart}. */
  readonly pid: number;
  /** dockerd answers nobody any more, until {@link Engine.resume}. */
  pause(): void;
  resume(): void;
  /** Ends dockerd by SIGKILL. */
  kill(): Promise<void>;
  /** Starts dockerd again; one that runs is killed first. Resolves when it answers. */
  restart(): Promise<void>;
  /** Ends dockerd in good order, its containers first. {@link Engine.restart} starts it again. */
  shutDown(): Promise<void>;
  /** Ends everything and removes the directory. */
  stop(): Promise<void>;
}

const missing = ["dockerd", "containerd", "runsc"].filter((program) => !isInstalled(program));

/** Why tests with a real engine cannot run here; `undefined` when they can. */
export const noEngine: string | undefined =
  process.getuid?.() !== 0
    ? "a Docker engine can be started by root only"
    : missing.length > 0
      ? `not installed: ${missing.join(", ")}`
      : undefined;

if (noEngine !== undefined && process.env["VIBEDECK_REQUIRE_DOCKER"] === "1")
  throw new Error(`Tests with a real engine must run: ${noEngine}.`);

/** For names of tests: says why they are skipped. */
export const engineNote: string = noEngine === undefined ? "" : ` (skipped: ${noEngine})`;

/** Starts an engine. It ends by {@link Engine.stop}, or with this process, however that ends. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify({ ...options, storage: storage() })], {
    stdio: ["pipe", "pipe", "pipe"],
    // What a terminal sends to the tests is not for it.
    detached: true,
  });
  const starts = startsOf(keeper);
  const first = await starts();
  let pid = first.pid;
  const ended = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  const end = (signal: NodeJS.Signals): Promise<void> => {
    process.kill(pid, "SIGCONT");
    process.kill(pid, signal);
    return gone(pid);
  };
  async function stop(): Promise<void> {
    keeper.stdin?.end();
    await ended;
  }
  return {
    dir: first.dir,
    socket: first.socket,
    host: `unix://${first.socket}`,
    get pid() {
      return pid;
    },
    pause: () => void process.kill(pid, "SIGSTOP"),
    resume: () => void process.kill(pid, "SIGCONT"),
    kill: () => end("SIGKILL"),
    shutDown: () => end("SIGTERM"),
    async restart() {
      if (isAlive(pid)) await end("SIGKILL");
      const started = starts();
      keeper.stdin?.write("start\n");
      pid = (await started).pid;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Started {
  readonly dir: string;
  readonly socket: string;
  readonly pid: number;
}

/** Gives the next start that the keeper tells, each time. */
function startsOf(keeper: ChildProcess): () => Promise<Started> {
  const { stdout, stderr } = keeper;
  if (stdout === null || stderr === null) throw new Error("the keeper has no output");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  let errors = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the engine did not start: ${errors}`);
    // The line is the keeper's, and the keeper is ours.
    return JSON.parse(value) as Started;
  };
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function isInstalled(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Where layers can be laid upon each other, a container costs no copy of its image. */
function storage(): string {
  const dir = mkdtempSync(join(tmpdir(), "vde-overlay-"));
  const [lower, upper, work, merged] = ["l", "u", "w", "m"].map((name) => join(dir, name));
  for (const one of [lower, upper, work, merged]) mkdirSync(String(one));
  try {
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    execFileSync("mount", ["-t", "overlay", "overlay", "-o", layers, String(merged)], { stdio: "ignore" });
    execFileSync("umount", [String(merged)]);
    return "overlay2";
  } catch {
    return "vfs";
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
