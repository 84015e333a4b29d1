import { randomUUID } from "node:crypto";
import { PassThrough } from "node:stream";
import { type EndSignal, VibeDeckError } from "@vibedeck/core";
import type {
  EnsureOptions,
  FoundJob,
  Job,
  JobEnd,
  JobSpec,
  RunResult,
  Sandbox,
  SandboxEvent,
  SandboxRuntime,
  SandboxStatus,
  Tenant,
} from "../../src/sandbox-runtime.ts";

/** What an engine that is away says. */
export const AWAY = new VibeDeckError("UNAVAILABLE", "The sandbox engine does not answer.");

/** A job of a fake sandbox: what it was started with, and how a test speaks for it. */
export class FakeJob implements Job {
  readonly spec: JobSpec;
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly ended: Promise<JobEnd>;
  readonly signals: EndSignal[] = [];
  readonly followers: ((end: JobEnd) => void)[] = [];
  detached = false;
  end: JobEnd | undefined;
  #settle: (end: JobEnd) => void = () => {};

  constructor(spec: JobSpec) {
    this.spec = spec;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** It ends; those who let go of it are not told. */
  over(end: JobEnd = { code: 0, cause: "exit" }): void {
    if (this.end !== undefined) return;
    this.end = end;
    for (const stream of [this.stdout, this.stderr]) stream.end();
    this.stdin.destroy();
    if (!this.detached) this.#settle(end);
    for (const tell of this.followers) tell(end);
  }

  detach(): void {
    this.detached = true;
    this.stdin.end();
  }
}

interface Box {
  id: string;
  state: "running" | "stopped" | "paused";
  jobs: FakeJob[];
}

/** Sandboxes in memory that behave as an engine's do, and notes of what was asked of them. */
export class FakeRuntime implements SandboxRuntime {
  readonly boxes = new Map<string, Box>();
  /** Calls, in the order in which they came: `ensure ann`. */
  readonly calls: string[] = [];
  readonly made: string[] = [];
  /** Folders inside: real paths by path. */
  readonly folders = new Map<string, string>();
  mostRunning = 0;
  mostStarting = 0;
  /** The engine does not answer. */
  away = false;
  /** Awaited by each start before it is done. */
  starting: () => Promise<unknown> = async () => {};
  /** Called before each command is started. */
  beforeExec: (sandbox: Sandbox) => void = () => {};
  /** Answers of `list`. */
  listed = "";
  #starting = 0;
  #busy = new Set<string>();
  #heard: SandboxEvent[] = [];
  #wake: () => void = () => {};

  get running(): (owner: string) => Promise<Sandbox | undefined> {
    return async (owner) => {
      this.#mustAnswer();
      const box = this.boxes.get(owner);
      return box?.state === "running" ? { owner, id: box.id } : undefined;
    };
  }

