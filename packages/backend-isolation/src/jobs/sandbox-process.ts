import type { AgentExit, AgentProcess, EndSignal, Json } from "@vibedeck/core";
import { ErrorTail, InputPipe, readLines } from "@vibedeck/core/process";
import type { Job } from "../sandbox-runtime.ts";
import { writeRecord } from "./agent-record.ts";
import { exitOf } from "./explain-end.ts";

/** After SIGTERM, before SIGKILL, for one that nobody waits for any more; milliseconds. */
const END_GRACE_MS = 2_000;

/** What {@link SandboxProcess} is made of. */
export interface StartedJob {
  readonly owner: string;
  readonly name: string;
  readonly job: Job;
  signal(name: EndSignal): Promise<unknown>;
  /** Called before something is written, so that a frozen sandbox takes it. */
  thaw(): Promise<void>;
  /** Called whenever it is told, or tells, something. */
  active(): void;
  /** Called once when it is over, or was let go. */
  over(): void;
}

/** An agent in a sandbox. It has no process id: the numbers inside mean nothing outside. */
export class SandboxProcess implements AgentProcess {
  readonly record: Json;
  readonly exit: Promise<AgentExit>;
  readonly #started: StartedJob;
  readonly #input: InputPipe;
  readonly #errors: ErrorTail;
  readonly #unwatch: () => void;
  #gone = false;

  /** @param signal ends it when it aborts. */
  constructor(started: StartedJob, signal: AbortSignal) {
    this.#started = started;
    const { owner, name, job } = started;
    this.record = writeRecord({ owner, job: name });
    this.#input = new InputPipe(job.stdin);
    this.#errors = new ErrorTail(job.stderr);
    const end = (): void => void this.#end();
    signal.addEventListener("abort", end, { once: true });
    this.#unwatch = () => signal.removeEventListener("abort", end);
    if (signal.aborted) end();
    this.exit = this.#ended();
  }

  async write(chunk: string): Promise<void> {
    await this.#started.thaw();
    this.#started.active();
    await this.#input.write(chunk);
  }

  end(): void {
    this.#input.end();
  }

  async *lines(): AsyncIterable<string> {
    for await (const line of readLines(this.#started.job.stdout)) {
      this.#started.active();
      yield line;
    }
  }

  async signal(name: EndSignal): Promise<void> {
    if (!this.#gone) await this.#started.signal(name);
  }

  detach(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#unwatch();
    this.#started.job.detach();
    this.#started.over();
  }

  async #ended(): Promise<AgentExit> {
    const end = await this.#started.job.ended;
    this.#gone = true;
    this.#unwatch();
    this.#started.over();
    return exitOf(end, await this.#errors.settle());
  }

  async #end(): Promise<void> {
    const kill = (): void => void this.signal("SIGKILL").catch(() => {});
    const timer = setTimeout(kill, END_GRACE_MS);
    timer.unref();
    // One that cannot be told is looked for by whoever counts the jobs of a sandbox.
    await this.signal("SIGTERM").catch(() => {});
    await this.#started.job.ended;
    clearTimeout(timer);
  }
}
