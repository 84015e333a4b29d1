import { type ConversationEvent, isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import {
  blockType,
  contentBlocks,
  contentText,
  filledField,
  flagField,
  numberField,
  objectField,
  textField,
} from "../entry/index.ts";
import { boundedJson } from "../render/bounded-json.ts";
import { Background } from "./background.ts";
import { type Decoded, told } from "./decoded.ts";
import { Delivery } from "./delivery.ts";
import { type Trouble, troubleOf } from "./failure.ts";
import { parseLine } from "./parse-line.ts";
import { Partials } from "./partials.ts";
import { Plans } from "./plans.ts";
import { agentOf, rendered } from "./rendered.ts";
import { readRequest } from "./request.ts";
import { epoch, plausible } from "./reset-time.ts";
import { retryWords } from "./retry-words.ts";
import { resetSession, settings } from "./settings-lines.ts";
import { turnEnd } from "./turn-end.ts";

/** A line of junk is shown up to this length, in characters. */
const JUNK = 2_000;

/** What a decoder is told. */
export interface DecoderOptions {
  /** Permission modes that this server allows. */
  readonly modes: readonly string[];
  /** The clock, in milliseconds since the epoch. */
  now(): number;
}

type Reader = (line: JsonObject) => readonly Decoded[] | undefined;

/**
 * Lines of Claude Code's output to events. It remembers what later lines refer to, within bounds, and never throws:
 * what it does not know passes through as `raw`.
 */
export class Decoder {
  readonly #options: DecoderOptions;
  readonly #partials = new Partials();
  readonly #background = new Background();
  readonly #delivery = new Delivery();
  readonly #plans = new Plans();
  readonly #readers: ReadonlyMap<string, Reader>;
  #usd = 0;
  #trouble: Trouble | undefined;
  #resetsAt: number | undefined;
  #interrupted = false;
  #phase: string | undefined;
  /** Characters of the line that is being read. */
  #size = 0;

  constructor(options: DecoderOptions) {
    this.#options = options;
    this.#readers = new Map<string, Reader>([
      ["stream_event", (line) => this.#partials.read(line)],
      ["assistant", (line) => this.#assistant(line)],
      ["user", (line) => this.#user(line)],
      ["system", (line) => this.#system(line)],
      ["result", (line) => this.#result(line)],
      ["command_lifecycle", (line) => this.#delivery.lifecycle(line)?.map(told)],
      ["control_request", (line) => this.#request(line)],
      ["control_cancel_request", (line) => withdrawn(line)],
      ["control_response", (line) => response(line)],
      ["rate_limit_event", (line) => this.#limit(line)],
      ["conversation_reset", (line) => resetSession(line)],
      ["keep_alive", () => []],
    ]);
  }

  /** A message was handed to the tool. */
  sent(id: string): void {
    this.#delivery.sent(id);
  }

  /** The tool was asked to stop its turn. Returns the messages that it has to be asked for one by one. */
  interrupted(): readonly string[] {
    this.#interrupted = true;
    return this.#delivery.waiting();
  }

  /** The tool gave a message back. */
  withdrawn(id: string): readonly ConversationEvent[] {
    return this.#delivery.withdrawn(id);
  }

  decode(text: string): readonly Decoded[] {
    if (text.trim() === "") return [];
    const line = parseLine(text);
    if (line === undefined) return [raw(text.slice(0, JUNK).toWellFormed())];
    this.#size = text.length;
    try {
      const type = own(line, "type");
      const reader = typeof type === "string" ? this.#readers.get(type) : undefined;
      return this.#settled(reader?.(line) ?? [raw(line)]);
    } catch {
      // The last line of defence: a fault of ours must not end the conversation.
      return [raw(line)];
    }
  }

  /** Leaves out a phase that is told again. */
  #settled(decoded: readonly Decoded[]): readonly Decoded[] {
    return decoded.filter((one) => {
      if (one.type !== "event" || one.event.type !== "phase") return true;
      const changed = one.event.text !== this.#phase;
      this.#phase = one.event.text;
      return changed;
    });
  }

  #assistant(line: JsonObject): readonly Decoded[] | undefined {
    const message = objectField(line, "message");
    if (message === undefined) return undefined;
    if (filledField(line, "error") !== undefined || flagField(line, "is_api_error_message")) {
      const trouble = troubleOf(line, contentText(own(message, "content")));
      this.#trouble = { ...trouble, ...(this.#resetsAt === undefined ? {} : { resetsAt: this.#resetsAt }) };
    }
    const calls = contentBlocks(line)
      .filter(isObject)
      .filter((block) => blockType(block) === "tool_use");
    for (const call of calls) this.#plans.remember(call);
    const name = filledField(calls.at(-1), "name");
    const runs =
      name === undefined || agentOf(line) !== undefined ? [] : [told(phase(`runs ${name.slice(0, 100)}`))];
    return [...rendered(line), ...runs];
  }

  #user(line: JsonObject): readonly Decoded[] {
    // An echo of what was sent from here.
    if (flagField(line, "isReplay")) return [];
    return rendered(line);
  }

  #system(line: JsonObject): readonly Decoded[] | undefined {
    const subtype = textField(line, "subtype") ?? "";
    if (subtype === "init") return this.#turnBegins(line);
    if (subtype === "status") return this.#status(line);
    if (subtype === "api_retry") return [told(phase(retryWords(line)))];
    const tasks = this.#background.read(subtype, line);
    if (tasks !== undefined) return [told({ type: "background", tasks })];
    return QUIET.has(subtype) || subtype.startsWith("task_") ? [] : undefined;
  }

  #turnBegins(line: JsonObject): readonly Decoded[] {
    this.#interrupted = false;
    return [...this.#delivery.turnBegins().map(told), ...settings(line)];
  }

  #status(line: JsonObject): readonly Decoded[] {
    const status = filledField(line, "status");
    const taken = status === "requesting" ? this.#delivery.requestBegins() : [];
    return [
      ...taken.map(told),
      ...settings(line),
      told(phase(STATUS.get(status ?? "") ?? status?.slice(0, 100))),
    ];
  }

  #result(line: JsonObject): readonly Decoded[] {
    const before = { usd: this.#usd, trouble: this.#trouble, interrupted: this.#interrupted };
    const event = turnEnd(line, before, this.#options.now());
    this.#usd = event.totalUsd ?? this.#usd;
    this.#trouble = undefined;
    this.#interrupted = false;
    return [told(phase(undefined)), told(event), ...this.#delivery.turnEnds().map(told)];
  }

  #request(line: JsonObject): readonly Decoded[] | undefined {
    const id = filledField(line, "request_id");
    const request = objectField(line, "request");
    if (id === undefined) return undefined;
    const what = filledField(request, "subtype") ?? "request";
    if (request === undefined || what !== "can_use_tool") return [{ type: "unanswerable", id, what }];
    const call = this.#plans.input(textField(request, "tool_use_id"));
    const read = readRequest(id, request, call, this.#options.modes);
    if (read === undefined) return [{ type: "unanswerable", id, what }];
    return [{ type: "asked", pending: { ...read, size: this.#size } }];
  }

  /** Of a subscription: `resetsAt` in seconds. It is told whenever it changes, mostly without any trouble. */
  #limit(line: JsonObject): readonly Decoded[] {
    const info = objectField(line, "rate_limit_info");
    const at = numberField(info, "resetsAt");
    if (textField(info, "status") !== "rejected" || at === undefined) return [];
    this.#resetsAt = plausible(epoch(at), this.#options.now());
    return [];
  }
}

/** What the page need not know. */
const QUIET: ReadonlySet<string> = new Set([
  "background_tasks_changed",
  "thinking_tokens",
  "session_state_changed",
  "session_title_changed",
  "hook_started",
  "hook_progress",
  "hook_response",
  "turn_starting",
  "files_persisted",
]);

const STATUS: ReadonlyMap<string, string> = new Map([
  ["requesting", "waits for the model"],
  ["compacting", "compacts the conversation"],
]);

function withdrawn(line: JsonObject): readonly Decoded[] | undefined {
  const id = filledField(line, "request_id");
  return id === undefined ? undefined : [{ type: "withdrawn", id }];
}

function response(line: JsonObject): readonly Decoded[] | undefined {
  const answer = objectField(line, "response");
  const id = filledField(answer, "request_id");
  if (answer === undefined || id === undefined) return undefined;
  if (textField(answer, "subtype") === "success")
    return [{ type: "response", id, value: objectField(answer, "response") ?? {} }];
  return [
    { type: "failed-response", id, error: (filledField(answer, "error") ?? "It refused.").slice(0, JUNK) },
  ];
}

function phase(text: string | undefined): ConversationEvent {
  return { type: "phase", ...(text === undefined ? {} : { text }) };
}

function raw(value: Json): Decoded {
  return told({ type: "raw", value: boundedJson(value) });
}
