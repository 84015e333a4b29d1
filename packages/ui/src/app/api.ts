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

/** What went wrong with a request, for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The server's code; `OFFLINE` when it could not be reached. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly hint: string | undefined;

  constructor(code: string, status: number, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.status = status;
    this.hint = hint;
  }
}

/** The server's JSON API. Every method throws {@link ApiError}, or an `AbortError` when its signal aborts. */
export class Api {
  /** The mount path, beginning and ending with `/`. */
  readonly base: string;
  readonly #fetch: typeof fetch;

  constructor(base: string, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.base = base;
    this.#fetch = fetcher;
  }

  sessions(query: SessionQuery, signal?: AbortSignal): Promise<SessionPage> {
    return this.#get<SessionPage>(`api/sessions${queryString(query)}`, signal);
  }

  /** All configured backends, those that do not run too. */
  async backends(): Promise<readonly BackendStatus[]> {
    const body = await this.#get<{ readonly backends: readonly BackendStatus[] }>("api/backends", undefined);
    return body.backends;
  }

  session(key: string, signal?: AbortSignal): Promise<SessionDetail> {
    return this.#get<SessionDetail>(`api/sessions/${key}`, signal);
  }

  messages(key: string, query: MessageQuery, signal?: AbortSignal): Promise<MessagePage> {
    return this.#get<MessagePage>(`api/sessions/${key}/messages${queryString(query)}`, signal);
  }

  /** The entry as the transcript has it, or the text of a line that could not be read. */
  raw(key: string, cursor: string, signal?: AbortSignal): Promise<unknown> {
    return this.#get<unknown>(`api/sessions/${key}/raw${queryString({ at: cursor })}`, signal);
  }

  /** The same fragments, not clipped. */
  async full(key: string, cursors: readonly string[]): Promise<readonly Message[]> {
    const pages = await Promise.all(
      cursors.map((around) => this.messages(key, { around, limit: 1, full: true })),
    );
    return pages.flatMap((page) => page.messages).filter((message) => cursors.includes(message.cursor ?? ""));
  }

  async patch(key: string, change: SessionPatch): Promise<SessionSummary> {
    const body = await this.#request(`api/sessions/${key}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    const session = isObject(body) ? own(body, "session") : undefined;
    return (session ?? body) as SessionSummary;
  }

  #get<T>(path: string, signal: AbortSignal | undefined): Promise<T> {
    return this.#request(path, signal === undefined ? {} : { signal }) as Promise<T>;
  }

  async #request(path: string, init: RequestInit): Promise<unknown> {
    let response: Response;
    try {
      response = await this.#fetch(this.base + path, { credentials: "same-origin", ...init });
    } catch (cause) {
      if (cause instanceof Error && cause.name === "AbortError") throw cause;
      throw new ApiError("OFFLINE", 0, "The server cannot be reached.", "Is `vibedeck serve` still running?");
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body;
    throw asError(response.status, body);
  }
}

/** An error answer as an {@link ApiError}, whatever a proxy in between made of it. */
export function asError(status: number, body: unknown): ApiError {
  const error = isObject(body) ? own(body, "error") : undefined;
  const text = (key: string): string | undefined => {
    const value = error !== undefined && isObject(error) ? own(error, key) : undefined;
    return typeof value === "string" ? value : undefined;
  };
  return new ApiError(
    text("code") ?? "INTERNAL",
    status,
    text("message") ?? `The server answered ${status}.`,
    text("hint"),
  );
}

function queryString(query: object): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(
    pairs.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return text === "" ? "" : `?${text}`;
}
