import type { RunSettings } from "../../cli.ts";
import type { Attachment, ConversationEvent, Failure } from "../../conversation.ts";
import type { DriveBrief, DriveState, OtherProgram, Send, SendChange } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import type { Message } from "../../message.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { DrivenSession } from "../state/driven-store.ts";
import { endProcess, fullEnd, hardEnd } from "./end-process.ts";
import { CRASHED, failureOf } from "./failure-of.ts";
import type { LaneDeps } from "./lane-deps.ts";
import { LaneOverlay } from "./overlay.ts";
import { Seat } from "./seat.ts";
import { clippedSend, type QueuedSend, SendQueue, waitsNoLonger } from "./send-queue.ts";
import type { IdleAgent } from "./slots.ts";
import { outcomeOf, outcomeOfExit, type Stopper, Turn, type TurnEnd } from "./turn.ts";
import { within } from "./within.ts";

/** After a turn, partial blocks stand until the transcript was quiet for this long, in milliseconds. */
const SETTLE_MS = 1_500;
const MAX_PHASE = 200;
const NO_PLACE = "waits for a free place: too many agents work at once";

/** A message on its way to an agent. */
interface Attempt {
  readonly item: QueuedSend;
  readonly abort: AbortController;
  readonly over: Promise<void>;
  by?: Stopper;
}

/** Everything that is driven of one session: its messages, its agent, and one turn at a time. */
export class Lane implements IdleAgent {
  record: FileRecord;
  readonly queue: SendQueue;
  readonly overlay: LaneOverlay;
  readonly seat: Seat;
  driven: DrivenSession | undefined;
  other: OtherProgram | undefined;
  /** When an agent of ours was last at work here; milliseconds since the epoch. */
  activeAt = 0;
  #stage: DriveState["state"] = "none";
  #phase: string | undefined;
  #model: string | undefined;
  #permissionMode: string | undefined;
  #background = 0;
  #usd: number | undefined;
  #attempt: Attempt | undefined;
  #turn: Turn | undefined;
  /** Gives back the place among the running agents. */
  #place: (() => void) | undefined;
  #begun = false;
  #idleAt = 0;
  #tellsStates = false;
  #closed = false;
  #idleTimer: NodeJS.Timeout | undefined;
  #settleTimer: NodeJS.Timeout | undefined;
  #lastBrief = "";
  readonly #deps: LaneDeps;

  constructor(record: FileRecord, deps: LaneDeps) {
    this.record = record;
    this.#deps = deps;
    this.driven = deps.driven.get(record.key);
    this.queue = new SendQueue(record.owner, () => this.key, deps);
    this.overlay = new LaneOverlay(
      () => this.key,
      () => this.drive(),
      () => deps.host.wake(this.key),
    );
    const session = (): Lane & { readonly begun: boolean } => this;
    this.seat = new Seat(session, deps, {
      onEvent: (event) => this.#onEvent(event),
      onGone: (failure) => this.#onGone(failure),
    });
    this.#lastBrief = JSON.stringify(this.brief());
  }

  get key(): string {
    return this.record.key;
  }

  get begun(): boolean {
    return this.#begun;
  }

  get stage(): DriveState["state"] {
    return this.#stage;
  }

  /** Whether nothing would be lost if it were forgotten. */
  get quiet(): boolean {
    return this.#stage === "none" && this.queue.live.length === 0 && this.brief() === undefined;
  }