  async ensure({ owner }: Tenant, options: EnsureOptions): Promise<Sandbox> {
    this.calls.push(`ensure ${owner}`);
    this.#alone(owner);
    this.#starting++;
    this.mostStarting = Math.max(this.mostStarting, this.#starting);
    try {
      this.#mustAnswer();
      options.signal.throwIfAborted();
      const known = this.boxes.get(owner);
      if (known?.state === "running") return { owner, id: known.id };
      options.progress(known === undefined ? "creating your sandbox…" : "starting your sandbox…");
      await this.starting();
      this.#mustAnswer();
      options.signal.throwIfAborted();
      const box: Box = known ?? { id: randomUUID(), state: "stopped", jobs: [] };
      if (known === undefined) this.made.push(owner);
      box.state = "running";
      this.boxes.set(owner, box);
      this.mostRunning = Math.max(this.mostRunning, this.runningCount);
      return { owner, id: box.id };
    } finally {
      this.#starting--;
      this.#busy.delete(owner);
    }
  }

  get runningCount(): number {
    return [...this.boxes.values()].filter(({ state }) => state !== "stopped").length;
  }

  async exec(sandbox: Sandbox, spec: JobSpec, signal: AbortSignal): Promise<FakeJob> {
    this.beforeExec(sandbox);
    signal.throwIfAborted();
    const job = new FakeJob(spec);
    this.#box(sandbox).jobs.push(job);
    this.calls.push(`exec ${sandbox.owner}`);
    return job;
  }

  async run(sandbox: Sandbox, argv: readonly [string, ...string[]]): Promise<RunResult> {
    this.#box(sandbox);
    this.calls.push(`run ${argv.slice(0, 3).join(" ")}`);
    const [program, path = "", how] = argv;
    if (program.endsWith("/list")) return { code: 0, stdout: Buffer.from(this.listed), stderr: "" };
    if (how === "make" && !this.folders.has(path)) this.folders.set(path, path);
    const real = this.folders.get(path);
    if (real === undefined) return { code: 4, stdout: Buffer.alloc(0), stderr: "" };
    if (!real.startsWith("/root"))
      return { code: real === "file" ? 5 : 6, stdout: Buffer.alloc(0), stderr: "" };
    return { code: 0, stdout: Buffer.from(`${real}\0`), stderr: "" };
  }

  async signal(owner: string, job: string, name: EndSignal): Promise<boolean> {
    this.#mustAnswer();
    const found = this.boxes.get(owner)?.jobs.find(({ spec, end }) => spec.job === job && end === undefined);
    found?.signals.push(name);
    return found !== undefined;
  }

  async jobs(owner: string): Promise<readonly FoundJob[]> {
    this.#mustAnswer();
    const box = this.boxes.get(owner);
    if (box?.state !== "running") return [];
    return box.jobs.map(({ spec: { job }, end }) => ({ job, running: end === undefined }));
  }

  async follow(owner: string, job: string): Promise<JobEnd> {
    this.#mustAnswer();
    const found = this.boxes.get(owner)?.jobs.find(({ spec }) => spec.job === job);
    if (found === undefined) return { code: null, cause: "stopped" };
    return found.end ?? new Promise((resolve) => found.followers.push(resolve));
  }

  async list(): Promise<readonly SandboxStatus[]> {
    this.#mustAnswer();
    return [...this.boxes].map(([owner, { state }]) => ({ owner, name: `sandbox-${owner}`, state }));
  }

  async use(): Promise<{ readonly memoryBytes: number; readonly cpuSeconds: number }> {
    this.#mustAnswer();
    return { memoryBytes: 5, cpuSeconds: 1 };
  }

  async stop(owner: string): Promise<boolean> {
    this.calls.push(`stop ${owner}`);
    this.#alone(owner);
    try {
      this.#mustAnswer();
      return this.end(owner, "stopped");
    } finally {
      this.#busy.delete(owner);
    }
  }

  async remove(owner: string): Promise<boolean> {
    this.calls.push(`remove ${owner}`);
    this.#mustAnswer();
    this.end(owner, "stopped");
    return this.boxes.delete(owner);
  }

  async logs(): Promise<string> {
    return "";
  }

  async health(): Promise<{
    readonly ok: boolean;
    readonly text: string;
    readonly problem?: string;
    readonly hint?: string;
  }> {
    if (!this.away) return { ok: true, text: "a fake engine" };
    return { ok: false, text: "no engine", problem: AWAY.message, hint: "Start it." };
  }

  /** Nobody is told, as when an event is lost. @returns whether it ran. */
  end(owner: string, cause: JobEnd["cause"]): boolean {
    const box = this.boxes.get(owner);
    if (box === undefined || box.state === "stopped") return false;
    box.state = "stopped";
    for (const job of box.jobs) job.over({ code: null, cause });
    box.jobs = [];
    return true;
  }

  /** A sandbox that somebody else runs, or an earlier server, with jobs in it. */
  found(owner: string, ...jobs: readonly string[]): readonly FakeJob[] {
    const made = jobs.map((job) => new FakeJob({ job, argv: ["claude"], cwd: "/root", env: {} }));
    this.boxes.set(owner, { id: randomUUID(), state: "running", jobs: made });
    return made;
  }

  /** The last job that was started for a user. */
  job(owner: string): FakeJob {
    const job = this.boxes.get(owner)?.jobs.at(-1);
    if (job === undefined) throw new Error(`nothing was started for ${owner}`);
    return job;
  }

  /** The engine tells that something happened. */
  tell(event: SandboxEvent): void {
    this.#heard.push(event);
    this.#wake();
  }

  async *events(signal: AbortSignal): AsyncGenerator<SandboxEvent> {
    signal.addEventListener("abort", () => this.#wake());
    while (!signal.aborted) {
      const next = this.#heard.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #box({ owner, id }: Sandbox): Box {
    this.#mustAnswer();
    const box = this.boxes.get(owner);
    if (box?.id === id && box.state === "running") return box;
    throw new VibeDeckError("UNAVAILABLE", "The sandbox is not there any more.");
  }

  #mustAnswer(): void {
    if (this.away) throw AWAY;
  }

  /** What is agreed on for `ensure`, `stop` and `remove`. */
  #alone(owner: string): void {
    if (this.#busy.has(owner)) throw new Error(`two at once for ${owner}`);
    this.#busy.add(owner);
  }
}
