import type { AgentExit, RunSettings } from "../../cli.ts";
import type { ConversationEvent, Failure } from "../../conversation.ts";
import type { Message } from "../../message.ts";
import { type ActionSources, actionFor, folderOf } from "./action-for.ts";
import { type Agent, startAgent } from "./agent.ts";
import { CRASHED, StartFailed } from "./failure-of.ts";
import type { LaneDeps } from "./lane-deps.ts";
import { traceOf } from "./trace-of.ts";

/** Ids of messages that are remembered, to tell the agent's own from those of another program. */
const MAX_KNOWN = 5_000;

/** What a seat needs to know of its session. */
export interface SeatSession extends ActionSources {
  readonly key: string;
}

/** What is told of the agent in a seat. */
export interface SeatListener {
  onEvent(event: ConversationEvent): void;
  /** It is gone; why, should nobody have wanted that. */
  onGone(failure: Failure): void;
}

/** What is told while an agent is made ready. */
export interface SeatProgress {
  /** A process is being started. */
  onStart(): void;
  onPhase(text: string): void;
}

/** The place of one session's agent: it starts it, keeps it, and starts it anew when it does not fit any more. */
export class Seat {
  agent: Agent | undefined;
  readonly #session: () => SeatSession;
  readonly #deps: LaneDeps;
  readonly #listener: SeatListener;
  readonly #known = new Set<string>();
  readonly #foreign = new Set<string>();
  #closing: Promise<boolean> | undefined;

  constructor(session: () => SeatSession, deps: LaneDeps, listener: SeatListener) {
    this.#session = session;
    this.#deps = deps;
    this.#listener = listener;
  }

  /** Process ids that are ours; `undefined` when ours has none that is known. */
  get pids(): readonly number[] | undefined {
    const { agent } = this;
    if (agent === undefined) return [];
    return agent.process.pid === undefined ? undefined : [agent.process.pid];
  }

  /** Whether the transcript holds what neither this agent nor a person here wrote. */
  get overtaken(): boolean {
    return this.#foreign.size > 0;
  }

  /**
   * The running agent, or a new one where it does not fit.
   * @throws whatever `startAgent` throws.
   */
  async ready(
    wanted: RunSettings,
    anew: boolean,
    signal: AbortSignal,
    progress: SeatProgress,
  ): Promise<Agent> {
    await this.#closing;
    const lacks = wanted.addDirs?.some((folder) => !this.agent?.addDirs.includes(folder)) ?? false;
    if (this.agent !== undefined && (anew || lacks || this.overtaken)) await this.close();
    signal.throwIfAborted();
    if (this.agent !== undefined) return this.agent;
    progress.onStart();
    return this.#start(wanted, signal, progress);
  }

  /** Changes what the running agent works with. @throws `VibeDeckError` with the tool's own words. */
  async apply({ model, permissionMode }: RunSettings): Promise<void> {
    const { agent } = this;
    if (agent === undefined) return;
    if (model !== undefined && model !== agent.model) {
      await this.#alive(agent, agent.conversation.setModel(model));
      agent.model = model;
    }
    if (permissionMode !== undefined && permissionMode !== agent.permissionMode) {
      await this.#alive(agent, agent.conversation.setPermissionMode(permissionMode));
      agent.permissionMode = permissionMode;
    }
  }

  /** The agent, or a person here, wrote this message. */
  knows(id: string): void {
    this.#foreign.delete(id);
    this.#known.add(id);
    if (this.#known.size <= MAX_KNOWN) return;
    const [oldest] = this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** The transcript of an agent that waits got these messages; what was written before `since` may be its own. */
  seen(messages: readonly Message[], since: number): void {
    if (this.agent === undefined) return;
    const now = this.#deps.now();
    for (const { id, role, prompt, agentId, at = now } of messages) {
      const spoken = role === "assistant" || (role === "user" && prompt === true);
      if (!spoken || agentId !== undefined || this.#known.has(id)) continue;
      if (at >= since) this.#foreign.add(id);
    }
  }

  /** Lets the agent go on by itself, where it can outlive the server. Tells whether it does. */
  letGo(): boolean {
    if (this.agent?.letGo() !== true) return false;
    this.agent = undefined;
    return true;
  }

  /** Ends the agent without a turn. Tells whether it is gone. */
  close(): Promise<boolean> {
    const { agent } = this;
    if (agent === undefined) return Promise.resolve(true);
    this.#closing ??= agent.close().finally(() => {
      this.#closing = undefined;
    });
    return this.#closing;
  }

  async #start(wanted: RunSettings, signal: AbortSignal, progress: SeatProgress): Promise<Agent> {
    const session = this.#session();
    const { key, record } = session;
    const { backend } = record.mounted;
    const { limits, logger, now, runs } = this.#deps;
    const folder = folderOf(session);
    const cwd = (await backend.cli.folder?.(folder, record.owner, false)) ?? folder;
    const agent = await startAgent({
      cli: backend.cli,
      action: actionFor(session, wanted, cwd),
      run: {
        owner: record.owner,
        sessionId: record.ref.id,
        root: record.root,
        progress: (text) => progress.onPhase(text),
      },
      signal: AbortSignal.any([signal, record.mounted.signal]),
      runs,
      session: key,
      backend: backend.id,
      logger,
      now,
      graceMs: limits.graceMs[2],
    });
    this.#foreign.clear();
    this.agent = agent;
    agent.listen({
      onEvent: (event) => this.#listener.onEvent(event),
      onGone: (exit) => {
        this.agent = undefined;
        this.#listener.onGone(this.#explain(agent, exit));
      },
    });
    return agent;
  }

  #explain(agent: Agent, exit: AgentExit): Failure {
    try {
      return agent.conversation.explain(exit);
    } catch (error) {
      const fields = { ...traceOf(error), session: this.#session().key };
      this.#deps.logger.error(fields, "The end of an agent is not explained");
      return CRASHED;
    }
  }

  /** A call that would never be answered ends with the agent. */
  async #alive(agent: Agent, call: Promise<void>): Promise<void> {
    const gone = agent.gone.then(() => {
      throw new StartFailed({ kind: "crashed", text: "The agent ended before it took the message." });
    });
    gone.catch(() => {
      // The call came to its own end first.
    });
    await Promise.race([call, gone]);
  }
}
