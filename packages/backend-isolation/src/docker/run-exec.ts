import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { VibeDeckError } from "@vibedeck/core";
import type { RunResult } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { type ExecState, execState, startExec } from "./exec.ts";

const LIMIT_MS = 10_000;
const MAX_ERRORS = 8 * 1024;

/** An engine says that a command runs for a moment after its streams ended; so long is waited, in milliseconds. */
const SETTLING: readonly number[] = [0, 10, 20, 50, 100, 200, 500, 1_000];

/** Runs a short command in a container to its end. @throws `VibeDeckError` `UNAVAILABLE` also when it takes too long: 10 s. */
export async function runExec(
  client: EngineClient,
  container: string,
  argv: readonly string[],
  options: { readonly signal: AbortSignal; readonly maxBytes: number; readonly limitMs?: number },
): Promise<RunResult> {
  const { signal, limitMs = LIMIT_MS } = options;
  // Starting has a limit of its own: an engine that does not answer is another thing than a command that does not end.
  const exec = await startExec(client, container, { argv, stdin: false }, { signal, timeoutMs: limitMs });
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const stop = (): void => void exec.socket.destroy();
  limited.addEventListener("abort", stop, { once: true });
  if (limited.aborted) stop();
  try {
    const [stdout, stderr] = await Promise.all([
      collect(exec.stdout, options.maxBytes, stop),
      collect(exec.stderr, MAX_ERRORS, () => {}),
    ]);
    if (limited.aborted) throw late(signal);
    const state = await settled(client, exec.id);
    return { code: state?.code ?? null, stdout, stderr: stderr.toString("utf8") };
  } finally {
    limited.removeEventListener("abort", stop);
    exec.socket.destroy();
  }
}

/** All that comes, as far as it may be long; `onMore` is called once it is longer. */
async function collect(source: Readable, maxBytes: number, onMore: () => void): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source) {
    const buffer = Buffer.from(piece);
    if (bytes < maxBytes) pieces.push(buffer.subarray(0, maxBytes - bytes));
    bytes += buffer.length;
    if (bytes > maxBytes) onMore();
  }
  return Buffer.concat(pieces);
}

async function settled(client: EngineClient, id: string): Promise<ExecState | undefined> {
  for (const wait of SETTLING) {
    if (wait > 0) await setTimeout(wait);
    const state = await execState(client, id);
    if (state?.running !== true) return state;
  }
  return { running: true, code: null };
}

function late(signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return new VibeDeckError("UNAVAILABLE", "Your sandbox does not answer in time.", {
    hint: "Try again in a moment; what runs in it may take all of its processor time.",
  });
}
