import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { INNER_HOME } from "../image.ts";
import type { JobEnd, Sandbox, SandboxRuntime } from "../sandbox-runtime.ts";

const MAX_BYTES = 16_384;

/** What every job is given at least; an agent gets more. */
const ENVIRONMENT = {
  HOME: INNER_HOME,
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  TERM: "dumb",
  IS_SANDBOX: "1",
};

/** How a command went. */
export interface Tried {
  readonly end: JobEnd;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a sandbox the way a turn runs there: as a job with its streams attached. */
export async function tryCommand(
  runtime: Pick<SandboxRuntime, "exec">,
  sandbox: Sandbox,
  argv: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<Tried> {
  const spec = {
    job: `doctor-${randomBytes(8).toString("hex")}`,
    argv,
    cwd: INNER_HOME,
    env: ENVIRONMENT,
  };
  const job = await runtime.exec(sandbox, spec, signal);
  job.stdin.on("error", () => {});
  job.stdin.end();
  const output = [gather(job.stdout), gather(job.stderr)] as const;
  const end = await Promise.race([job.ended, aborted(signal)]);
  if (end === undefined) {
    job.detach();
    throw signal.reason;
  }
  return { end, stdout: output[0](), stderr: output[1]() };
}

/** Keeps the beginning of a stream and reads all of it. */
function gather(stream: Readable): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  stream.on("error", () => {});
  stream.on("data", (piece: Buffer) => {
    if (size >= MAX_BYTES) return;
    pieces.push(piece.subarray(0, MAX_BYTES - size));
    size += piece.length;
  });
  return () => Buffer.concat(pieces).toString("utf8");
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, "abort");
  return undefined;
}
