import type { ConversationEvent, Failure } from "../../conversation.ts";
import type { QueuedSend, SendEnd } from "./send-queue.ts";

/** The end of a turn as the tool tells it. */
export type TurnEnd = Omit<Extract<ConversationEvent, { type: "turn-end" }>, "type">;

/** Who stops a turn; `place`: the place of its session is gone. */
export type Stopper = "person" | "server" | "place";

/** A turn of an agent and the messages that went into it. */
export class Turn {
  readonly since: number;
  /** The first one began it; none when the agent went on by itself. */
  readonly sends: QueuedSend[];
  stop: Stopper | undefined;
  readonly over: Promise<void>;
  #end: () => void = () => {};

  constructor(since: number, sends: readonly QueuedSend[]) {
    this.since = since;
    this.sends = [...sends];
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  end(): void {
    this.#end();
  }

  /** Splits its messages into those that end with it and those that the tool takes up next. */
  split(tellsStates: boolean): {
    readonly ended: readonly QueuedSend[];
    readonly rest: readonly QueuedSend[];
  } {
    const [opener] = this.sends;
    const waits = (item: QueuedSend): boolean =>
      item.tool === "queued" || (tellsStates && item !== opener && item.tool === undefined);
    return {
      ended: this.sends.filter((item) => !waits(item)),
      rest: this.sends.filter(waits),
    };
  }
}

/** What a message became. */
export interface Outcome extends SendEnd {
  readonly state: "done" | "failed" | "interrupted" | "unknown";
}

const STOPPED: ReadonlyMap<Stopper | undefined, Failure> = new Map([
  ["server", { kind: "other", text: "The server was stopped." }],
  ["place", { kind: "other", text: "The place of this session is gone." }],
]);

/** What the end of a turn means for its messages. */
export function outcomeOf({ ok, interrupted, failure, usd }: TurnEnd, stop: Stopper | undefined): Outcome {
  const money = usd === undefined ? {} : { usd };
  if (ok) return { state: "done", ...money };
  const failed = STOPPED.get(stop);
  if (failed !== undefined) return { state: "interrupted", failure: failed, ...money };
  if (interrupted === true || stop !== undefined) return { state: "interrupted", ...money };
  return {
    state: "failed",
    failure: failure ?? { kind: "other", text: "The turn failed; the tool did not say why." },
    ...money,
  };
}

/** What the end of the process means for a message. */
export function outcomeOfExit(item: QueuedSend, stop: Stopper | undefined, failure: Failure): Outcome {
  const failed = STOPPED.get(stop);
  if (failed !== undefined) return { state: "interrupted", failure: failed };
  if (stop !== undefined) return { state: "interrupted" };
  return item.sure ? { state: "failed", failure } : { state: "unknown", failure };
}
