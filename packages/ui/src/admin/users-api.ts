import type { Cost } from "@vibedeck/core";
import type { Http } from "../app/http.ts";

/** A user as `GET /api/users` tells of one. Times are milliseconds since the epoch. */
export interface UserSummary {
  readonly id: string;
  readonly name?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly blocked: boolean;
  readonly admin: boolean;
  /** Browsers that are signed in. */
  readonly signedIn: number;
  /** Agent sessions. */
  readonly sessions: number;
  readonly cost: Cost;
}

/** What admins do with users. Every method throws `ApiError`. */
export class UsersApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async list(): Promise<readonly UserSummary[]> {
    return (await this.#http.get<{ readonly users: readonly UserSummary[] }>("api/users")).users;
  }

  /** Ends all sign-ins of a user. Returns how many there were. */
  async revoke(id: string): Promise<number> {
    const path = `api/users/${encodeURIComponent(id)}/revoke`;
    return (await this.#http.send<{ readonly ended: number }>("POST", path, {})).ended;
  }

  block(id: string, blocked: boolean): Promise<UserSummary> {
    return this.#http.send<UserSummary>("POST", `api/users/${encodeURIComponent(id)}/block`, { blocked });
  }
}
