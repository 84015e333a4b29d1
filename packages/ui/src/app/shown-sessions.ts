import type { SessionSummary } from "@vibedeck/core";
import { isOthers, needingOnlyOwner, ownSessions } from "../list/others.ts";
import { shownSessions } from "../stream/state.ts";
import { agentsOf } from "./agents-of.ts";
import type { DeckStore } from "./deck-store.ts";
import type { Route } from "./route.ts";

/** The sessions as they were when the page last looked. */
export class ShownSessions {
  readonly #store: DeckStore;
  readonly #everyone: boolean;
  #all: ReadonlyMap<string, SessionSummary> = new Map();
  #agents: ReadonlyMap<string, string> = new Map();

  /** @param everyone Whether the page is about everybody's sessions. */
  constructor(store: DeckStore, everyone: boolean) {
    this.#store = store;
    this.#everyone = everyone;
  }

  /** All of them, by their keys. */
  get all(): ReadonlyMap<string, SessionSummary> {
    return this.#all;
  }

  /** The sub-agents of the open session's family: see {@link agentsOf}. */
  get agents(): ReadonlyMap<string, string> {
    return this.#agents;
  }

  /** The reader's own sessions. */
  get own(): ReadonlyMap<string, SessionSummary> {
    return this.#everyone ? ownSessions(this.#all, this.#reader) : this.#all;
  }

  /** The session that a route is about. */
  at(route: Route): SessionSummary | undefined {
    return route.page === "session" ? this.#all.get(route.key) : undefined;
  }

  /** Whether a session is somebody else's. */
  isOthers(session: SessionSummary | undefined): boolean {
    return this.#everyone && session !== undefined && isOthers(session, this.#reader);
  }

  /** Takes the sessions as they are now. */
  look(): void {
    const sessions = shownSessions(this.#store.state);
    this.#all = this.#everyone ? needingOnlyOwner(sessions, this.#reader) : sessions;
  }

  /** Takes the sub-agents of the open session as they are now. */
  lookForAgents(route: Route): void {
    this.#agents = agentsOf(this.at(route), this.#all.values(), this.#agents);
  }

  get #reader(): string | undefined {
    return this.#store.me?.principal.id;
  }
}
