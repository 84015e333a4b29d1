import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { AgentExit, AgentProcess, EndSignal } from "../cli.ts";
import type { Json } from "../json.ts";
import type { Logger } from "../logger.ts";
import { ErrorTail } from "./error-tail.ts";
import { InputPipe } from "./input-pipe.ts";
import { OutputPipe } from "./output-pipe.ts";
import type { ProcessTree } from "./process-tree.ts";
import { readLines } from "./read-lines.ts";

/** Milliseconds that what an agent left running has after SIGTERM, and then after SIGKILL before we give up on it. */
const LEFTOVER_GRACE = 2_000;
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

  async #finish({ code, signal }: ChildEnd): Promise<AgentExit> {
    this.#input.close();
    await this.#endLeftovers();
    this.#gone = true;
    const [stderr] = await Promise.all([this.#errors.settle(), this.#output.settle()]);
    return { code, ...(signal === null ? {} : { signal }), stderr };
  }

  /** What an agent runs in the background serves the agent: it does not outlive it. */
  async #endLeftovers(): Promise<void> {
    const { tree, logger, pid } = this.#started;
    try {
      if (!(await tree.isThere())) return;
      await tree.signal("SIGTERM");
      if (await tree.gone(LEFTOVER_GRACE)) return;
      await tree.signal("SIGKILL");
      if (!(await tree.gone(KILL_GRACE)))
        logger.warn({ pid }, "an agent left processes that cannot be ended");
    } catch (error) {
      logger.warn({ pid, error }, "what an agent left running could not be ended");
    }
  }
}
