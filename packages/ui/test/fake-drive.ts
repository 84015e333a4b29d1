import type { AgentInfo, Approval, DriveState, FolderEntry, Send, SendRequest } from "@vibedeck/core";

/** A request to drive, as it came in. */
export interface FakeCall {
  readonly method: string;
  /** Below `/api/`. */
  readonly path: string;
  readonly body: unknown;
}

/** What a fake answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Nothing is driven. */
export const IDLE: DriveState = { state: "none", sends: [], approvals: [] };

/** A message sent from here, with what matters to a test. */
export function send(id: string, change: Partial<Send> = {}): Send {
  return {
    id,
    text: `Text of ${id}`,
    attachments: [],
    state: "queued",
    steer: false,
    at: Date.UTC(2026, 10, 24, 5),
    ...change,
  };
}

/** What a made-up tool offers. */
export const AGENT: AgentInfo = {
  models: [
    { id: "default", label: "Default", hint: "Best for everyday work", resolved: "claude-opus-4-5" },
    { id: "sonnet", label: "Sonnet", hint: "Fast", resolved: "claude-sonnet-4-5" },
    { id: "haiku", label: "Haiku" },
  ],
  permissionModes: [
    { id: "plan", label: "Plan", hint: "Reads and plans, changes nothing" },
    { id: "default", label: "Ask", hint: "Asks before it changes something" },
    { id: "acceptEdits", label: "Accept edits", hint: "Edits files without asking" },
  ],
  commands: [
    { name: "compact", description: "Sum up the conversation so far", args: "[instructions]" },
    { name: "review", description: "Review a pull request" },
    { name: "release-notes", description: "What is new" },
    { name: "plugin:deploy", description: "A skill of a plugin" },
  ],
  agents: [{ name: "explorer", description: "Looks around" }, { name: "reviewer" }],
  version: "2.1.330",
  account: "API key",
};

/** The driving half of the scripted server: keeps what was asked, in memory, and does the least that the page expects. */
export class FakeDrive {
  readonly states = new Map<string, DriveState>();
  readonly approvals = new Map<string, Approval>();
  /** Folders below a session's own, by relative path without a slash at the end. */
  readonly files = new Map<string, readonly FolderEntry[]>();
  /** Folders of the machine, by absolute path. */
  readonly folders = new Map<string, readonly FolderEntry[]>();
  readonly calls: FakeCall[] = [];
  agent: AgentInfo = AGENT;
  readOnly = false;
  readOnlyReason: string | undefined;
  /** Asked before anything is done: an answer instead of ours. */
  instead: ((call: FakeCall) => FakeAnswer | undefined) | undefined;
  /** Which of the next calls are done but never answered: the connection is cut. */
  cutAnswers = 0;
  /** Key that the next start or fork gets. */
  nextKey = "started";
  /** Told after each change of a state. */
  changed: (key: string) => void = () => {};
  readonly #receipts = new Map<string, { readonly key: string; readonly id: string }>();

  state(key: string): DriveState {
    return this.states.get(key) ?? IDLE;
  }

  /** Changes a session's state and tells the streams that follow it. */
  set(key: string, change: Partial<DriveState>): DriveState {
    const next = { ...this.state(key), ...change };
    this.states.set(key, next);
    this.changed(key);
    return next;
  }

  /** Puts a message in the place of the one with its id, or behind the others. */
  put(key: string, message: Send): Send {
    const { sends } = this.state(key);
    const known = sends.some(({ id }) => id === message.id);
    this.set(key, {
      sends: known ? sends.map((old) => (old.id === message.id ? message : old)) : [...sends, message],
    });
    return message;
  }

