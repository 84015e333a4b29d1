import type { Readable, Writable } from "node:stream";
import type { EndSignal, PlaceState } from "@vibedeck/core";

/** Whose sandbox it is. */
export interface Tenant {
  /** The mapped user id: at once directory, container and DNS name. */
  readonly owner: string;
  /** Absolute path of the home on this machine; it was checked to be ours. */
  readonly home: string;
}

/** What every sandbox of this installation is made of. */
export interface SandboxSpec {
  readonly image: string;
  /** Name of the runtime as the engine knows it: `runsc`. */
  readonly runtime: string;
  readonly memoryBytes: number;
  /** CPUs, in fractions: 1.5. */
  readonly cpus: number;
  /** Processes and threads. */
  readonly pids: number;
  /** `none`, or the name of a network that the operator made. */
  readonly network: string;
}

/** A running sandbox that was checked to be ours and as it should be. */
export interface Sandbox {
  readonly owner: string;
  /** The engine's id of this very one; another one of the same name has another id. */
  readonly id: string;
}

/** A command to run in a sandbox. */
export interface JobSpec {
  /** `^[a-z0-9-]{8,64}$`; unguessable is not needed, unique in its sandbox is. */
  readonly job: string;
  readonly argv: readonly [string, ...string[]];
  /** Absolute path inside. */
  readonly cwd: string;
  /** The whole environment: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a job ended. */
export interface JobEnd {
  /** `null` when it is not known. */
  readonly code: number | null;
  /**
   * `exit`: by itself, or by a signal. `memory`: the sandbox ran out of memory. `stopped`: the sandbox was stopped or
   * removed. `died`: it died, and the engine does not say why. `not-started`: the command could not be started at all.
   * `lost`: the engine cannot be asked, and did not answer for a minute.
   */
  readonly cause: "exit" | "memory" | "stopped" | "died" | "not-started" | "lost";
}

/** A running command. */
export interface Job {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles by the exit code, by what became of the sandbox, or by the job's exit file: never by the end of a stream. */
  readonly ended: Promise<JobEnd>;
  /** Lets go of the streams; the command's input ends, and it goes on. `ended` never settles then. */
  detach(): void;
}

/** A job as it is found inside a sandbox. */
export interface FoundJob {
  readonly job: string;
  readonly running: boolean;
  /** Of one that ended, where it is known. */
  readonly code?: number;
}

/** What a short command gave. */
export interface RunResult {
  readonly code: number | null;
  /** At most what was asked for. */
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What the engine says of one sandbox. */
export interface SandboxStatus {
  readonly owner: string;
  readonly name: string;
  readonly state: PlaceState;
  /** Why it is `foreign`, or how it ended, in a few words for the operator. */
  readonly detail?: string;
  /** Milliseconds since the epoch; absent when it does not run. */
  readonly startedAt?: number;
}

/** What a running sandbox uses. */
export interface SandboxUse {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  readonly processes?: number;
}

/** Something that happened to one of our sandboxes; or `reconnected`: events may have been missed, look at all of them. */
export type SandboxEvent =
  | { readonly type: "started" | "ended" | "paused" | "resumed" | "removed"; readonly owner: string }
  | { readonly type: "reconnected" };

/** What is known of the engine. */
export interface EngineHealth {
  readonly ok: boolean;
  /** "Docker 20.10.24, runsc". */
  readonly text: string;
  readonly problem?: string;
  readonly hint?: string;
}

/** How {@link SandboxRuntime.ensure} may go about it. */
export interface EnsureOptions {
  /** Whether nothing runs in it, so that one that is not as it should be any more may be replaced. Asked only then. */
  idle(): Promise<boolean>;
  readonly signal: AbortSignal;
  /** Milliseconds that creating and starting may take. */
  readonly timeoutMs: number;
  /** "creating your sandbox": told to its user. */
  progress(text: string): void;
}

/**
 * What runs sandboxes. Nothing above it knows which engine it is. All calls have time limits of their own and throw
 * `VibeDeckError`: `UNAVAILABLE` when the engine cannot be reached, answers too late, or lacks the runtime, the image
 * or the network; `CONFLICT` for a sandbox that has our name and is not ours. `ensure`, `stop` and `remove` of one
 * owner are called one at a time.
 */
export interface SandboxRuntime {
  /** Makes it if it is missing, starts it if it is stopped, resumes it if it is paused. */
  ensure(tenant: Tenant, options: EnsureOptions): Promise<Sandbox>;
  /** Starts a command through the wrapper that records its process group. @throws also `AGENT_MISSING`, `FOLDER_MISSING`. */
  exec(sandbox: Sandbox, spec: JobSpec, signal: AbortSignal): Promise<Job>;
  /** Runs one of the image's own short programs to its end. Output beyond `maxBytes` ends it. */
  run(
    sandbox: Sandbox,
    argv: readonly [string, ...string[]],
    options: { readonly signal: AbortSignal; readonly maxBytes: number },
  ): Promise<RunResult>;
  /** Signals a job and all it started. @returns false when nobody is there any more. */
  signal(owner: string, job: string, name: EndSignal): Promise<boolean>;
  /** The jobs in a running sandbox of ours; none when it does not run. Never starts one. */
  jobs(owner: string): Promise<readonly FoundJob[]>;
  /** Settles as {@link Job.ended} does, for a job that an earlier run of the server started. */
  follow(owner: string, job: string): Promise<JobEnd>;
  /** The sandbox when it runs, is ours and as it should be; never starts one. */
  running(owner: string): Promise<Sandbox | undefined>;
  /** All that are ours, and what has the name of one of ours. */
  list(): Promise<readonly SandboxStatus[]>;
  use(owner: string): Promise<SandboxUse | undefined>;
  /** @param graceMs what its processes may take to end. @returns whether it ran. */
  stop(owner: string, graceMs: number): Promise<boolean>;
  /** Stops and removes it; the home stays. @returns whether there was one. */
  remove(owner: string): Promise<boolean>;
  /** The last lines that its main process wrote, at most `maxBytes`. */
  logs(owner: string, maxBytes: number): Promise<string>;
  /** Goes on through lost connections until the signal aborts. */
  events(signal: AbortSignal): AsyncIterable<SandboxEvent>;
  /** What was found last; asks when nothing was. */
  health(): Promise<EngineHealth>;
}
