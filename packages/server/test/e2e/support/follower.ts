import { type DeckEvent, type MessagePage, parseCursor } from "@vibedeck/core";
import { SseClient, type SseEvent, type StreamRequest } from "../sse-client.ts";
import type { ServerProcess } from "./server-process.ts";

/**
 * Follows one session over as many connections and servers as it takes, each after the last whole event of the one
 * before, and keeps what it was told.
 */
export class Follower {
  /** Byte offsets of the entries received, in the order in which they came. */
  readonly offsets: number[] = [];
  /** Times that the server said the place means nothing any more. */
  resets = 0;
  /** Events that did not begin where the one before ended. */
  readonly breaks: string[] = [];
  readonly #key: string;
  #lastId: string | undefined;
  #after: string | undefined;

  constructor(key: string) {
    this.#key = key;
  }

  /** Begins with the last page, as a browser does. */
  async open(server: ServerProcess, limit = 500): Promise<MessagePage> {
    const page = await server.get<MessagePage>(`/api/sessions/${this.#key}/messages?limit=${limit}`);
    this.offsets.push(...offsetsOf(page.messages));
    this.#after = page.to;
    return page;
  }

  connect(server: ServerProcess, request: StreamRequest = {}): SseClient {
    const after = this.#after === undefined ? "" : `&after=${this.#after}`;
    const resume = this.#lastId === undefined ? {} : { lastEventId: this.#lastId };
    return new SseClient(server.port, { ...request, ...resume, query: `?session=${this.#key}${after}` });
  }

  /** Takes in what a connection brought; nothing may be read from it afterwards. */
  take(client: SseClient): void {
    client.close();
    for (const event of client.events) this.#take(event);
    this.#lastId = client.lastId;
  }

  /** Whether a connection has brought everything up to an offset, together with those before it. */
  has(client: SseClient, offset: number): boolean {
    if (this.offsets.at(-1) === offset) return true;
    const last = client.events.findLast(({ type }) => type === "messages");
    return last !== undefined && offsetsOf(messagesOf(last)).at(-1) === offset;
  }

  #take(event: SseEvent): void {
    const told = { type: event.type, ...JSON.parse(event.data) } as DeckEvent;
    if (told.type === "session-reset" || (told.type === "hello" && told.session === "reset")) this.resets++;
    if (told.type !== "messages") return;
    if (told.from !== this.#after) this.breaks.push(`${told.from} after ${this.#after}`);
    this.#after = told.to;
    this.offsets.push(...offsetsOf(told.messages));
  }
}

/** The messages of a `messages` event, else none. */
export function messagesOf(event: SseEvent): MessagePage["messages"] {
  if (event.type !== "messages") return [];
  return (JSON.parse(event.data) as { messages: MessagePage["messages"] }).messages;
}

/** Where the entries of some messages begin; an entry that gave several messages counts once. */
function offsetsOf(messages: MessagePage["messages"]): number[] {
  const offsets = messages.map(({ cursor }) => parseCursor(cursor)?.offset ?? -1);
  return offsets.filter((offset, index) => offset !== offsets[index - 1]);
}
