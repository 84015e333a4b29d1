import {
  isObject,
  type Message,
  type MessagePage,
  type MessageQuery,
  own,
  type SessionDetail,
  type SessionPage,
  type SessionPatch,
  type SessionQuery,
  type SessionSummary,
} from "@vibedeck/core";
import type { BackendStatus } from "./backend-status.ts";
import { Http, queryString } from "./http.ts";
import type { Me } from "./me.ts";

export { ApiError } from "./http.ts";

/** What the server's API says for reading. Every method throws `ApiError`, or an `AbortError` when its signal aborts. */
export class Api {
  /** The mount path, beginning and ending with `/`. */
  readonly base: string;
  readonly http: Http;
  /** What is read is everybody's: for admins. */
  readonly everyone: boolean;
  readonly #scope: { readonly all?: 1 };

  constructor(base: string, everyone = false, fetcher?: typeof fetch) {
    this.base = base;
    this.http = new Http(base, fetcher);
    this.everyone = everyone;
    this.#scope = everyone ? { all: 1 } : {};
  }

  /** Who the reader is, and what this server lets them do. */
  me(): Promise<Me> {
    return this.http.get<Me>("api/me");
  }

  sessions(query: SessionQuery, signal?: AbortSignal): Promise<SessionPage> {
    return this.http.get<SessionPage>(`api/sessions${queryString({ ...query, ...this.#scope })}`, signal);
  }

  /** All configured backends, those that do not run too. */
  async backends(): Promise<readonly BackendStatus[]> {
    const body = await this.http.get<{ readonly backends: readonly BackendStatus[] }>("api/backends");
    return body.backends;
  }

  session(key: string, signal?: AbortSignal): Promise<SessionDetail> {
    return this.http.get<SessionDetail>(`api/sessions/${key}${queryString(this.#scope)}`, signal);
  }

  messages(key: string, query: MessageQuery, signal?: AbortSignal): Promise<MessagePage> {
    const address = `api/sessions/${key}/messages${queryString({ ...query, ...this.#scope })}`;
    return this.http.get<MessagePage>(address, signal);
  }

  /** The entry as the transcript has it, or the text of a line that could not be read. */
  raw(key: string, cursor: string, signal?: AbortSignal): Promise<unknown> {
    const address = `api/sessions/${key}/raw${queryString({ at: cursor, ...this.#scope })}`;
    return this.http.get<unknown>(address, signal);
  }

  /** The same fragments, not clipped. */
  async full(key: string, cursors: readonly string[]): Promise<readonly Message[]> {
    const pages = await Promise.all(
      cursors.map((around) => this.messages(key, { around, limit: 1, full: true })),
    );
    return pages.flatMap((page) => page.messages).filter((message) => cursors.includes(message.cursor ?? ""));
  }

  async patch(key: string, change: SessionPatch): Promise<SessionSummary> {
    const body = await this.http.send<unknown>("PATCH", `api/sessions/${key}`, change);
    const session = isObject(body) ? own(body, "session") : undefined;
    return (session ?? body) as SessionSummary;
  }
}
