import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { AgentExit, AgentProcess, EndSignal } from "../cli.ts";
import type { Json } from "../json.ts";
import type { Logger } from "../logger.ts";
import { ErrorTail } from "./error-tail.ts";
import { InputPipe } from "./input-pipe.ts";
import { OutputPipe } from "./output-pipe.ts";
import type { ProcessTree } from "./process-tree.ts";
import { readLines } from "./read-lines.ts";

/** Milliseconds after SIGTERM before SIGKILL, and after that before we give up on those that do not die. */
const END_GRACE = 2_000;
const KILL_GRACE = 10_000;

/** How the process itself ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What {@link LocalProcess} is made of. */
export interface StartedProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<ChildEnd>;
  readonly pid: number;
  readonly tree: ProcessTree;
  readonly record: Json;
  readonly logger: Logger;
}

/** An agent on this machine. */
export class LocalProcess implements AgentProcess {
  readonly record: Json;
  readonly pid: number;
  readonly exit: Promise<AgentExit>;
  readonly #started: StartedProcess;
  readonly #input: InputPipe;
  readonly #output: OutputPipe;
  readonly #errors: ErrorTail;
  #gone = false;

  constructor(started: StartedProcess) {
    const { child } = started;
    this.#started = started;
    this.record = started.record;
    this.pid = started.pid;
    this.#input = new InputPipe(child.stdin);
    this.#output = new OutputPipe(child.stdout);
    this.#errors = new ErrorTail(child.stderr);
    // A signal that could not be sent is told to who sent it.
    child.on("error", () => {});
    this.exit = started.ended.then((end) => this.#finish(end));
  }

  write(chunk: string): Promise<void> {
    return this.#input.write(chunk);
  }

  end(): void {
    this.#input.end();
  }

  lines(): AsyncIterable<string> {
    return readLines(this.#output.pieces());
  }

  async signal(name: EndSignal): Promise<void> {
    if (!this.#gone) await this.#started.tree.signal(name);
  }

  /** Ends it with all it started, when nobody waits for it any more. */
  abandon(): void {
    if (!this.#gone) void this.#end();
  }

  async #finish({ code, signal }: ChildEnd): Promise<AgentExit> {
    // What an agent runs in the background serves the agent: it does not outlive it.
    await this.#end();
    this.#gone = true;
    const [stderr] = await Promise.all([this.#errors.settle(), this.#output.settle()]);
    return { code, ...(signal === null ? {} : { signal }), stderr };
  }

  async #end(): Promise<void> {
    const { tree, logger, pid } = this.#started;
    try {
      if ((await tree.isThere()) && !(await tree.end(END_GRACE, KILL_GRACE))) {
        logger.warn({ pid }, "an agent left processes that cannot be ended");
      }
    } catch (error) {
      logger.warn({ pid, error }, "an agent could not be ended");
    }
  }
}
