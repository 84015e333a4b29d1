import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import { DockerSandbox } from "../../src/docker/docker-sandbox.ts";
import type { EnsureOptions, Job, JobSpec, SandboxSpec, Tenant } from "../../src/sandbox-runtime.ts";
import { sharedEngine, sharedTinyImage } from "../engine/shared-engine.ts";

/** What the sandboxes of tests are made of. */
export const SPEC: SandboxSpec = {
  image: "vibedeck-test:tiny",
  runtime: "runsc",
  memoryBytes: 256 * 1024 * 1024,
  cpus: 1,
  pids: 4_096,
  network: "none",
};

/** Sandboxes of a new installation in the engine that all tests share. */
export interface Yard {
  readonly runtime: DockerSandbox;
  readonly host: string;
  readonly socket: string;
  readonly instance: string;
  /** A user whom no other test has; the container is removed when the test is over. */
  tenant(): Tenant;
  /** The same installation with other settings, or as another server sees it. */
  other(change?: Partial<SandboxSpec>, instance?: string): DockerSandbox;
}

export async function openYard(change: Partial<SandboxSpec> = {}): Promise<Yard> {
  const engine = await sharedEngine();
  await sharedTinyImage();
  return yardAt(engine, { ...SPEC, ...change });
}

export function yardAt(engine: { readonly host: string; readonly socket: string }, spec: SandboxSpec): Yard {
  const base = mkdtempSync(join(tmpdir(), "vdy-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const instance = randomBytes(16).toString("hex");
  const other = (more: Partial<SandboxSpec> = {}, of = instance): DockerSandbox => {
    const options = {
      host: engine.host,
      spec: { ...spec, ...more },
      instance: () => of,
      logger: silentLogger,
    };
    const runtime = new DockerSandbox(options);
    onTestFinished(() => runtime.close());
    return runtime;
  };
  return {
    runtime: other(),
    host: engine.host,
    socket: engine.socket,
    instance,
    other,
    tenant() {
      const owner = `u${randomBytes(5).toString("hex")}`;
      const home = join(base, owner);
      mkdirSync(home, { mode: 0o700 });
      onTestFinished(async () => {
        await api(engine, "DELETE", `/containers/sandbox-${owner}?force=1`);
      });
      return { owner, home };
    },
  };
}

/** How `ensure` is called where nothing is special. */
export function ensuring(change: Partial<EnsureOptions> = {}): EnsureOptions {
  return {
    idle: async () => true,
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    progress: () => {},
    ...change,
  };
}

/** A job with a name of its own. */
export function jobOf(argv: readonly [string, ...string[]], change: Partial<JobSpec> = {}): JobSpec {
  const path = "/usr/local/bin:/usr/bin:/bin";
  const job = `job-${randomBytes(6).toString("hex")}`;
  return { job, argv, cwd: "/root", env: { PATH: path, HOME: "/root" }, ...change };
}

/** All that a job writes. */
export async function outputOf(job: Pick<Job, "stdout">): Promise<string> {
  let text = "";
  for await (const piece of job.stdout) text += String(piece);
  return text;
}

/** Asks the engine as its operator would. */
export function api(
  engine: { readonly socket: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = text === undefined ? {} : { "content-type": "application/json" };
    const sent = request({ socketPath: engine.socket, method, path, headers }, (answer) => {
      let all = "";
      answer.setEncoding("utf8").on("data", (piece: string) => {
        all += piece;
      });
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: all === "" ? undefined : parsed(all) }),
      );
    });
    sent.once("error", reject);
    sent.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
