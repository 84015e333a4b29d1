import { randomUUID } from "node:crypto";
import type { DriveState, Send, SendReceipt, SessionDetail, SessionPage } from "@vibedeck/core";
import { expect } from "vitest";
import type { IsolatedHouse } from "./isolated-house.ts";

/** A turn in a sandbox that may have to be made first, on a machine that others share. */
const SLOW = 60_000;

/** Somebody who is signed in and drives over HTTP. */
export class Guest {
  readonly #house: IsolatedHouse;
  readonly #cookie: string;

  private constructor(house: IsolatedHouse, cookie: string) {
    this.#house = house;
    this.#cookie = cookie;
  }

  static async enter(house: IsolatedHouse, name: string): Promise<Guest> {
    return new Guest(house, await house.deck.enter(house.account(name)));
  }

  ask(method: string, path: string, body?: unknown): ReturnType<IsolatedHouse["deck"]["ask"]> {
    return this.#house.deck.ask(this.#cookie, method, path, body);
  }

  get<Body>(path: string): Promise<Body> {
    return this.#house.deck.get<Body>(this.#cookie, path);
  }

  /** Starts a session in the home. */
  start(text: string, cwd = "/root"): Promise<SendReceipt> {
    return this.#sent("/api/sessions", { id: randomUUID(), text, cwd });
  }

  send(key: string, text: string): Promise<SendReceipt> {
    return this.#sent(`/api/sessions/${key}/messages`, { id: randomUUID(), text });
  }

  async interrupt(key: string): Promise<void> {
    const { status, text } = await this.ask("POST", `/api/sessions/${key}/interrupt`, {});
    expect(status, text).toBeLessThan(300);
  }

  state(key: string): Promise<DriveState> {
    return this.get<DriveState>(`/api/sessions/${key}/drive`);
  }

  session(key: string): Promise<SessionDetail> {
    return this.get<SessionDetail>(`/api/sessions/${key}`);
  }

  async sessions(): Promise<SessionPage["sessions"]> {
    return (await this.get<SessionPage>("/api/sessions")).sessions;
  }

  /** Waits until a message came to an end. */
  async over({ key, send }: SendReceipt, ms = SLOW): Promise<Send> {
    const ends = ["done", "failed", "interrupted", "unknown"];
    let found: Send | undefined;
    await expect
      .poll(
        async () => {
          const { sends } = await this.state(key);
          found = sends.find(({ id }) => id === send.id);
          return found === undefined ? "forgotten" : found.state;
        },
        { timeout: ms, interval: 100 },
      )
      .toSatisfy((state: string) => ends.includes(state));
    if (found === undefined) throw new Error("the message is not there");
    return found;
  }

  /** Waits for a state of the drive. */
  async until(key: string, state: DriveState["state"], ms = SLOW): Promise<DriveState> {
    let found: DriveState | undefined;
    await expect
      .poll(
        async () => {
          found = await this.state(key);
          return found.state;
        },
        { timeout: ms, interval: 100 },
      )
      .toBe(state);
    if (found === undefined) throw new Error("there is no state");
    return found;
  }

  async #sent(path: string, body: object): Promise<SendReceipt> {
    const { status, text } = await this.ask("POST", path, body);
    expect(status, text).toBeLessThan(300);
    // The server's own answer.
    return JSON.parse(text) as SendReceipt;
  }
}
