import type { RunSettings } from "../../cli.ts";
import type { Attachment, Failure } from "../../conversation.ts";
import type { DriveBrief, DriveState, Send, SendChange } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import type { Message } from "../../message.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { DrivenSession } from "../state/driven-store.ts";
import { AgentEvents } from "./agent-events.ts";
import { Attempt } from "./attempt.ts";
import { Choice } from "./choice.ts";
import { briefOf, driveStateOf } from "./drive-state.ts";
import { CRASHED, StartFailed } from "./failure-of.ts";
import type { LaneDeps } from "./lane-deps.ts";
import type { LaneParts } from "./lane-parts.ts";
import { LeftTurn } from "./left-turn.ts";
import { LaneOverlay, SETTLE_MS } from "./overlay.ts";
import { Place } from "./place.ts";
import { Seat } from "./seat.ts";
import { clippedSend, type QueuedSend, SendQueue, waitsNoLonger } from "./send-queue.ts";
import { Told } from "./told.ts";
import { traceOf } from "./trace-of.ts";
import type { Stopper } from "./turn.ts";
import { Turns } from "./turns.ts";
import { within } from "./within.ts";

const AGENT_ENDED = new StartFailed(CRASHED);

/** Everything that is driven of one session: its messages, its agent, and one turn at a time. */
export class Lane implements LaneParts {
  record: FileRecord;
  readonly deps: LaneDeps;
  readonly queue: SendQueue;
  readonly overlay: LaneOverlay;
  readonly seat: Seat;
  readonly choice: Choice;
  readonly told: Told = new Told();
  readonly #turns: Turns;
  readonly #left: LeftTurn;
  readonly #events: AgentEvents;
  readonly #place: Place;
  #attempt: Attempt | undefined;
  #closed = false;
  #lastBrief: string;