  drive(): DriveState {
    const model = this.#model ?? this.driven?.model;
    const permissionMode = this.#permissionMode ?? this.driven?.permissionMode;
    const since = this.#turn?.since;
    return {
      state: this.#stage,
      ...(this.#phase === undefined ? {} : { phase: this.#phase }),
      ...(since === undefined ? {} : { since }),
      sends: this.queue.shown(),
      approvals: this.#deps.approvals.shown(this.key),
      ...(model === undefined ? {} : { model }),
      ...(permissionMode === undefined ? {} : { permissionMode }),
      ...(this.#background === 0 ? {} : { background: this.#background }),
      ...(this.other === undefined ? {} : { other: this.other }),
      ...(this.#usd === undefined ? {} : { usd: this.#usd }),
    };
  }

  brief(): DriveBrief | undefined {
    const state = this.#stage;
    const queued = this.queue.waiting;
    const needs = this.#deps.approvals.pending(this.key);
    const failed = state === "running" || state === "starting" ? undefined : this.#failed();
    if (state === "none" && queued === 0 && needs === 0 && failed === undefined) return undefined;
    return { state, queued, needs, ...(failed === undefined ? {} : { failed }) };
  }

  /** Something that readers are told changed. */
  changed(): void {
    this.overlay.touch();
    const brief = JSON.stringify(this.brief());
    if (brief === this.#lastBrief) return;
    this.#lastBrief = brief;
    this.#deps.host.changed(this.record);
  }

  /**
   * Stores a message and sees to it that it is sent.
   * @throws `VibeDeckError` `QUEUE_FULL`, `UNAVAILABLE`, `TOO_MANY_AGENTS`; it was not taken then.
   */
  accept(
    message: Pick<Send, "id" | "text" | "attachments" | "steer">,
    settings: RunSettings,
    attachments: readonly Attachment[],
  ): Send {
    const { limits, slots, now } = this.#deps;
    if (this.#closed) throw new VibeDeckError("UNAVAILABLE", "The server is being stopped.");
    const free = this.#attempt === undefined && this.#turn === undefined && this.#stage !== "stopping";
    if (!free && this.queue.waiting >= limits.maxQueued) throw queueFull(this.queue.waiting);
    if (free && this.queue.waiting >= limits.maxQueued * 2) throw queueFull(this.queue.waiting);
    if (free && slots.waiting >= limits.maxRunning * 10) throw tooManyAgents(slots.waiting);
    const send: Send = { ...message, state: free ? "accepted" : "queued", at: now() };
    const item = this.queue.add(send, settings, attachments);
    this.seat.knows(send.id);
    this.#pump();
    this.changed();
    return clippedSend(item.send);
  }

  /** @throws `VibeDeckError` `CONFLICT`. */
  change(item: QueuedSend, { text, move }: SendChange): Send {
    if (item.send.state === "running" || item === this.#attempt?.item) throw waitsNoLonger(item.send);
    this.queue.change(item, {
      ...(text === undefined ? {} : { text }),
      ...(move === undefined ? {} : { steer: move === "steer", state: "queued" as const }),
    });
    this.#pump();
    this.changed();
    return clippedSend(item.send);
  }

  /** @throws `VibeDeckError` `CONFLICT`. */
  remove(item: QueuedSend): Send {
    if (item.send.state === "running" || item === this.#attempt?.item) throw waitsNoLonger(item.send);
    this.queue.remove(item);
    this.changed();
    return clippedSend(item.send);
  }

  /** Remembers what a person chose for the session, and tells the running agent. */
  async choose(settings: RunSettings): Promise<void> {
    this.remember(settings);
    if (this.#turn !== undefined || this.#stage === "idle") await this.seat.apply(settings);
    const { model, permissionMode } = settings;
    if (model !== undefined) this.#model = model;
    if (permissionMode !== undefined) this.#permissionMode = permissionMode;
    this.changed();
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  remember({ model, permissionMode, addDirs = [] }: RunSettings): void {
    if (model === undefined && permissionMode === undefined && addDirs.length === 0) return;
    const before = this.driven ?? this.#undriven();
    const after: DrivenSession = {
      ...before,
      ...(model === undefined ? {} : { model }),
      ...(permissionMode === undefined ? {} : { permissionMode }),
      addDirs: [...new Set([...before.addDirs, ...addDirs])].slice(-50),
    };
    this.#deps.driven.put(after);
    this.driven = after;
  }

  /** Stops the turn; what waits is held. Nothing happens when there is none. */
  interrupt(): void {
    if (this.#stage === "stopping") return;
    if (this.#attempt !== undefined) this.#giveUp(this.#attempt, "person");
    else if (this.#turn !== undefined) void this.#stop(this.#turn, "person");
    this.changed();
  }

  /** Ends everything: a running turn gets `graceMs` milliseconds. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.queue.hold(this.#attempt?.item);
    const attempt = this.#attempt;
    if (attempt !== undefined) {
      this.#giveUp(attempt, "server");
      await attempt.over;
    }
    const deadline = this.#deps.now() + graceMs;
    for (let turn = this.#turn; turn !== undefined; turn = this.#turn) {
      const left = Math.max(0, deadline - this.#deps.now());
      if (turn.stop !== undefined || !(await within(turn.over, left))) await this.#stop(turn, "server");
      if (this.#turn === turn) break;
    }
    await this.seat.close();
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#settleTimer);
    this.overlay.close();
  }

  /** Closes an agent that waits. */
  retire(): void {
    if (this.#stage === "idle" && this.#attempt === undefined) void this.seat.close();
  }

  /** The transcript got these messages. */
  seen(messages: readonly Message[]): void {
    for (const { id } of messages) this.#joined(id);
    if (this.#stage === "idle") this.seat.seen(messages, this.#idleAt + SETTLE_MS);
    if (this.overlay.partials.seen(messages)) this.overlay.wake();
    if (this.#settleTimer !== undefined) this.#settleSoon();
  }

  /** The session lies elsewhere than it was expected. */
  moved(record: FileRecord, driven: DrivenSession): void {
    this.record = record;
    this.driven = driven;
    this.changed();
  }

  #pump(): void {
    if (this.#closed) return;
    if (this.#turn !== undefined) {
      if (this.#stage === "running") this.#steerAll(this.#turn);
      return;
    }
    if (this.#attempt !== undefined || (this.#stage !== "none" && this.#stage !== "idle")) return;
    const next = this.queue.next();
    if (next !== undefined) this.#begin(next);
  }

  #begin(item: QueuedSend): void {
    const abort = new AbortController();
    this.#unrest();
    this.#phase = undefined;
    this.#stage = this.seat.agent === undefined ? "starting" : "running";
    let tell = (): void => {};
    const over = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const attempt: Attempt = { item, abort, over };
    this.#attempt = attempt;
    void this.#try(attempt).finally(tell);
  }

  async #try(attempt: Attempt): Promise<void> {
    const { item, abort } = attempt;
    const { signal } = abort;
    try {
      this.#place ??= await this.#deps.slots.take(signal, () => this.#waitForPlace(item));
      this.#setPhase(undefined);
      await this.#deps.left(this.key);
      signal.throwIfAborted();
      const fresh = this.seat.agent === undefined;
      const agent = await this.seat.ready(item.settings, this.other !== undefined, signal, (text) => {
        if (this.#attempt === attempt) this.#setPhase(text);
      });
      if (!fresh && this.#stage === "starting") this.#stage = "running";
      await this.seat.apply(this.#settingsOf(item));
      signal.throwIfAborted();
      if (this.seat.agent !== agent) throw GONE;
      const contents = this.queue.contents(item);
      this.queue.change(item, { state: "running" });
      this.#attempt = undefined;
      this.#openTurn([item]);
      this.#write(item, contents);
      this.#pump();
    } catch (error) {
      this.#tryFailed(attempt, error);
    }
  }

  #waitForPlace(item: QueuedSend): void {
    if (item.send.state === "accepted") item.send = { ...item.send, state: "queued" };
    this.#phase = NO_PLACE;
    this.changed();
  }

  #settingsOf({ settings }: QueuedSend): RunSettings {
    const model = settings.model ?? this.driven?.model;
    const permissionMode = settings.permissionMode ?? this.driven?.permissionMode;
    return {
      ...(model === undefined ? {} : { model }),
      ...(permissionMode === undefined ? {} : { permissionMode }),
    };
  }

  #tryFailed(attempt: Attempt, error: unknown): void {
    const { item, by } = attempt;
    this.#attempt = undefined;
    this.#stage = this.seat.agent === undefined ? "none" : "idle";
    this.#phase = undefined;
    if (by === "server") this.queue.hold();
    else if (by === "person") this.queue.end(item, "interrupted");
    else {
      const failure = error === GONE ? CRASHED : failureOf(error);
      this.#deps.logger.warn(
        { session: this.key, kind: failure.kind, ...plainCause(error) },
        "A turn could not begin",
      );
      this.queue.end(item, "failed", { failure });
      this.queue.hold();
    }
    this.#rest();
    this.changed();
    this.#pump();
  }

  #openTurn(items: readonly QueuedSend[]): void {
    this.overlay.partials.clear();
    clearTimeout(this.#settleTimer);
    this.#settleTimer = undefined;
    this.#turn = new Turn(this.#deps.now(), items);
    this.#stage = "running";
    this.#phase = undefined;
    this.changed();
  }

  #write(item: QueuedSend, attachments: readonly Attachment[]): void {
    const { agent } = this.seat;
    if (agent === undefined) return;
    const { id, text } = item.send;
    const message = { id, text, ...(attachments.length === 0 ? {} : { attachments }) };
    agent.conversation.send(message).catch(async (error: unknown) => {
      // An agent that is gone says so itself; one that stays did not take the message.
      if (await within(agent.gone, 2_000 + this.#deps.limits.graceMs[2])) return;
      if (this.queue.find(id) !== item) return;
      this.#onTurnEnd({ ok: false, failure: failureOf(error) });
    });
  }

  #steerAll(turn: Turn): void {
    try {
      for (const item of this.queue.steering()) {
        if (turn.sends.length > this.#deps.limits.maxQueued) return;
        const contents = this.queue.contents(item);
        this.queue.change(item, { state: "running" });
        turn.sends.push(item);
        this.#write(item, contents);
      }
    } catch (err) {
      this.#deps.logger.error({ err, session: this.key }, "A message could not go into the running turn");
    }
  }

  #giveUp(attempt: Attempt, by: Stopper): void {
    attempt.by = by;
    this.#stage = "stopping";
    this.queue.hold(attempt.item);
    attempt.abort.abort(new Error("stopped"));
  }

  async #stop(turn: Turn, by: Stopper): Promise<void> {
    const { agent } = this.seat;
    turn.stop ??= by;
    const first = this.#stage !== "stopping";
    this.#stage = "stopping";
    if (first) this.queue.hold();
    this.#deps.approvals.closeAll(this.key, "expired");
    this.changed();
    if (agent === undefined) return;
    const { graceMs } = this.#deps.limits;
    const over = Promise.race([turn.over, agent.gone]);
    const abort = new AbortController();
    if (first) {
      void agent.conversation.interrupt(abort.signal).catch(() => {
        // Signals follow when the turn does not end.
      });
    }
    const ended =
      (await within(over, graceMs[0])) || (await endProcess(agent.process, over, fullEnd(graceMs)));
    abort.abort();
    if (ended) return;
    this.#deps.logger.error({ session: this.key }, "An agent does not end");
    this.#setPhase("cannot be stopped");
  }

  #onEvent(event: ConversationEvent): void {
    const { agent } = this.seat;
    if (agent === undefined) return;
    this.activeAt = this.#deps.now();
    switch (event.type) {
      case "partial":
        this.#onPartial(event);
        break;
      case "message":
        this.seat.knows(event.message.id);
        this.#sign();
        break;
      case "message-state":
        this.#onMessageState(event.id, event.state);
        break;
      case "request":
        this.#sign();
        this.#deps.approvals.open(this.queue.user, this.key, event.request, agent);
        break;
      case "request-withdrawn":
        this.#deps.approvals.withdraw(agent, event.id);
        break;
      case "turn-end":
        this.#onTurnEnd(event);
        break;
      case "phase":
        this.#setPhase(event.text);
        break;
      case "settings":
        this.#onSettings(event.model, event.permissionMode);
        break;
      case "background":
        this.#onBackground(event.tasks);
        break;
      case "info":
        agent.info = event.info;
        break;
      case "raw":
        break;
    }
  }

  #onPartial(event: Extract<ConversationEvent, { type: "partial" }>): void {
    this.seat.knows(event.messageId);
    if (event.agent === undefined) {
      this.#goesOn();
      this.#sign();
    }
    if (this.overlay.partials.add(event)) this.overlay.wake();
  }

  /** An agent that is at work without being told, because something in the background ended, is in a turn too. */
  #goesOn(): void {
    if (this.#turn !== undefined || this.#attempt !== undefined || this.#stage !== "idle") return;
    this.#unrest();
    this.#place ??= this.#deps.slots.seize();
    this.#openTurn([]);
  }

  /** The tool does something: the message that began the turn has arrived. */
  #sign(): void {
    const [opener] = this.#turn?.sends ?? [];
    if (opener !== undefined && !opener.sure && opener.tool !== "queued") this.queue.confirm(opener);
  }

  #onMessageState(id: string, state: NonNullable<QueuedSend["tool"]>): void {
    this.#tellsStates = true;
    const item = this.queue.find(id);
    if (item === undefined || item.send.state !== "running") return;
    item.tool = state;
    this.queue.confirm(item);
    if (state === "cancelled") {
      const at = this.#turn?.sends.indexOf(item) ?? -1;
      if (at > 0) this.#turn?.sends.splice(at, 1);
      if (at !== 0) this.queue.end(item, "interrupted");
    }
    this.changed();
  }

  #onSettings(model: string | undefined, permissionMode: string | undefined): void {
    if (model !== undefined) this.#model = model;
    if (permissionMode !== undefined) this.#onPermissionMode(permissionMode);
    this.changed();
  }

  /** A mode that the tool changed itself, as after a plan, stays when the agent is started anew. */
  #onPermissionMode(mode: string): void {
    this.#permissionMode = mode;
    const { agent } = this.seat;
    if (agent?.permissionMode !== undefined && agent.permissionMode !== mode) agent.permissionMode = mode;
    if (this.driven?.permissionMode === undefined || this.driven.permissionMode === mode) return;
    if (agent?.info.permissionModes.some(({ id }) => id === mode) !== true) return;
    try {
      this.remember({ permissionMode: mode });
    } catch (err) {
      this.#deps.logger.warn({ err, session: this.key }, "A permission mode could not be saved");
    }
  }

  #onBackground(tasks: number): void {
    this.#background = Number.isSafeInteger(tasks) && tasks > 0 ? tasks : 0;
    if (this.#stage === "idle" && this.#attempt === undefined) this.#rest();
    this.changed();
  }

  #onTurnEnd(end: TurnEnd): void {
    if (end.totalUsd !== undefined) this.#usd = end.totalUsd;
    const turn = this.#turn;
    if (turn === undefined) {
      this.changed();
      return;
    }
    const { ended, rest } = turn.split(this.#tellsStates);
    const { state, ...more } = outcomeOf(end, turn.stop);
    for (const item of ended) this.queue.end(item, state, more);
    if (end.usd !== undefined && end.totalUsd === undefined) this.#usd = (this.#usd ?? 0) + end.usd;
    if (state !== "done" && turn.stop === undefined) this.queue.hold();
    if (this.#background === 0) this.#deps.approvals.closeAll(this.key, "expired");
    this.#begun = true;
    turn.end();
    if (rest.length > 0) {
      if (turn.stop === undefined) this.#openTurn(rest);
      else this.#drop(turn, rest);
      return;
    }
    this.#turn = undefined;
    this.#stage = "idle";
    this.#idleAt = this.#deps.now();
    this.#phase = undefined;
    this.#logEnd(state, more.failure);
    this.#settleSoon();
    this.#rest();
    this.#pump();
    this.changed();
  }

  /** The tool would go on with messages that it has in its own queue; only its end keeps them from being answered. */
  #drop(turn: Turn, rest: readonly QueuedSend[]): void {
    for (const item of rest) this.queue.end(item, "interrupted");
    turn.sends.length = 0;
    const { agent } = this.seat;
    if (agent !== undefined) {
      void endProcess(agent.process, agent.gone, hardEnd(this.#deps.limits.graceMs[2]));
    }
    this.changed();
  }

  #onGone(failure: Failure): void {
    const turn = this.#turn;
    this.#deps.approvals.closeAll(this.key, turn?.stop === undefined ? "orphaned" : "expired");
    this.#background = 0;
    this.#turn = undefined;
    this.#tellsStates = false;
    this.#model = undefined;
    this.#permissionMode = undefined;
    this.#usd = undefined;
    if (turn !== undefined) this.#endTurnOfGone(turn, failure);
    else if (this.#attempt === undefined) this.#stage = "none";
    this.#rest();
    this.changed();
    this.#pump();
  }

  #endTurnOfGone(turn: Turn, failure: Failure): void {
    for (const item of turn.sends) {
      const { state, ...more } = outcomeOfExit(item, turn.stop, failure);
      this.queue.end(item, state, more);
    }
    if (turn.stop === undefined) this.queue.hold();
    this.#stage = "none";
    this.#phase = undefined;
    this.#settleSoon();
    turn.end();
    this.#logEnd(turn.stop === undefined ? "failed" : "interrupted", failure);
  }

  /** Gives the place back, and waits for the next message or for nothing. */
  #rest(): void {
    if (this.#attempt !== undefined || this.#turn !== undefined) return;
    if (this.#background === 0 || this.#stage === "none") {
      this.#place?.();
      this.#place = undefined;
    }
    this.#unrest();
    if (this.#stage !== "idle" || this.#background > 0) return;
    this.#deps.slots.rest(this);
    this.#idleTimer = setTimeout(() => this.retire(), this.#deps.limits.idleMs);
    this.#idleTimer.unref();
  }

  #unrest(): void {
    clearTimeout(this.#idleTimer);
    this.#deps.slots.wake(this);
  }

  /** What was streamed and is not in the transcript by then will not come any more. */
  #settleSoon(): void {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => {
      this.#settleTimer = undefined;
      if (this.overlay.partials.clear()) this.overlay.wake();
    }, SETTLE_MS);
    this.#settleTimer.unref();
  }

  /** A message stands in the transcript. */
  #joined(id: string): void {
    const item = this.queue.find(id);
    if (item !== undefined && item.send.state === "running" && !item.sure) {
      this.#begun = true;
      this.queue.confirm(item);
    }
    const { last } = this.queue;
    if (last?.send.id !== id || last.send.state !== "unknown") return;
    this.queue.end(last, last.send.failure === undefined ? "interrupted" : "failed");
    this.changed();
  }

  #setPhase(text: string | undefined): void {
    const phase = text === undefined || text === "" ? undefined : text.slice(0, MAX_PHASE).toWellFormed();
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.changed();
  }

  #failed(): string | undefined {
    const send = this.queue.last?.send;
    if (send?.state === "unknown")
      return send.failure?.text.slice(0, MAX_PHASE) ?? "it is not known what became of it";
    return send?.state === "failed" ? (send.failure?.text.slice(0, MAX_PHASE) ?? "failed") : undefined;
  }

  #logEnd(state: string, failure: Failure | undefined): void {
    const fields = { session: this.key, state, ...(failure === undefined ? {} : { kind: failure.kind }) };
    if (state === "failed") this.#deps.logger.warn(fields, "A turn failed");
    else this.#deps.logger.info(fields, "A turn ended");
  }

  #undriven(): DrivenSession {
    const { key, owner, mounted, root, path, ref } = this.record;
    return {
      key,
      user: owner,
      backend: mounted.backend.id,
      root: root.id ?? "",
      path,
      toolId: ref.id,
      origin: "other",
      title: "",
      addDirs: [],
      at: this.#deps.now(),
    };
  }
}

const GONE = new Error("the agent is gone");

function plainCause(error: unknown): object {
  return error instanceof Error && !("code" in error) && !("failure" in error) ? { err: error } : {};
}

function queueFull(count: number): VibeDeckError {
  return new VibeDeckError("QUEUE_FULL", `${count} messages wait in this session.`, {
    hint: "Remove one that waits, or stop the turn.",
  });
}

function tooManyAgents(count: number): VibeDeckError {
  return new VibeDeckError("TOO_MANY_AGENTS", `${count} sessions wait for a free place.`, {
    hint: "Stop one that you do not need.",
  });
}
