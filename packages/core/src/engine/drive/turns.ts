import type { Attachment, Failure } from "../../conversation.ts";
import { endProcess, fullEnd, hardEnd } from "./end-process.ts";
import { failureOf } from "./failure-of.ts";
import type { LaneParts } from "./lane-parts.ts";
import type { QueuedSend } from "./send-queue.ts";
import { outcomeOf, outcomeOfExit, type Stopper, Turn, type TurnEnd } from "./turn.ts";
import { within } from "./within.ts";

/** How long a message that could not be written waits for the word of the process that went away, in milliseconds. */
const GONE_MS = 2_000;

/** How much may be on its way to an agent that does not read before more is written, in characters. */
const MAX_UNREAD = 10_000_000;

const NOT_TAKEN: Failure = { kind: "other", text: "The tool did not take the message." };

/** The turns of one session's agent, one at a time: what goes into them, and how they end. */
export class Turns {
  /** The one that runs. */
  current: Turn | undefined;
  /** Whether a turn was led to its end, so that the tool has a transcript wherever that lies. */
  begun = false;
  /** Since when none runs; milliseconds since the epoch. */
  restsSince = 0;
  readonly #lane: LaneParts;
  #tellsStates = false;
  /** What is on its way to the agent. */
  #unread = { size: 0 };
  /** How often the tool gave a sign. */
  #signs = 0;

  constructor(lane: LaneParts) {
    this.#lane = lane;
  }

  /** Begins a turn with a message that was marked as running. */
  begin(item: QueuedSend, attachments: readonly Attachment[]): void {
    this.#open([item]);
    this.#write(item, attachments);
    this.steer();
  }

  /** An agent that is at work without being told, because something in the background ended, is in a turn too. */
  goesOn(): void {
    this.#open([]);
  }

  /** Messages that wait for it go into the running turn. */
  steer(): void {
    const { current } = this;
    const { queue, deps, told, key } = this.#lane;
    if (current === undefined || told.stage !== "running") return;
    try {
      for (const item of queue.steering()) {
        if (current.sends.length > deps.limits.maxQueued || this.#unread.size > MAX_UNREAD) return;
        const contents = queue.contents(item);
        queue.change(item, { state: "running" });
        current.sends.push(item);
        this.#write(item, contents);
      }
    } catch (err) {
      deps.logger.error({ err, session: key }, "A message could not go into the running turn");
    }
  }

  /** The tool does something: the message that began the turn has arrived. */
  sign(): void {
    this.#signs++;
    const [opener] = this.current?.sends ?? [];
    if (opener !== undefined && opener.tool !== "queued") this.#lane.queue.confirm(opener);
  }

  /** What the tool says of a message. */
  onMessageState(id: string, state: NonNullable<QueuedSend["tool"]>): void {
    const { queue } = this.#lane;
    this.#tellsStates = true;
    const item = queue.find(id);
    if (item === undefined || item.send.state !== "running") return;
    item.tool = state;
    queue.confirm(item);
    if (state === "cancelled") this.#cancelled(item);
  }

  /** @param end what the tool says of it. */
  onEnd(end: TurnEnd): void {
    const { told, queue, deps, key } = this.#lane;
    told.usd = end.totalUsd ?? (end.usd === undefined ? told.usd : (told.usd ?? 0) + end.usd);
    const turn = this.current;
    if (turn === undefined) return;
    const { ended, rest } = turn.split(this.#tellsStates);
    const { state, ...more } = outcomeOf(end, turn.stop);
    for (const item of ended) queue.end(item, state, more);
    if (state !== "done" && turn.stop === undefined) queue.hold();
    if (told.background === 0) deps.approvals.closeAll(key, "expired");
    this.begun = true;
    turn.end();
    this.#log(state, more.failure);
    if (rest.length === 0) this.#over("idle");
    else if (turn.stop === undefined) this.#open(rest);
    else this.#drop(turn, rest);
  }

  /** The agent is gone, and a turn with it. */
  onGone(failure: Failure): void {
    const { queue } = this.#lane;
    const turn = this.current;
    this.#tellsStates = false;
    this.#unread = { size: 0 };
    if (turn === undefined) return;
    for (const item of turn.sends) {
      const { state, ...more } = outcomeOfExit(item, turn.stop, failure);
      queue.end(item, state, more);
    }
    if (turn.stop === undefined) queue.hold();
    turn.end();
    this.#log(turn.stop === undefined ? "failed" : "interrupted", failure);
    this.#over("none");
  }

  /** The running turn goes on without this server: nothing is told of it here any more. */
  letGo(): void {
    this.current = undefined;
  }

  /** Stops the running turn: asks first, then signals. Resolves when it is over, or when nothing more can be done. */
  async stop(by: Stopper): Promise<void> {
    const { told, queue, deps, seat, key } = this.#lane;
    const turn = this.current;
    const { agent } = seat;
    if (turn === undefined || agent === undefined) return;
    const asked = turn.stop !== undefined;
    turn.stop ??= by;
    told.stage = "stopping";
    if (!asked) queue.hold();
    // What runs on in the background may ask, too: the tool itself says what it no longer waits for.
    if (told.background === 0) deps.approvals.closeAll(key, "expired");
    this.#lane.changed();
    const { graceMs } = deps.limits;
    const over = Promise.race([turn.over, agent.gone]);
    const abort = new AbortController();
    if (!asked) {
      void agent.conversation.interrupt(abort.signal).catch(() => {
        // Signals follow when the turn does not end.
      });
    }
    const ended =
      (await within(over, graceMs[0])) || (await endProcess(agent.process, over, fullEnd(graceMs)));
    abort.abort();
    if (ended) return;
    deps.logger.error({ session: key }, "An agent does not end");
    told.phase = "cannot be stopped";
    this.#lane.changed();
  }

  #open(items: readonly QueuedSend[]): void {
    const { overlay, told, deps } = this.#lane;
    overlay.drop();
    this.current = new Turn(deps.now(), items);
    told.stage = "running";
    told.phase = undefined;
    this.#lane.changed();
  }

  #over(stage: "idle" | "none"): void {
    const { overlay, told, deps } = this.#lane;
    this.current = undefined;
    told.stage = stage;
    told.phase = undefined;
    this.restsSince = deps.now();
    overlay.settle();
    this.#lane.onOver();
  }

