import { type EndSignal, VibeDeckError } from "@vibedeck/core";
import { PROGRAMS } from "../image.ts";
import type { FoundJob } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { SandboxGone } from "./exec.ts";
import { runExec } from "./run-exec.ts";

const LINE = /^([a-z0-9-]{8,64}) (?:-|\d{1,10}) (?:-|\d{1,20}) (running|ended) (-|\d{1,3})$/;
const MAX_BYTES = 256 * 1024;

/** What exits of `signal` say. */
const TOLD = 0;
const NOBODY = 3;

/** The jobs that a container knows of. What it prints is its inhabitant's word. @throws {@link SandboxGone} too. */
export async function jobsIn(client: EngineClient, container: string): Promise<readonly FoundJob[]> {
  const options = { signal: new AbortController().signal, maxBytes: MAX_BYTES };
  const { stdout } = await runExec(client, container, [`${PROGRAMS}/jobs`], options);
  return parseJobs(stdout.toString("latin1"));
}

/** Lines of the program `jobs`. Pure. */
export function parseJobs(text: string): readonly FoundJob[] {
  return text.split("\n").flatMap((line) => {
    const [, job, state, code] = LINE.exec(line) ?? [];
    if (job === undefined) return [];
    const running = state === "running";
    return [{ job, running, ...(running || code === "-" ? {} : { code: Number(code) }) }];
  });
}

/** Signals a job with all it started. @returns whether somebody was there. */
export async function signalJob(
  client: EngineClient,
  container: string,
  job: string,
  name: EndSignal,
): Promise<boolean> {
  const argv = [`${PROGRAMS}/signal`, job, name.slice("SIG".length)];
  const options = { signal: new AbortController().signal, maxBytes: 1_024 };
  try {
    const { code } = await runExec(client, container, argv, options);
    if (code === TOLD || code === NOBODY) return code === TOLD;
    throw new VibeDeckError("UNAVAILABLE", "Your sandbox does not pass on what it is told.", {
      hint: "Try again in a moment.",
      cause: new Error(`signal exited with ${code}`),
    });
  } catch (error) {
    if (error instanceof SandboxGone) return false;
    throw error;
  }
}
