import type {
  AgentInfo,
  Answer,
  Approval,
  DriveState,
  FolderEntry,
  RunSettings,
  Send,
  SendChange,
  SendReceipt,
  SendRequest,
  StartRequest,
} from "@vibedeck/core";
import { type Http, queryString } from "../app/http.ts";

/** What the server's API says for driving. Every method throws `ApiError`, or an `AbortError` when its signal aborts. */
export class DriveApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  start(request: StartRequest, signal?: AbortSignal): Promise<SendReceipt> {
    return this.#http.send<SendReceipt>("POST", "api/sessions", request, signal);
  }

  send(key: string, request: SendRequest, signal?: AbortSignal): Promise<SendReceipt> {
    return this.#http.send<SendReceipt>("POST", `api/sessions/${key}/messages`, request, signal);
  }

  fork(key: string, request: SendRequest, signal?: AbortSignal): Promise<SendReceipt> {
    return this.#http.send<SendReceipt>("POST", `api/sessions/${key}/fork`, request, signal);
  }

  /** The whole of a message that waits. */
  sent(key: string, id: string): Promise<Send & { readonly whole: string }> {
    return this.#http.get<Send & { readonly whole: string }>(sendPath(key, id));
  }

  change(key: string, id: string, change: SendChange): Promise<Send> {
    return this.#http.send<Send>("PATCH", sendPath(key, id), change);
  }

  remove(key: string, id: string): Promise<Send> {
    return this.#http.send<Send>("DELETE", sendPath(key, id));
  }

  interrupt(key: string): Promise<DriveState> {
    return this.#http.send<DriveState>("POST", `api/sessions/${key}/interrupt`, {});
  }

  settings(key: string, settings: Pick<RunSettings, "model" | "permissionMode">): Promise<DriveState> {
    return this.#http.send<DriveState>("PATCH", `api/sessions/${key}/settings`, settings);
  }

  state(key: string): Promise<DriveState> {
    return this.#http.get<DriveState>(`api/sessions/${key}/drive`);
  }

  /** What the tool offers in a session's folder. */
  agent(key: string, signal?: AbortSignal): Promise<AgentInfo> {
    return this.#http.get<AgentInfo>(`api/sessions/${key}/agent`, signal);
  }

  /** What the tool offers in a folder. */
  agentIn(cwd: string, backend?: string, signal?: AbortSignal): Promise<AgentInfo> {
    return this.#http.get<AgentInfo>(`api/agent${queryString({ cwd, backend })}`, signal);
  }

  /** Names in a folder below the session's own; `path` is relative to that. */
  async files(key: string, path: string, signal?: AbortSignal): Promise<readonly FolderEntry[]> {
    const address = `api/sessions/${key}/files${queryString({ path })}`;
    return (await this.#http.get<Entries>(address, signal)).entries;
  }

  /** Names in a folder of the place that runs the tool. */
  async folders(path: string, backend?: string, signal?: AbortSignal): Promise<readonly FolderEntry[]> {
    const address = `api/folders${queryString({ path, backend })}`;
    return (await this.#http.get<Entries>(address, signal)).entries;
  }

  /** Everything that waits for this person, oldest first. */
  async approvals(): Promise<readonly Approval[]> {
    const body = await this.#http.get<{ readonly approvals: readonly Approval[] }>("api/approvals");
    return body.approvals;
  }

  answer(approvalId: string, answer: Answer): Promise<Approval> {
    return this.#http.send<Approval>("POST", `api/approvals/${encodeURIComponent(approvalId)}`, answer);
  }
}

interface Entries {
  readonly entries: readonly FolderEntry[];
}

function sendPath(key: string, id: string): string {
  return `api/sessions/${key}/sends/${encodeURIComponent(id)}`;
}
