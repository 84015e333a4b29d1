import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Action, AgentExit, AgentProcess, Cli, RunContext } from "../../cli.ts";
import type { AgentInfo, Conversation, ConversationEvent } from "../../conversation.ts";
import type { Logger } from "../../logger.ts";
import type { RunStore } from "../state/run-store.ts";
import { endProcess, hardEnd } from "./end-process.ts";
import { StartFailed } from "./failure-of.ts";
import { traceOf } from "./trace-of.ts";
import { unlessAborted, within } from "./within.ts";

/** How long a tool may take until it tells what it offers, in milliseconds. */
const OPEN_MS = 60_000;

/** How long the exit is waited for after the output ended, in milliseconds. */
const EXIT_MS = 2_000;

/** How long one agent's events may be worked on until others get their turn, in milliseconds. */
const SLICE_MS = 10;

/** What an agent is started with. */
export interface AgentStart {
  readonly cli: Cli;
  readonly action: Action;
  readonly run: RunContext;
  readonly signal: AbortSignal;
  readonly runs: RunStore;
  /** Key of the session; empty for `inspect`. */
  readonly session: string;
  readonly backend: string;
  readonly logger: Logger;
  readonly now: () => number;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  readonly openMs?: number;
}

/** What is told of an agent. */
export interface AgentListener {
  onEvent(event: ConversationEvent): void;
  /** Its process and all it started are gone, or could not be ended. */
  onGone(exit: AgentExit): void;
}

/** A running agent and its conversation. */
export class Agent {
  readonly process: AgentProcess;
  readonly conversation: Conversation;
  info: AgentInfo;
  /** What it was asked for last; tools report models under other names. */
  model: string | undefined;
  permissionMode: string | undefined;
  readonly addDirs: readonly string[];
  /** When it was started; milliseconds since the epoch. */
  readonly startedAt: number;
  /** Settles when it is gone. */
  readonly gone: Promise<void>;
  readonly #start: AgentStart;
  #tellGone: () => void = () => {};

  constructor(start: AgentStart, process: AgentProcess, conversation: Conversation, info: AgentInfo) {
    this.#start = start;
    this.process = process;
    this.conversation = conversation;
    this.info = info;
    const { action } = start;
    this.model = "model" in action ? action.model : undefined;
    this.permissionMode = "permissionMode" in action ? action.permissionMode : undefined;
    this.addDirs = "addDirs" in action ? (action.addDirs ?? []) : [];
    this.startedAt = start.now();
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
  }

  /** Hands on what the tool says until it is gone. Once. */
  listen(listener: AgentListener): void {
    this.#listen(listener)
      .catch((error: unknown) => {
        const { logger, session } = this.#start;
        logger.error({ ...traceOf(error), session }, "The end of an agent was not told");
      })
      .finally(() => this.#tellGone());
  }

  /** Ends it when nothing is to be done: no more input, then signals. Tells whether it is gone. */
  async close(): Promise<boolean> {
    const { graceMs } = this.#start;
    this.conversation.close();
    if (await within(this.gone, graceMs)) return true;
    return endProcess(this.process, this.gone, hardEnd(graceMs));
  }

  async #listen(listener: AgentListener): Promise<void> {
    try {
      let since = performance.now();
      for await (const event of this.conversation.events()) {
        listener.onEvent(event);
        if (performance.now() - since < SLICE_MS) continue;
        // A tool that floods, each of its events a write to the disk perhaps, must not stop the whole server.
        await setImmediate();
        since = performance.now();
      }
    } catch (error) {
      const { logger, session } = this.#start;
      logger.error({ ...traceOf(error), session }, "The conversation with an agent broke");
    }
    const exit = await this.#exit();
    listener.onGone(exit);
  }

  /** Nothing can be said to a process whose output ended: it must not stay. */
  async #exit(): Promise<AgentExit> {
    const { exit } = this.process;
    if (!(await within(exit, EXIT_MS))) {
      if (!(await endProcess(this.process, exit, hardEnd(this.#start.graceMs)))) {
        this.#start.logger.error({ session: this.#start.session }, "An agent's process cannot be ended");
        return { code: null, stderr: "" };
      }
    }
    return settledExit(exit);
  }
}

/**
 * Starts an agent and asks it what it offers. Nothing is left when it throws.
 * @throws `StartFailed` with the tool's own words, `VibeDeckError` of the place, the signal's reason.
 */
export async function startAgent(start: AgentStart): Promise<Agent> {
  const { cli, signal, logger, session, backend } = start;
  const process = await cli.start(cli.command(start.action), signal, start.run);
  remember(start, process);
  logger.info({ session, backend, pid: process.pid }, "An agent was started");
  let conversation: Conversation | undefined;
  try {
    signal.throwIfAborted();
    conversation = cli.converse(process);
    const info = await open(conversation, signal, start.openMs ?? OPEN_MS);
    return new Agent(start, process, conversation, info);
  } catch (error) {
    const ended = await within(process.exit, signal.aborted ? 0 : 500);
    if (!ended) await endProcess(process, process.exit, hardEnd(start.graceMs));
    if (!ended || conversation === undefined) throw error;
    throw new StartFailed(conversation.explain(await settledExit(process.exit)));
  }
}

/** Notes a process that could outlive the server, for as long as it is there. */
function remember({ runs, run, session, backend, now, logger }: AgentStart, process: AgentProcess): void {
  if (process.record === undefined) return;
  const id = randomUUID();
  try {
    runs.add({ id, user: run.owner, session, backend, record: process.record, at: now() });
  } catch (err) {
    logger.warn(
      { err, session },
      "A process could not be noted; after a crash of the server it is not found",
    );
    return;
  }
  const forget = (): void => {
    try {
      runs.remove(id);
    } catch (err) {
      logger.debug({ err }, "A note of a process stays until the next start");
    }
  };
  process.exit.then(forget, forget);
}

async function open(conversation: Conversation, signal: AbortSignal, ms: number): Promise<AgentInfo> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new StartFailed(LATE)), ms);
  try {
    const given = AbortSignal.any([signal, late.signal]);
    return await unlessAborted(conversation.open(given), given);
  } finally {
    clearTimeout(timer);
  }
}

const LATE = {
  kind: "other",
  text: "The agent was started, but it did not answer.",
  hint: "It may wait for something that only a terminal can give. Run it in the folder once by hand.",
} as const;

async function settledExit(exit: Promise<AgentExit>): Promise<AgentExit> {
  return exit.catch(() => ({ code: null, stderr: "" }));
}