  /** Messages that were stored, in the order of their coming. */
  get stored(): readonly string[] {
    return [...this.#receipts.keys()];
  }

  /** The calls of one kind: `POST sessions/a/messages`. */
  asked(what: string): readonly FakeCall[] {
    return this.calls.filter(({ method, path }) => `${method} ${path}` === what);
  }

  answer(call: FakeCall, query: URLSearchParams): FakeAnswer | undefined {
    const [resource = "", key = "", part, id = ""] = call.path.split("/");
    const known = this.#reads(resource, key, part, id, query, call.method);
    if (known !== undefined) return known;
    if (call.method === "GET") return undefined;
    this.calls.push(call);
    const instead = this.instead?.(call);
    if (instead !== undefined) return instead;
    if (resource === "approvals") return this.#settle(key, call.body);
    if (resource !== "sessions") return undefined;
    if (key === "" && call.method === "POST") return this.#take(this.nextKey, call.body as SendRequest);
    if (part === "fork") return this.#take(this.nextKey, call.body as SendRequest);
    if (part === "messages") return this.#take(key, call.body as SendRequest);
    if (part === "interrupt") return ok(this.set(key, { state: "stopping" }));
    if (part === "settings") return ok(this.set(key, call.body as Partial<DriveState>));
    return part === "sends" ? this.#change(key, id, call) : undefined;
  }

  #reads(
    resource: string,
    key: string,
    part: string | undefined,
    id: string,
    query: URLSearchParams,
    method: string,
  ): FakeAnswer | undefined {
    if (method !== "GET") return undefined;
    if (resource === "me") return ok(this.#me());
    if (resource === "approvals") return ok({ approvals: [...this.approvals.values()] });
    if (resource === "agent" || part === "agent") return ok(this.agent);
    if (resource === "folders") return ok({ entries: this.folders.get(plain(query)) ?? [] });
    if (part === "files") return ok({ entries: this.files.get(plain(query)) ?? [] });
    if (part === "drive") return ok(this.state(key));
    if (part !== "sends") return undefined;
    const message = this.state(key).sends.find((other) => other.id === id);
    return message === undefined ? NOT_FOUND : ok({ ...message, whole: message.text });
  }

  #me(): unknown {
    return {
      principal: { kind: "local", id: "local", name: "You" },
      auth: false,
      version: "1.0.0",
      readOnly: this.readOnly,
      ...(this.readOnlyReason === undefined ? {} : { readOnlyReason: this.readOnlyReason }),
    };
  }

  #take(key: string, request: SendRequest): FakeAnswer {
    const known = this.#receipts.get(request.id);
    if (known !== undefined) {
      const before = this.state(known.key).sends.find(({ id }) => id === request.id);
      return { status: 202, body: { key: known.key, send: before } };
    }
    const busy = this.state(key).state === "running";
    const message = send(request.id, {
      text: request.text,
      steer: request.steer === true && busy,
      state: busy && request.steer !== true ? "queued" : "running",
      at: Date.now(),
      attachments: (request.attachments ?? []).map((file) => ({
        type: file.type,
        ...(file.name === undefined ? {} : { name: file.name }),
        bytes: file.type === "image" ? Math.floor((file.data.length * 3) / 4) : file.text.length,
      })),
    });
    this.#receipts.set(request.id, { key, id: request.id });
    this.put(key, message);
    if (!busy) this.set(key, { state: "running", since: Date.now() });
    return { status: 202, body: { key, send: message } };
  }

  #change(key: string, id: string, call: FakeCall): FakeAnswer {
    const message = this.state(key).sends.find((other) => other.id === id);
    if (message === undefined) return NOT_FOUND;
    if (call.method === "DELETE") {
      this.set(key, { sends: this.state(key).sends.filter((other) => other.id !== id) });
      return ok({ ...message, state: "interrupted" });
    }
    const { text, move } = call.body as { text?: string; move?: "steer" | "queue" };
    const moved: Partial<Send> =
      move === "steer" ? { steer: true, state: "running" } : move === "queue" ? { state: "queued" } : {};
    return ok(this.put(key, { ...message, ...(text === undefined ? {} : { text }), ...moved }));
  }

  #settle(id: string, body: unknown): FakeAnswer {
    const approval = this.approvals.get(id);
    if (approval === undefined) return NOT_FOUND;
    if (approval.state !== "pending") {
      const message = `Answered before: ${approval.answer ?? approval.state}.`;
      return { status: 409, body: { error: { code: "CONFLICT", message } } };
    }
    const type = (body as { type: string }).type;
    const state = type === "allow" ? "allowed" : type === "deny" ? "denied" : "answered";
    const settled: Approval = { ...approval, state, endedAt: Date.now() };
    this.approvals.set(id, settled);
    const { session } = approval;
    this.set(session, {
      approvals: this.state(session).approvals.map((other) => (other.id === id ? settled : other)),
    });
    return ok(settled);
  }

  /** Adds a request that waits and tells the streams. */
  ask(approval: Approval): void {
    this.approvals.set(approval.id, approval);
    this.set(approval.session, { approvals: [...this.state(approval.session).approvals, approval] });
  }
}

const NOT_FOUND: FakeAnswer = {
  status: 404,
  body: { error: { code: "NOT_FOUND", message: "There is no such thing." } },
};

function ok(body: unknown): FakeAnswer {
  return { status: 200, body };
}

/** The `path` of a query without slashes at its end. */
function plain(query: URLSearchParams): string {
  const path = query.get("path") ?? "";
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}
