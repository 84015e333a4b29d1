import type { Owner, PlaceReport } from "@vibedeck/core";
import { type ApiError, asApiError, type Http } from "../app/http.ts";

/** The sandboxes of one backend, as `GET /api/sandboxes` tells of them. */
export interface BackendSandboxes extends PlaceReport {
  readonly id: string;
  readonly title: string;
}

/** What admins do with sandboxes. Every method throws `ApiError`, or an `AbortError` when its signal aborts. */
export class SandboxesApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Of all backends that keep sandboxes; empty where none does. */
  async list(signal: AbortSignal): Promise<readonly BackendSandboxes[]> {
    type Answer = { readonly backends: readonly BackendSandboxes[] };
    try {
      return (await this.#http.get<Answer>("api/sandboxes", signal)).backends;
    } catch (error) {
      if (isMissing(asApiError(error))) return [];
      throw error;
    }
  }

  /** Stops a sandbox with all that runs in it. Returns whether there was one that ran. */
  async stop(backend: string, owner: Owner): Promise<boolean> {
    const path = `api/sandboxes/${encodeURIComponent(backend)}/${encodeURIComponent(owner)}/stop`;
    return (await this.#http.send<{ readonly stopped: boolean }>("POST", path, {})).stopped;
  }
}

/** A server without sandboxes has no such address. */
function isMissing({ status }: ApiError): boolean {
  return status === 404;
}
