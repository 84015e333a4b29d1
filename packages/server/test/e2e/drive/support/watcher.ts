import {
  type Approval,
  type DeckEvent,
  type DriveState,
  type Message,
  type Send,
  Transcript,
} from "@vibedeck/core";
import { SseClient } from "../../sse-client.ts";
import { textOf } from "./text-of.ts";
import { until } from "./until.ts";

/** A block that is being written, as the stream told it. */
interface Partial {
  readonly messageId: string;
  readonly index: number;
  readonly kind: "text" | "thinking" | "tool";
  text: string;
}

/** One browser tab that follows a session: what it was told, and what it would show. */
export class Watcher {
  readonly key: string;
  readonly transcript: Transcript = new Transcript();
  readonly partials: Map<string, Partial> = new Map();
  drive: DriveState | undefined;
  /** Where the session turned out to lie. */
  movedTo: string | undefined;
  /** Parts of blocks that did not follow what was there. */
  readonly breaks: string[] = [];
  /** The most often that each of {@link counted} stood on the page at one moment. */
  readonly most: Map<string, number> = new Map();
  /** All states of sends, in the order in which they were told: `id state`. */
  readonly states: string[] = [];
  readonly #client: SseClient;
  readonly #changed = new Set<() => void>();
  #taken = 0;

  constructor(port: number, key: string, counted: readonly string[] = [], after?: string) {
    this.key = key;
    for (const text of counted) this.most.set(text, 0);
    const from = after === undefined ? "" : `&after=${after}`;
    this.#client = new SseClient(port, { query: `?session=${key}${from}` });
    this.#client.socket.on("data", () => this.#take());
  }

  close(): void {
    this.#client.close();
  }

  /** The messages of the transcript so far, without those that are folded away. */
  get messages(): readonly Message[] {
    return this.transcript.messages().filter(({ folded }) => folded === undefined);
  }

  /** The texts on the page: the transcript's, then blocks that it lacks. */
  shown(): string {
    const messages = this.messages;
    const pending = [...this.partials.values()].filter(({ messageId, index }) => {
      const message = messages.find(({ id }) => id === messageId);
      return message === undefined || message.blocks.length <= index;
    });
    return [...messages.map(textOf), ...pending.map(({ text }) => text)].join("\n");
  }

  /** How the blocks that are being written read now. */
  written(): string {
    return [...this.partials.values()].map(({ text }) => text).join("\n");
  }

  async until(holds: (watcher: this) => boolean, what = "something happens"): Promise<void> {
    await until(
      () => holds(this),
      this.#changed,
      () => `${what}; ${this.#summary()}`,
    );
  }

  /** Resolves once a text stands on the page. */
  async shows(text: string): Promise<void> {
    await this.until(() => this.shown().includes(text), `"${text}" is shown`);
  }

  /** Resolves once a text stands in the transcript. */
  async reads(text: string): Promise<void> {
    const there = (): boolean => this.messages.some((message) => textOf(message).includes(text));
    await this.until(there, `"${text}" is in the transcript`);
  }

  /** Resolves once a message is in a state. */
  async send(id: string, state: Send["state"]): Promise<Send> {
    const find = (): Send | undefined =>
      this.drive?.sends.find((send) => send.id === id && send.state === state);
    await this.until(() => find() !== undefined, `the message ${id} is ${state}`);
    return find() ?? this.send(id, state);
  }

  /** Resolves once no turn runs. */
  async idle(): Promise<void> {
    await this.until(({ drive }) => drive?.state === "idle" || drive?.state === "none", "the agent is idle");
  }

  /** Resolves with the first request that waits. */
  async request(fits: (approval: Approval) => boolean = () => true): Promise<Approval> {
    const find = (): Approval | undefined =>
      this.drive?.approvals.find((approval) => approval.state === "pending" && fits(approval));
    await this.until(() => find() !== undefined, "the agent asks");
    return find() ?? this.request(fits);
  }

  #take(): void {
    const { events } = this.#client;
    for (; this.#taken < events.length; this.#taken++) {
      const event = events[this.#taken];
      if (event !== undefined) this.#apply({ type: event.type, ...JSON.parse(event.data) } as DeckEvent);
      for (const [text, most] of this.most)
        this.most.set(text, Math.max(most, this.shown().split(text).length - 1));
    }
    for (const check of this.#changed) check();
  }

  #apply(event: DeckEvent): void {
    if (!("key" in event) || event.key !== this.key) return;
    if (event.type === "messages") this.transcript.insert(event.messages);
    else if (event.type === "drive") this.#drive(event.drive);
    else if (event.type === "partial") this.#partial(event);
    else if (event.type === "partial-end") this.partials.clear();
    else if (event.type === "session-moved") this.movedTo = event.to;
    else if (event.type === "session-reset") this.transcript.clear();
  }

  #drive(drive: DriveState): void {
    this.drive = drive;
    for (const { id, state } of drive.sends) {
      const told = `${id} ${state}`;
      if (this.states.findLast((one) => one.startsWith(id)) !== told) this.states.push(told);
    }
  }

  #partial(event: Extract<DeckEvent, { type: "partial" }>): void {
    const { messageId, index, kind, at, text } = event;
    const key = `${messageId}/${index}`;
    const known = this.partials.get(key);
    if (at === 0) this.partials.set(key, { messageId, index, kind, text });
    else if (known === undefined || known.text.length !== at)
      this.breaks.push(`${key} at ${at} after ${known?.text.length}`);
    else known.text += text;
  }

  #summary(): string {
    const { drive } = this;
    const sends = drive?.sends.map(
      ({ state, failure }) => `${state}${failure ? ` (${failure.kind}: ${failure.text})` : ""}`,
    );
    const asks = drive?.approvals.map(({ tool, state }) => `${tool} ${state}`);
    return `state ${drive?.state}, sends [${sends}], requests [${asks}], shown: ${this.shown().slice(-300)}`;
  }
}
