import {
  type AgentExit,
  type AgentInfo,
  type AgentProcess,
  type AgentRequest,
  type Answer,
  type Conversation,
  type ConversationEvent,
  type Failure,
  type JsonObject,
  type OutgoingMessage,
  VibeDeckError,
} from "@vibedeck/core";
import { checkedMode, checkedModel } from "../cli/check-settings.ts";
import { filledField, textField } from "../entry/index.ts";
import { Control, type ControlLimits } from "./control.ts";
import type { Decoded } from "./decoded.ts";
import { Decoder } from "./decoder.ts";
import { encodeAnswer } from "./encode-answer.ts";
import { encodeMessage } from "./encode-message.ts";
import { EventQueue, type QueueLimits } from "./event-queue.ts";
import { explain } from "./explain.ts";
import type { PendingRequest } from "./pending-request.ts";
import { type Offer, readInfo } from "./read-info.ts";

/** Milliseconds that the tool may take for an answer. A start loads plugins and MCP servers. */
const ANSWER_MS = { start: 120_000, setting: 30_000, interrupt: 30_000, plan: 3_000 } as const;

/** What may wait for its reader. */
const WAITING: QueueLimits = { items: 2_000, size: 16_000_000 };

/** Requests that may wait for a person at once, and how long their lines may be together, in characters. */
const MAX_PENDING = 100;
const MAX_PENDING_SIZE = 64_000_000;

/** Speaks Claude Code's stream-json protocol with a running `claude`. */
export function converse(process: AgentProcess, offer: Offer): Conversation {
  return new ClaudeConversation(process, offer);
}

class ClaudeConversation implements Conversation {
  readonly #process: AgentProcess;
  readonly #offer: Offer;
  readonly #modes: readonly string[];
  readonly #decoder: Decoder;
  readonly #control = new Control((line) => this.#write(line));
  readonly #queue = new EventQueue<ConversationEvent>(WAITING);
  readonly #pending = new Map<string, PendingRequest>();
  #failure: Failure | undefined;

  constructor(process: AgentProcess, offer: Offer) {
    this.#process = process;
    this.#offer = offer;
    this.#modes = offer.modes.map(({ id }) => id);
    this.#decoder = new Decoder({ modes: this.#modes, now: Date.now });
    void this.#pump();
  }

