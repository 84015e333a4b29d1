import { isObject, own } from "@vibedeck/core";

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

/** What it means that the sign-in ended, however that was learnt. */
export const SIGNED_OUT: ApiError = new ApiError("UNAUTHENTICATED", 401, "You are signed out.");

/** JSON over HTTP below the mount path. Every method throws {@link ApiError}, or an `AbortError` when its signal aborts. */
export class Http {
  /** The mount path, beginning and ending with `/`. */
  readonly base: string;
  /** Told of every refusal before it is thrown. */
  refused: (error: ApiError) => void = () => {};
  readonly #fetch: typeof fetch;

  constructor(base: string, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.base = base;
    this.#fetch = fetcher;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#request(path, signal === undefined ? {} : { signal }) as Promise<T>;
  }

  send<T>(
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<T> {
    const headers = { "content-type": "application/json" };
    const content = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    return this.#request(path, { method, ...content, ...(signal && { signal }) }) as Promise<T>;
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
    if (!response.ok) {
      const error = asError(response.status, body);
      this.refused(error);
      throw error;
    }
    // It broke off, or somebody in between answered: nobody knows what the server said.
    if (body === undefined) throw new ApiError("OFFLINE", 0, "The server's answer did not arrive whole.");
    return body;
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

/** Any thrown value as an {@link ApiError}. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError("INTERNAL", 0, error instanceof Error ? error.message : String(error));
}

/** The defined fields of an object as a query string, with its question mark; empty when there are none. */
export function queryString(query: object): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(
    pairs.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return text === "" ? "" : `?${text}`;
}