  constructor(record: FileRecord, deps: LaneDeps) {
    this.record = record;
    this.deps = deps;
    this.choice = new Choice(() => this.record, deps.driven, deps.now);
    this.queue = new SendQueue(record.owner, () => this.key, deps);
    this.overlay = new LaneOverlay(
      () => this.key,
      () => this.drive(),
      () => deps.host.wake(this.key),
    );
    this.seat = new Seat(() => this, deps, {
      onEvent: (event) => this.#events.on(event),
      onGone: (failure) => this.#onGone(failure),
    });
    this.#turns = new Turns(this);
    this.#events = new AgentEvents(this, this.#turns, {
      goesOn: () => this.#goesOn(),
      onBackground: () => this.#rest(),
    });
    this.#place = new Place(
      deps.slots,
      record.owner,
      () => this.#idleMs,
      () => this.#retire(),
    );
    this.#left = new LeftTurn(this, {
      record: () => this.record,
      onGoesOn: () => this.#attempt?.giveUp("left"),
    });
    this.#lastBrief = JSON.stringify(this.brief());
  }

  get key(): string {
    return this.record.key;
  }

  get toolId(): string {
    return this.record.ref.id;
  }

  get driven(): DrivenSession | undefined {
    return this.choice.driven;
  }

  /** Whether the tool has a transcript of it, wherever that lies. */
  get begun(): boolean {
    return this.#turns.begun;
  }

  /** Whether nothing would be lost if it were forgotten. */
  get quiet(): boolean {
    return this.told.stage === "none" && this.queue.live.length === 0 && this.brief() === undefined;
  }

  /** Process ids that are ours; `undefined` when one of ours runs whose number is not known. */
  get pids(): readonly number[] | undefined {
    return this.#left.holds ? undefined : this.seat.pids;
  }

  /** Whether the last messages of the transcript tell how something ended here. */
  get asksTranscript(): boolean {
    return this.#left.isOpen || this.brief()?.state === "none";
  }

  drive(): DriveState {
    return driveStateOf(this, this.#turns.current?.since ?? this.#left.since);
  }

  brief(): DriveBrief | undefined {
    return briefOf(this);
  }

  /** What an earlier run of the server left of it is something else now. */
  leftChanged(): void {
    if (!this.#closed) this.#left.sync();
  }

  changed(): void {
    this.overlay.touch();
    const brief = JSON.stringify(this.brief());
    if (brief === this.#lastBrief) return;
    this.#lastBrief = brief;
    this.deps.host.changed(this.record);
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
    if (this.#closed) throw closing();
    const free = this.#free;
    this.#admit(free);
    const send: Send = { ...message, state: free ? "accepted" : "queued", at: this.deps.now() };
    const item = this.queue.add(send, settings, attachments);
    this.seat.knows(send.id);
    this.#pump();
    this.changed();
    return clippedSend(item.send);
  }

  /** @throws `VibeDeckError` `CONFLICT`. */
  change(item: QueuedSend, { text, move }: SendChange): Send {
    this.#requireWaiting(item);
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
    this.#requireWaiting(item);
    this.queue.remove(item);
    this.changed();
    return clippedSend(item.send);
  }

  /**
   * Remembers what a person chose for the session, and tells the running agent.
   * @throws `VibeDeckError` with the words of a tool that refuses; it is not remembered then.
   */
  async choose(settings: RunSettings): Promise<void> {
    const before = this.choice.driven;
    this.choice.remember(settings);
    if (this.#turns.current !== undefined || this.told.stage === "idle") {
      try {
        await this.seat.apply(settings);
      } catch (error) {
        // The next agent begins with it.
        if (!(error instanceof StartFailed)) {
          this.choice.restore(before);
          throw error;
        }
      }
    }
    const { model, permissionMode } = settings;
    if (model !== undefined) this.told.model = model;
    if (permissionMode !== undefined) this.told.permissionMode = permissionMode;
    this.changed();
  }

  /** Stops the turn; what waits is held. Nothing happens when there is none. */
  interrupt(): void {
    if (this.told.stage === "stopping") this.queue.hold(this.#attempt?.item);
    else if (this.#left.holds) void this.#left.stop();
    else if (this.#attempt !== undefined) this.#giveUp(this.#attempt, "person");
    else void this.#turns.stop("person");
    this.changed();
  }

  /**
   * Ends everything: a running turn gets `graceMs` milliseconds. When the server stops, one that can outlive it goes on
   * without it.
   */
  async close(graceMs: number, by: "server" | "place" = "server"): Promise<void> {
    const attempt = this.#attempt;
    this.#closed = true;
    this.queue.hold(attempt?.item);
    if (attempt !== undefined) {
      this.#giveUp(attempt, by);
      await attempt.over;
    }
    if (by === "place" && this.#left.holds) await this.deps.left.stop(this.key);
    this.#left.close();
    if (by !== "server" || !this.#letGo()) {
      await this.#endTurns(graceMs, by);
      await this.seat.close();
    }
    this.#place.leave(false);
    this.overlay.close();
  }

  /** Lets an agent that is in a turn go on by itself, where that is possible and nobody stops it. */
  #letGo(): boolean {
    const turn = this.#turns.current;
    if (turn === undefined || turn.stop !== undefined || !this.seat.letGo()) return false;
    this.#turns.letGo();
    return true;
  }

  async #endTurns(graceMs: number, by: Stopper): Promise<void> {
    const { now } = this.deps;
    const deadline = now() + graceMs;
    for (let turn = this.#turns.current; turn !== undefined; turn = this.#turns.current) {
      const left = turn.stop === undefined ? Math.max(0, deadline - now()) : 0;
      if (!(await within(turn.over, left))) await this.#turns.stop(by);
      if (this.#turns.current === turn) break;
    }
  }

  /** The transcript got these messages. */
  seen(messages: readonly Message[]): void {
    for (const { id } of messages) this.#joined(id);
    this.#left.seen(messages);
    const { stage, background } = this.told;
    if (stage === "idle" && background === 0) this.seat.seen(messages, this.#turns.restsSince + SETTLE_MS);
    this.overlay.seen(messages);
  }

  /** The session lies elsewhere than it was expected. */
  moved(record: FileRecord, driven: DrivenSession): void {
    this.record = record;
    this.choice.driven = driven;
    this.changed();
  }

  onOver(): void {
    if (this.told.strayed && this.told.stage === "idle") void this.seat.close();
    this.#rest();
    this.#pump();
    this.changed();
  }

  get #free(): boolean {
    const { stage } = this.told;
    return this.#attempt === undefined && (stage === "none" || stage === "idle");
  }

  #admit(free: boolean): void {
    const { limits, slots } = this.deps;
    const { waiting } = this.queue;
    if (waiting >= limits.maxQueued * (free ? 2 : 1)) {
      throw new VibeDeckError("QUEUE_FULL", `${waiting} messages wait in this session.`, {
        hint: "Remove one that waits, or stop the turn.",
      });
    }
    const behind = free ? slots.waiting(this.record.owner) : 0;
    if (behind >= limits.maxRunning * 10) {
      throw new VibeDeckError("TOO_MANY_AGENTS", `${behind} of your sessions wait for a free place.`, {
        hint: "Stop one that you do not need.",
      });
    }
  }

  #requireWaiting(item: QueuedSend): void {
    if (item.send.state === "running" || item === this.#attempt?.item) throw waitsNoLonger(item.send);
  }

  #pump(): void {
    if (this.#closed) return;
    if (this.#turns.current !== undefined) this.#turns.steer();
    else if (this.#free) {
      const next = this.queue.next();
      if (next !== undefined) this.#begin(next);
    }
  }

  #begin(item: QueuedSend): void {
    this.#left.close();
    this.told.phase = undefined;
    this.told.stage = this.seat.agent === undefined ? "starting" : "running";
    const attempt = new Attempt(item, this, this.#place, {
      look: () => this.deps.look(this),
      stands: () => this.#attempt === attempt,
    });
    this.#attempt = attempt;
    attempt
      .run()
      .then(
        (contents) => this.#ready(attempt, contents),
        (error: unknown) => this.#notBegun(attempt, error),
      )
      .catch((error: unknown) => {
        this.deps.logger.error({ ...traceOf(error), session: this.key }, "A turn could not be followed");
      });
  }

  #ready(attempt: Attempt, contents: readonly Attachment[]): void {
    // In between it may have been stopped, or the agent may have ended: nothing was written then.
    if (attempt.stopped || this.seat.agent === undefined) {
      this.#notBegun(attempt, AGENT_ENDED);
      return;
    }
    this.#attempt = undefined;
    this.#turns.begin(attempt.item, contents);
  }

  #notBegun(attempt: Attempt, error: unknown): void {
    this.#attempt = undefined;
    if (this.#left.holds) this.#place.leave(false);
    else {
      this.told.stage = this.seat.agent === undefined ? "none" : "idle";
      this.told.phase = undefined;
    }
    attempt.failed(error);
    this.onOver();
  }

  #giveUp(attempt: Attempt, by: Stopper): void {
    this.told.stage = "stopping";
    this.queue.hold(attempt.item);
    attempt.giveUp(by);
  }

  #goesOn(): void {
    if (this.#turns.current !== undefined || this.#attempt !== undefined || this.told.stage !== "idle")
      return;
    this.#place.seize();
    this.#turns.goesOn();
  }

  #onGone(failure: Failure): void {
    const turn = this.#turns.current;
    this.deps.approvals.closeAll(this.key, turn?.stop === undefined ? "orphaned" : "expired");
    this.told.forget();
    if (turn !== undefined) this.#turns.onGone(failure);
    else if (this.#attempt === undefined) {
      this.told.stage = "none";
      this.onOver();
    }
  }

  /** Gives the place back, and waits for the next message or for nothing. Work in the background keeps the place. */
  #rest(): void {
    if (!this.#free) return;
    const idle = this.told.stage === "idle";
    if (idle && this.told.background > 0) this.#place.work();
    else this.#place.leave(idle);
  }

  /** How long an agent waits for the next message here. */
  get #idleMs(): number {
    const { cli } = this.record.mounted.backend;
    return Math.min(this.deps.limits.idleMs, cli.idleMs ?? Number.POSITIVE_INFINITY);
  }

  /** Closes an agent that waits. */
  #retire(): void {
    if (this.#free && this.told.stage === "idle") void this.seat.close();
  }

  /** A message stands in the transcript. */
  #joined(id: string): void {
    const item = this.queue.find(id);
    if (item?.send.state === "running") this.queue.confirm(item);
    const { last } = this.queue;
    if (last?.send.id !== id || last.send.state !== "unknown") return;
    this.queue.end(last, last.send.failure === undefined ? "interrupted" : "failed");
    this.changed();
  }
}

function closing(): VibeDeckError {
  return new VibeDeckError("UNAVAILABLE", "The session is being closed.", { hint: "Try again in a moment." });
}
