import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Action, AgentExit, AgentProcess, Cli, RunContext } from "../../cli.ts";
import type { AgentInfo, Conversation, ConversationEvent } from "../../conversation.ts";
import type { Logger } from "../../logger.ts";
import type { RunStore } from "../state/run-store.ts";
import { endProcess, hardEnd } from "./end-process.ts";
import { CRASHED, StartFailed } from "./failure-of.ts";
import { traceOf } from "./trace-of.ts";
import { untilQuiet } from "./until-quiet.ts";
import { unlessAborted, within } from "./within.ts";

/** How long a tool may take until it tells what it offers, in milliseconds. */
const OPEN_MS = 60_000;

/** How long the exit is waited for after the output ended, in milliseconds. */
const EXIT_MS = 2_000;

/** After the exit, how long the output may be quiet until it is taken for ended although it is not; milliseconds. */
const DRAIN_MS = 1_000;

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
  readonly #note: RunNote | undefined;
  #wasLetGo = false;
  #tellGone: () => void = () => {};

  constructor(start: AgentStart, { process, conversation, info, note }: Opened) {
    this.#start = start;
    this.process = process;
    this.conversation = conversation;
    this.info = info;
    this.#note = note;
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

  /**
   * Lets it go on by itself, because the server stops; nothing is told of it any more.
   * @returns false for one that cannot outlive the server, or that a later server would not find.
   */
  letGo(): boolean {
    if (this.#note === undefined || this.process.detach === undefined) return false;
    this.#wasLetGo = true;
    this.#note.keep();
    this.process.detach();
    this.#start.logger.info({ session: this.#start.session }, "An agent goes on without the server");
    return true;
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
      for await (const event of untilQuiet(this.conversation.events(), this.process.exit, DRAIN_MS)) {
        if (this.#wasLetGo) return;
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
    if (this.#wasLetGo) return;
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
  const note = remember(start, process);
  logger.info({ session, backend, pid: process.pid }, "An agent was started");
  let conversation: Conversation | undefined;
  try {
    signal.throwIfAborted();
    conversation = cli.converse(process);
    const info = await open(conversation, process, signal, start.openMs ?? OPEN_MS);
    return new Agent(start, { process, conversation, info, note });
  } catch (error) {
    const ended = await within(process.exit, signal.aborted ? 0 : 500);
    if (!ended) await endProcess(process, process.exit, hardEnd(start.graceMs));
    if (!ended || conversation === undefined) throw error;
    throw new StartFailed(conversation.explain(await settledExit(process.exit)));
  }
}

/** Notes a process that could outlive the server, for as long as it is there. */
function remember(
  { runs, run, session, backend, now, logger }: AgentStart,
  process: AgentProcess,
): RunNote | undefined {
  if (process.record === undefined) return undefined;
  const id = randomUUID();
  try {
    runs.add({ id, user: run.owner, session, backend, record: process.record, at: now() });
  } catch (err) {
    logger.warn(
      { err, session },
      "A process could not be noted; after a crash of the server it is not found",
    );
    return undefined;
  }
  let kept = false;
  const forget = (): void => {
    if (kept) return;
    try {
      runs.remove(id);
    } catch (err) {
      logger.debug({ err }, "A note of a process stays until the next start");
    }
  };
  process.exit.then(forget, forget);
  return {
    keep: () => {
      kept = true;
    },
  };
}

/** An agent that told what it offers. */
interface Opened {
  readonly process: AgentProcess;
  readonly conversation: Conversation;
  readonly info: AgentInfo;
  readonly note: RunNote | undefined;
}

/** What a later run of the server finds a process by. */
interface RunNote {
  /** It stays, however the process seems to end. */
  keep(): void;
}

async function open(
  conversation: Conversation,
  { exit }: AgentProcess,
  signal: AbortSignal,
  ms: number,
): Promise<AgentInfo> {
  const late = new AbortController();
  let timer = setTimeout(() => late.abort(new StartFailed(LATE)), ms);
  const gone = (): void => {
    clearTimeout(timer);
    // The place may have died, and its streams may never end; what stands in them still counts for a moment.
    timer = setTimeout(() => late.abort(new StartFailed(CRASHED)), DRAIN_MS).unref();
  };
  void exit.then(gone, gone);
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
