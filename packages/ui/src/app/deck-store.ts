import type { DeckEvent, DriveState, Send, SessionPatch } from "@vibedeck/core";
import { DriveFeed } from "../drive/drive-feed.ts";
import { Connection, type ConnectionState, type Follow } from "../stream/connection.ts";
import { type DeckAction, type DeckState, initialState, reduce } from "../stream/state.ts";
import { Access } from "./access.ts";
import { AgentWatch } from "./agent-watch.ts";
import type { Api, ApiError } from "./api.ts";
import type { BackendStatus } from "./backend-status.ts";
import { asApiError, SIGNED_OUT } from "./http.ts";
import type { Me } from "./me.ts";
import { readerGone, readerIs } from "./reader.ts";

export { asApiError } from "./http.ts";

/** Sessions on the first page of the list, and on the later ones that come in the background. */
const FIRST_PAGE = 100;
const LATER_PAGE = 1000;

/**
 * The list of sessions, kept up to date: first page, the rest in the background, then the stream. Dispatches `change`,
 * `deck-events`, and `other-reader` when somebody else is signed in now than was: this page is not theirs.
 */
export class DeckStore extends EventTarget {
  readonly api: Api;
  readonly connection: Connection;
  /** How the open session is driven, and what its agents are writing. */
  readonly drive: DriveFeed = new DriveFeed();
  /** Whether the server lets the reader in. */
  readonly access: Access = new Access({
    ask: () => this.api.me(),
    changed: () => this.#changed(),
    back: (me) => this.#back(me),
  });
  #state: DeckState = initialState;
  #connectionState: ConnectionState = { kind: "connecting" };
  #error: ApiError | undefined;
  #backends: readonly BackendStatus[] = [];
  #me: Me | undefined;
  #reading: AbortController | undefined;
  #patches = 0;
  /** Reads the backends again while one of their tools cannot be run. */
  readonly agents: AgentWatch = new AgentWatch(() => void this.readBackends());
  #queued = false;

  /** @param follow Which session the page shows, and up to where it has it. */
  constructor(api: Api, follow: () => Follow) {
    super();
    this.api = api;
    api.http.refused = (error) => this.#refused(error);
    this.connection = new Connection({
      url: `${api.base}api/events`,
      follow: () => ({ ...follow(), all: api.everyone }),
      onEvents: (events) => this.#receive(events),
      onState: (state) => this.#connected(state),
      onRefused: (error) => this.#refused(error),
    });
  }

  get state(): DeckState {
    return this.#state;
  }

  get connectionState(): ConnectionState {
    return this.#connectionState;
  }

  /** Why the list could not be read; `undefined` when all is well. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** The configured backends whose sessions are missing, or some of them, with their errors. */
  get broken(): readonly BackendStatus[] {
    return this.#broken;
  }
  #broken: readonly BackendStatus[] = [];

  /** All configured backends; empty until they are known. */
  get backends(): readonly BackendStatus[] {
    return this.#backends;
  }

  /** Who the reader is; `undefined` until the server said it. */
  get me(): Me | undefined {
    return this.#me;
  }

  start(): void {
    void this.read();
    this.connection.connect();
  }

  /** Reads the whole list anew. What is shown stays until it is replaced. */
  async read(): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#dispatch({ type: "refetch" });
    try {
      let limit = FIRST_PAGE;
      for (let cursor: string | undefined = ""; cursor !== undefined; limit = LATER_PAGE) {
        const asked = this.#state.version;
        const page = await this.api.sessions({ ...(cursor === "" ? {} : { cursor }), limit }, reading.signal);
        if (reading.signal.aborted) return;
        this.#dispatch({ type: "page", page, asked });
        cursor = page.next;
      }
      this.#fail(undefined);
    } catch (error) {
      if (!reading.signal.aborted) this.#fail(error);
    }
  }

  /** Asks which backends do not work. Without an answer the last one stands. */
  async readBackends(): Promise<void> {
    try {
      this.#backends = await this.api.backends();
      this.#broken = this.#backends.filter(({ state, error }) => state === "failed" || error !== undefined);
      this.#changed();
    } catch {
      // The connection says that the server is gone.
    }
    if (this.access.state.kind === "in") this.agents.take(this.#backends);
  }

  /** Asks who the reader is. Without an answer the last one stands. */
  async readMe(): Promise<void> {
    try {
      this.#meet(await this.api.me());
    } catch {
      // The connection says that the server is gone.
    }
  }

  /** Asks the server for a change of how a session is driven, and takes its answer. */
  async askDrive(key: string, ask: () => Promise<DriveState>): Promise<void> {
    if (await this.drive.ask(key, ask)) this.#changed();
  }

  /** Takes the receipt of a message: what its session is doing is told by the stream a moment later. */
  sent(key: string, send: Send): void {
    this.drive.sent(key, send);
    this.#changed();
  }

  /** Fetches a session with its sub-agents, for the list. */
  async readDetail(key: string): Promise<void> {
    const asked = this.#state.version;
    try {
      this.#dispatch({ type: "detail", detail: await this.api.session(key), asked });
    } catch {
      // The list shows what it has; the transcript says when the session cannot be read.
    }
  }

  /**
   * Changes a session at once on the screen and then on the server; takes it back when the server refuses.
   * @throws `ApiError` after the change was taken back.
   */
  async patch(key: string, change: SessionPatch): Promise<void> {
    const id = ++this.#patches;
    this.#dispatch({ type: "patch", key, patch: { id, change } });
    try {
      const session = await this.api.patch(key, change);
      this.#dispatch({ type: "patched", key, id, session });
    } catch (error) {
      this.#dispatch({ type: "patched", key, id });
      throw error;
    }
  }

  #receive(events: readonly DeckEvent[]): void {
    const before = this.#state;
    this.#state = reduce(before, { type: "events", events });
    if (this.drive.take(events) || this.#state !== before) this.#changed();
    for (const event of events) {
      if (event.type === "hello" || event.type === "notices") void this.readBackends();
      if (event.type === "hello") void this.readMe();
      if (event.type === "hello" && event.list === "reset") void this.read();
    }
    this.dispatchEvent(new CustomEvent("deck-events", { detail: events }));
  }

  /** Nothing is asked of a server that does not let the reader in: it would not answer, again and again. */
  #refused(error: ApiError): void {
    this.access.report(error);
    if (this.access.state.kind === "in") return;
    this.connection.hold();
    this.#reading?.abort();
  }

  /** The reader signed out, here or in another tab. */
  leave(): void {
    this.#refused(SIGNED_OUT);
  }

  #back(me: Me): void {
    if (!this.#meet(me)) return;
    this.connection.readmit();
    void this.read();
    void this.readBackends();
  }

  /** Takes who the reader is. Returns false when it is another one than before. */
  #meet(me: Me): boolean {
    const before = this.#me?.principal.id ?? me.principal.id;
    if (readerGone() || before !== me.principal.id) {
      this.dispatchEvent(new Event("other-reader"));
      return false;
    }
    this.#me = me;
    readerIs(me.auth ? me.principal.id : "");
    this.#changed();
    return true;
  }

  #connected(state: ConnectionState): void {
    const wasDown = this.#connectionState.kind === "waiting";
    this.#connectionState = state;
    if (state.kind === "live" && wasDown && this.#error !== undefined) void this.read();
    this.#changed();
  }

  #fail(error: unknown): void {
    this.#error = error === undefined ? undefined : asApiError(error);
    this.#changed();
  }

  #dispatch(action: DeckAction): void {
    this.#state = reduce(this.#state, action);
    this.#changed();
  }

  /** Listeners hear of many changes in one task once. */
  #changed(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}
