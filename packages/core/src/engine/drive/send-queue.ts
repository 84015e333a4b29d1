import type { RunSettings } from "../../cli.ts";
import type { Attachment, Failure } from "../../conversation.ts";
import type { Send, SendState } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { SendStore } from "../state/send-store.ts";

/** Characters of a text that every reader of a session is told. */
const SHOWN_TEXT = 4_000;

/** A message of a session that is not over, or was the last one. */
export interface QueuedSend {
  send: Send;
  readonly settings: RunSettings;
  /** Whether the tool, or the transcript, gave a sign of it. */
  sure: boolean;
  /** What the tool said of it last. */
  tool?: "queued" | "started" | "completed" | "cancelled";
}

/** What becomes of a message. */
export interface SendEnd {
  readonly failure?: Failure;
  readonly usd?: number;
}

/** The messages of one session in the order in which they were sent, kept in the database as they change. */
export class SendQueue {
  /** The last message that is over. */
  last: QueuedSend | undefined;
  readonly user: string;
  readonly #store: SendStore;
  readonly #session: () => string;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #live: QueuedSend[] = [];

  constructor(
    user: string,
    session: () => string,
    sources: { readonly sends: SendStore; readonly now: () => number; readonly logger: Logger },
  ) {
    this.user = user;
    this.#session = session;
    this.#store = sources.sends;
    this.#now = sources.now;
    this.#logger = sources.logger;
    for (const { send, settings, sure } of this.#store.ofSession(session())) {
      if (isOver(send.state)) this.last = { send, settings, sure };
      else this.#live.push({ send, settings, sure });
    }
  }

  /** How many wait. */
  get waiting(): number {
    return this.#live.filter(({ send }) => send.state === "queued" || send.state === "held").length;
  }

  get live(): readonly QueuedSend[] {
    return this.#live;
  }

  /** Stores a message. @throws `VibeDeckError` `UNAVAILABLE`; it was not taken then. */
  add(send: Send, settings: RunSettings, attachments: readonly Attachment[]): QueuedSend {
    const item: QueuedSend = { send, settings, sure: false };
    this.#store.add({ user: this.user, session: this.#session(), send, settings, sure: false }, attachments);
    this.#live.push(item);
    return item;
  }

  find(id: string): QueuedSend | undefined {
    return this.#live.find(({ send }) => send.id === id);
  }

  /** The next one to begin a turn with. */
  next(): QueuedSend | undefined {
    return this.#live.find(({ send }) => send.state === "accepted" || send.state === "queued");
  }

  /** Those that are to go into the running turn. */
  steering(): readonly QueuedSend[] {
    return this.#live.filter(({ send }) => send.steer && send.state === "queued");
  }

  contents(item: QueuedSend): readonly Attachment[] {
    return item.send.attachments.length === 0 ? [] : this.#store.contents(this.user, item.send.id);
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`; nothing changed then. */
  change(item: QueuedSend, change: Partial<Pick<Send, "state" | "text" | "steer">>): void {
    const send = { ...item.send, ...change };
    this.#store.update(this.user, send, item.sure);
    item.send = send;
  }

  /** The tool gave a sign of it. */
  confirm(item: QueuedSend): void {
    if (item.sure) return;
    item.sure = true;
    this.#try(() => this.#store.confirm(this.user, item.send.id));
  }

  /** It is over. */
  end(item: QueuedSend, state: SendState, { failure, usd }: SendEnd = {}): void {
    const at = this.#live.indexOf(item);
    if (at >= 0) this.#live.splice(at, 1);
    item.send = {
      ...item.send,
      state,
      ...(failure === undefined ? {} : { failure }),
      ...(usd === undefined ? {} : { usd }),
      endedAt: this.#now(),
    };
    this.last = item;
    this.#keep(item);
  }

  /** What waits is not sent by itself any more. */
  hold(except?: QueuedSend): void {
    for (const item of this.#live) {
      if (item === except || item.send.state === "running" || item.send.state === "held") continue;
      item.send = { ...item.send, state: "held" };
      this.#keep(item);
    }
  }

  /** It was not written after all, and a person decides. */
  takeBack(item: QueuedSend): void {
    item.send = { ...item.send, state: "held" };
    this.#keep(item);
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  remove(item: QueuedSend): void {
    this.#store.remove(this.user, item.send.id, this.#now());
    const at = this.#live.indexOf(item);
    if (at >= 0) this.#live.splice(at, 1);
  }

  /** It is under way again: what was taken for its end was none. */
  revive(item: QueuedSend): void {
    if (item.send.endedAt === undefined) return;
    const { endedAt: _endedAt, failure: _failure, ...send } = item.send;
    item.send = { ...send, state: "running" };
    if (this.last === item) this.last = undefined;
    this.#live.unshift(item);
    this.#keep(item);
  }

  /** It came to a good end, although something else was believed. */
  mend(item: QueuedSend): void {
    const { failure: _failure, ...send } = item.send;
    item.send = { ...send, state: "done" };
    this.#keep(item);
  }

  /** It was on its way and waits again. */
  requeue(item: QueuedSend): void {
    item.send = { ...item.send, state: "queued" };
    this.#keep(item);
  }

  /** What readers are told: the last one that is over, then those that are not. */
  shown(): readonly Send[] {
    const items = this.last === undefined ? this.#live : [this.last, ...this.#live];
    return items.map(({ send }) => clippedSend(send));
  }

  #keep(item: QueuedSend): void {
    this.#try(() => this.#store.update(this.user, item.send, item.sure));
  }

  /** Goes on when the disk is full: what the agent does cannot be taken back. */
  #try(write: () => void): void {
    try {
      write();
    } catch (err) {
      this.#logger.error({ err, session: this.#session() }, "What became of a message could not be saved");
    }
  }
}

/** Whether nothing more becomes of a message. */
export function isOver(state: SendState): boolean {
  return state === "done" || state === "failed" || state === "interrupted" || state === "unknown";
}

/** A message without the rest of a long text. */
export function clippedSend(send: Send): Send {
  if (send.text.length <= SHOWN_TEXT) return send;
  return { ...send, text: `${send.text.slice(0, SHOWN_TEXT).toWellFormed()}…` };
}

/** What a change of a message gets that does not wait. */
export function waitsNoLonger(send: Send): VibeDeckError {
  return new VibeDeckError("CONFLICT", `The message waits no longer: it is ${send.state}.`);
}