  #write(item: QueuedSend, attachments: readonly Attachment[]): void {
    const { seat, queue, deps } = this.#lane;
    const { agent } = seat;
    if (agent === undefined) return;
    const { id, text } = item.send;
    const message = { id, text, ...(attachments.length === 0 ? {} : { attachments }) };
    const size = sizeOf(text, attachments);
    const unread = this.#unread;
    unread.size += size;
    const send = async (): Promise<void> => agent.conversation.send(message);
    send()
      .finally(() => {
        unread.size -= size;
        this.steer();
      })
      .catch(async (error: unknown) => {
        // An agent that is gone says so itself; one that stays did not take the message.
        if (await within(agent.gone, GONE_MS + deps.limits.graceMs[2])) return;
        if (queue.find(id) === item) this.onEnd({ ok: false, failure: failureOf(error) });
      });
  }

  #cancelled(item: QueuedSend): void {
    const sends = this.current?.sends ?? [];
    const at = sends.indexOf(item);
    // What began the turn ends with it.
    if (at === 0) {
      void this.#awaitEnd();
      return;
    }
    if (at > 0) sends.splice(at, 1);
    this.#lane.queue.end(item, "interrupted");
  }

  /** A tool that dropped what was to begin the turn may have nothing to end. */
  async #awaitEnd(): Promise<void> {
    const turn = this.current;
    const signs = this.#signs;
    if (turn === undefined || (await within(turn.over, GONE_MS))) return;
    if (this.current === turn && this.#signs === signs) this.onEnd({ ok: false, failure: NOT_TAKEN });
  }

  /** The tool would go on with messages that it has in its own queue; only its end keeps them from being answered. */
  #drop(turn: Turn, rest: readonly QueuedSend[]): void {
    const { queue, seat, deps } = this.#lane;
    for (const item of rest) queue.end(item, "interrupted");
    turn.sends.length = 0;
    const { agent } = seat;
    if (agent === undefined) return;
    void endProcess(agent.process, agent.gone, hardEnd(deps.limits.graceMs[2]));
  }

  #log(state: string, failure: Failure | undefined): void {
    const { deps, key } = this.#lane;
    const fields = { session: key, state, ...(failure === undefined ? {} : { kind: failure.kind }) };
    if (state === "failed" || state === "unknown") deps.logger.warn(fields, "A turn failed");
    else deps.logger.info(fields, "A turn ended");
  }
}

function sizeOf(text: string, attachments: readonly Attachment[]): number {
  const sizes = attachments.map((one) => (one.type === "image" ? one.data.length : one.text.length));
  return sizes.reduce((sum, size) => sum + size, text.length);
}