  async open(signal: AbortSignal): Promise<AgentInfo> {
    const limits = { timeoutMs: ANSWER_MS.start, signal };
    const answer = await this.#control.ask({ subtype: "initialize" }, limits);
    const info = readInfo(answer, this.#offer);
    const permissionMode = filledField(answer, "current_permission_mode");
    await this.#queue.push([
      { type: "info", info },
      ...(permissionMode === undefined ? [] : [{ type: "settings", permissionMode } as const]),
    ]);
    return info;
  }

  events(): AsyncIterable<ConversationEvent> {
    return this.#queue.read();
  }

  async send(message: OutgoingMessage): Promise<void> {
    const line = encodeMessage(message);
    this.#decoder.sent(message.id);
    await this.#write(line);
  }

  async interrupt(signal: AbortSignal): Promise<void> {
    const limits = { timeoutMs: ANSWER_MS.interrupt, signal };
    // What waits inside the tool must not begin a turn of its own. Older versions do not know `cancel_queued`.
    for (const id of this.#decoder.interrupted()) await this.#takeBack(id, limits);
    await this.#control.ask({ subtype: "interrupt", cancel_queued: true }, limits);
  }

  async #takeBack(id: string, limits: ControlLimits): Promise<void> {
    const request = { subtype: "cancel_async_message", message_uuid: id };
    const answer = await this.#control.ask(request, limits).catch(unlessAborted(limits));
    if (answer?.["cancelled"] === true) await this.#queue.push(this.#decoder.withdrawn(id));
  }

  async answer(requestId: string, answer: Answer): Promise<void> {
    const pending = this.#pending.get(requestId);
    if (pending === undefined)
      throw new VibeDeckError("NOT_FOUND", "Claude Code no longer waits for this answer.");
    const response = encodeAnswer(pending, answer, this.#modes);
    this.#pending.delete(requestId);
    await this.#write(success(requestId, response));
  }

  async setModel(model: string): Promise<void> {
    const request = { subtype: "set_model", model: checkedModel(model) };
    const answer = await this.#control.ask(request, { timeoutMs: ANSWER_MS.setting });
    await this.#queue.push([{ type: "settings", model: textField(answer, "model") ?? model }]);
  }

  async setPermissionMode(mode: string): Promise<void> {
    const request = { subtype: "set_permission_mode", mode: checkedMode(mode, this.#modes) };
    const answer = await this.#control.ask(request, { timeoutMs: ANSWER_MS.setting });
    await this.#queue.push([{ type: "settings", permissionMode: textField(answer, "mode") ?? mode }]);
  }

  explain(exit: AgentExit): Failure {
    return explain(exit);
  }

  close(): void {
    this.#process.end();
  }

  async #pump(): Promise<void> {
    try {
      for await (const line of this.#process.lines()) {
        await this.#take(this.#decoder.decode(line), line.length);
      }
    } catch {
      // The output broke off: the exit says how.
    }
    this.#pending.clear();
    // Not only when it is gone: it may have closed its output and live on, and nobody else would end it then.
    this.#queue.end();
    this.#control.end(ended(await exitOf(this.#process), this.#failure));
  }

  async #take(decoded: readonly Decoded[], size: number): Promise<void> {
    const events: ConversationEvent[] = [];
    for (const one of decoded) events.push(...this.#handle(one));
    if (events.length > 0) await this.#queue.push(events, size);
  }

  #handle(one: Decoded): readonly ConversationEvent[] {
    switch (one.type) {
      case "event":
        if (one.event.type === "turn-end") this.#failure = one.event.failure;
        return [one.event];
      case "response":
        this.#control.answered(one.id, one.value);
        return [];
      case "failed-response":
        this.#control.failed(one.id, one.error);
        return [];
      case "asked":
        return this.#asked(one.pending);
      case "withdrawn":
        return this.#pending.delete(one.id) ? [{ type: "request-withdrawn", id: one.id }] : [];
      case "unanswerable":
        this.#tell(failure(one.id, `VibeDeck cannot answer "${one.what.slice(0, 100)}".`));
        return [];
    }
  }

  #asked(pending: PendingRequest): readonly ConversationEvent[] {
    const { request } = pending;
    if (this.#pending.has(request.id)) return [];
    if (!this.#hasRoomFor(pending)) {
      this.#tell(failure(request.id, "Too many requests wait for an answer."));
      return [];
    }
    this.#pending.set(request.id, pending);
    if (request.kind !== "plan" || request.plan !== undefined) return [{ type: "request", request }];
    void this.#withPlan(request);
    return [];
  }

  #hasRoomFor({ size }: PendingRequest): boolean {
    let held = size;
    for (const pending of this.#pending.values()) held += pending.size;
    return this.#pending.size < MAX_PENDING && held <= MAX_PENDING_SIZE;
  }

  /** The plan stands in a file that only the tool need be able to read: it is asked for it (2.1.330). */
  async #withPlan(request: AgentRequest): Promise<void> {
    const answer = await this.#control
      .ask({ subtype: "get_plan" }, { timeoutMs: ANSWER_MS.plan })
      .catch(() => undefined);
    if (!this.#pending.has(request.id)) return;
    const plan = answer && filledField(answer, "content");
    const path = answer && filledField(answer, "path");
    const view = { kind: "plan", text: plan ?? "", ...(path === undefined ? {} : { path }) } as const;
    await this.#queue.push([
      { type: "request", request: plan === undefined ? request : { ...request, view, plan } },
    ]);
  }

  /** For answers that nobody waits for. */
  #tell(line: JsonObject): void {
    this.#write(line).catch(() => {
      // It is gone, and with it whoever asked.
    });
  }

  #write(line: JsonObject): Promise<void> {
    return this.#process.write(`${JSON.stringify(line)}\n`);
  }
}

/** A refusal changes nothing; that the caller gave up does. */
function unlessAborted({ signal }: ControlLimits): (error: unknown) => undefined {
  return (error) => {
    if (signal?.aborted) throw error;
  };
}

function success(id: string, response: JsonObject): JsonObject {
  return { type: "control_response", response: { subtype: "success", request_id: id, response } };
}

function failure(id: string, error: string): JsonObject {
  return { type: "control_response", response: { subtype: "error", request_id: id, error } };
}

/** A place that cannot say how it ended must not end the server. */
async function exitOf(process: AgentProcess): Promise<AgentExit> {
  return process.exit.catch(() => ({ code: null, stderr: "" }));
}

/** @param failure what the tool itself said last, which is better than nothing on standard error. */
function ended(exit: AgentExit, failure: Failure | undefined): VibeDeckError {
  const { text, hint } = exit.stderr.trim() === "" && failure !== undefined ? failure : explain(exit);
  return new VibeDeckError("AGENT_FAILED", text, hint === undefined ? {} : { hint });
}
