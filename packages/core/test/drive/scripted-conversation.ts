import {
  type AgentInfo,
  type AgentProcess,
  type Answer,
  type Conversation,
  type ConversationEvent,
  type Failure,
  isObject,
  type Json,
  type JsonObject,
  type OutgoingMessage,
  own,
  VibeDeckError,
} from "@vibedeck/core";
import { messageOf } from "./scripted-lines.ts";

/** The protocol of the scripted tool: one JSON object a line, both ways. */
export function converse(process: AgentProcess): Conversation {
  return new ScriptedConversation(process);
}

class ScriptedConversation implements Conversation {
  readonly #process: AgentProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #waiting = new Map<number, { resolve(value: JsonObject): void; reject(error: Error): void }>();
  readonly #requests = new Map<string, string>();
  #nextNo = 1;

  constructor(process: AgentProcess) {
    this.#process = process;
    this.#lines = process.lines()[Symbol.asyncIterator]();
  }

  async open(signal: AbortSignal): Promise<AgentInfo> {
    await this.#write({ type: "hello", n: 0 });
    for (;;) {
      const next = await aborted(this.#lines.next(), signal);
      if (next.done === true) {
        const exit = await this.#process.exit;
        throw new VibeDeckError("AGENT_FAILED", `The tool ended with ${exit.code}: ${exit.stderr.trim()}`);
      }
      const value = parsed(next.value);
      const info = value === undefined ? undefined : own(value, "info");
      if (isObject(info)) return info as unknown as AgentInfo;
    }
  }

  async *events(): AsyncIterable<ConversationEvent> {
    for (let next = await this.#lines.next(); next.done !== true; next = await this.#lines.next()) {
      const value = parsed(next.value);
      const event = value === undefined ? undefined : this.#event(value);
      if (event !== undefined) yield event;
    }
    for (const { reject } of this.#waiting.values()) reject(new Error("the tool is gone"));
  }

  async send(message: OutgoingMessage): Promise<void> {
    const { id, text, attachments = [] } = message;
    await this.#write({ type: "message", id, text, attachments: attachments.length });
  }

  async interrupt(signal: AbortSignal): Promise<void> {
    await aborted(this.#call({ type: "interrupt" }), signal);
  }

  async answer(requestId: string, answer: Answer): Promise<void> {
    if (!this.#requests.has(requestId)) throw new VibeDeckError("NOT_FOUND", "It waits no longer.");
    if (answer.type === "deny" && answer.message === "unfit") {
      throw new VibeDeckError("BAD_REQUEST", "That does not fit.");
    }
    this.#requests.delete(requestId);
    await this.#write({ type: "answer", id: requestId, answer: answer as unknown as Json });
  }

  async setModel(model: string): Promise<void> {
    await this.#call({ type: "model", model });
  }

  async setPermissionMode(mode: string): Promise<void> {
    await this.#call({ type: "mode", mode });
  }

  explain(exit: {
    readonly code: number | null;
    readonly signal?: string;
    readonly stderr: string;
  }): Failure {
    return {
      kind: "crashed",
      text: `The tool ended with ${exit.code ?? exit.signal ?? "nothing known"}.`,
      ...(exit.code === null ? {} : { exitCode: exit.code }),
      stderr: exit.stderr,
    };
  }

  close(): void {
    this.#process.end();
  }

  #event(value: JsonObject): ConversationEvent | undefined {
    const type = text(value, "type");
    switch (type) {
      case "done":
      case "refused":
        this.#settle(value);
        return undefined;
      case "state":
        return { type: "message-state", id: text(value, "id"), state: text(value, "state") as "started" };
      case "settings":
        return { type: "settings", model: text(value, "model"), permissionMode: text(value, "mode") };
      case "phase":
        return { type: "phase", text: text(value, "text") };
      case "partial":
        return value as unknown as ConversationEvent;
      case "message":
        return { type: "message", message: messageOf(own(value, "line")) };
      case "request":
        return this.#request(value);
      case "withdrawn":
        this.#requests.delete(text(value, "id"));
        return { type: "request-withdrawn", id: text(value, "id") };
      case "background":
        return { type: "background", tasks: Number(own(value, "tasks")) };
      case "end":
        return { ...value, type: "turn-end" } as unknown as ConversationEvent;
      default:
        return { type: "raw", value: null };
    }
  }

  #request(value: JsonObject): ConversationEvent {
    const id = text(value, "id");
    const kind = text(value, "kind") as "tool" | "question" | "plan";
    const given = own(value, "input");
    const input = isObject(given) ? given : {};
    this.#requests.set(id, kind);
    return {
      type: "request",
      request: {
        id,
        kind,
        tool: kind === "tool" ? "Shell" : kind,
        input,
        view: { kind: "shell", command: text(input, "command") },
        suggestions:
          kind === "tool" ? [{ id: "always", text: "Always allow make", where: "this session" }] : [],
        ...(kind === "question"
          ? {
              questions: [{ question: "Which?", options: [{ label: "a" }, { label: "b" }], multiple: false }],
            }
          : {}),
        ...(kind === "plan" ? { plan: text(input, "plan") } : {}),
      },
    };
  }

  #settle(value: JsonObject): void {
    const no = Number(own(value, "n"));
    const waiting = this.#waiting.get(no);
    this.#waiting.delete(no);
    if (text(value, "type") === "done") waiting?.resolve(value);
    else waiting?.reject(new VibeDeckError("BAD_REQUEST", text(value, "text")));
  }

  #call(value: JsonObject): Promise<JsonObject> {
    const n = this.#nextNo++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject });
      this.#write({ ...value, n }).catch(reject);
    });
  }

  #write(value: JsonObject): Promise<void> {
    return this.#process.write(`${JSON.stringify(value)}\n`);
  }
}

function parsed(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    // Junk says nothing.
    return undefined;
  }
}

function text(value: JsonObject, name: string): string {
  const found = own(value, name);
  return typeof found === "string" ? found : "";
}

function aborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {});
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
