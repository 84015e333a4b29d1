import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Home } from "./home.ts";

/** The command, as it is published. */
export const BIN: string = fileURLToPath(new URL("../../../bin/vibedeck.js", import.meta.url));

/** How a server is started. */
export interface StartOptions {
  /** Default: the state directory of the home. */
  readonly stateDir?: string;
  readonly port?: number;
  /** A command that runs the server as its last arguments. */
  readonly wrap?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What an answer brought. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A real server, in a process of its own. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  readonly startedAt: number = performance.now();
  out = "";
  err = "";
  readonly #listening: Promise<number>;
  #port: number;

  constructor(home: Home, options: StartOptions = {}) {
    const { port = 0, stateDir = home.stateDir, wrap = [], env = {} } = options;
    const args = [BIN, "serve", "--port", String(port), "--no-open", "--state-dir", stateDir];
    this.#port = port;
    this.child = spawnNode(home, wrap, args, env);
    this.exited = new Promise((resolve) =>
      this.child.on("exit", (code, signal) => resolve({ code, signal })),
    );
    this.#listening = new Promise((resolve, reject) => {
      this.child.stdout?.on("data", (text: Buffer) => {
        this.out += String(text);
        const found = /(?:at|listening on) http:\/\/127\.0\.0\.1:(\d+)\//.exec(this.out)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
      void this.exited.then(({ code, signal }) =>
        reject(new Error(`the server ended (${code ?? signal}) before it listened: ${this.err}`)),
      );
    });
    this.#listening.catch(() => {});
    this.child.stderr?.on("data", (text: Buffer) => {
      this.err = (this.err + String(text)).slice(-20_000);
    });
    onTestFinished(async () => {
      await this.kill();
    });
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves once the server says where it is. */
  async listening(): Promise<this> {
    this.#port = await this.#listening;
    return this;
  }

  /** Ends the process and waits until it is gone. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Exit> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.exited;
  }

  /** Resident memory in bytes. */
  rss(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  /** How many sockets the process holds open. */
  sockets(): number {
    const folder = `/proc/${this.pid}/fd`;
    return readdirSync(folder).filter((descriptor) => isSocket(`${folder}/${descriptor}`)).length;
  }

  ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          port: this.#port,
          host: "127.0.0.1",
          method,
          path,
          agent: false,
          headers: text === undefined ? headers : { "content-type": "application/json", ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      sent.on("error", reject);
      sent.end(text);
    });
  }

  async get<Body>(path: string): Promise<Body> {
    const answer = await this.ask("GET", path);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Body;
  }
}

/** Starts a server and waits until it says where it is. */
export async function serve(home: Home, options: StartOptions = {}): Promise<ServerProcess> {
  return await new ServerProcess(home, options).listening();
}

/** A descriptor may be closed between the listing and the look. */
function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith("socket:");
  } catch {
    return false;
  }
}

function spawnNode(
  home: Home,
  wrap: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  requireBuild();
  const [command = process.execPath, ...rest] = [...wrap, process.execPath, ...args];
  return spawn(command, rest, {
    cwd: home.base,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: home.base,
      CLAUDE_CONFIG_DIR: home.configDir,
      XDG_CONFIG_HOME: home.base,
      VIBEDECK_LOG_FORMAT: "json",
      ...env,
    },
  });
}

/** These tests run what is published, not the sources. */
export function requireBuild(): void {
  const needed = ["../../../dist/cli/main.js", "../../../../core/dist/engine/read/worker.js"];
  if (needed.every((path) => existsSync(new URL(path, import.meta.url)))) return;
  throw new Error("The built server is missing: run `npm run build` before these tests.");
}
