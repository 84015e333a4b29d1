import type { IncomingMessage, ServerResponse } from "node:http";
import type { Principal, SessionSummary } from "@vibedeck/core";
import type { UserSummary } from "../src/admin/users-api.ts";

/** The sign-in of the scripted server: one person at a time, whatever the browser says. */
export class FakeAuth {
  /** Who is signed in. */
  reader: Principal | undefined;
  /** Who the provider says it is at the next sign-in. */
  next: Principal;
  /** Set to let nobody in who is signed in. */
  refused: string | undefined;
  canSignOut = true;
  /** The provider's own page after a sign-out. */
  signedOutUrl: string | undefined;
  readonly users: UserSummary[] = [];
  /** Makes the next change of a user fail. */
  failing: { readonly message: string; readonly hint: string } | undefined;
  /** Told when a sign-in ended. */
  ended: () => void = () => {};

  constructor(reader: Principal) {
    this.reader = reader;
    this.next = reader;
  }

  /** The sign-in ends: by time, or because an admin wanted it. */
  expire(): void {
    this.reader = undefined;
    this.ended();
  }

  sees({ owner }: SessionSummary, url: URL): boolean {
    const { reader } = this;
    return owner === reader?.id || (reader?.admin === true && url.searchParams.get("all") === "1");
  }

  /** Answers what belongs to signing in, and what is not for this reader; returns false for the rest. */
  answer(url: URL, request: IncomingMessage, response: ServerResponse): boolean {
    if (url.pathname.startsWith("/auth/")) return this.#signing(url, response);
    if (this.reader === undefined && !url.pathname.startsWith("/api/")) {
      if (url.pathname.startsWith("/assets/"))
        return json(response, 401, error("UNAUTHENTICATED", "Sign in."));
      const here = encodeURIComponent(url.pathname + url.search);
      return go(response, `/auth/sign-in?return_to=${here}`);
    }
    if (!url.pathname.startsWith("/api/")) return false;
    if (this.reader === undefined) return json(response, 401, error("UNAUTHENTICATED", "Sign in."));
    if (this.refused !== undefined) return json(response, 403, error("SIGN_IN_REFUSED", this.refused));
    const me = {
      principal: this.reader,
      auth: true,
      canSignOut: this.canSignOut,
      version: "1.0.0",
      readOnly: false,
    };
    if (url.pathname === "/api/me") return json(response, 200, me);
    return url.pathname.startsWith("/api/users") && this.#users(url, request, response);
  }

  #signing(url: URL, response: ServerResponse): boolean {
    const back = url.searchParams.get("return_to") ?? "/";
    if (url.pathname === "/auth/logout") {
      this.expire();
      const url = this.signedOutUrl === undefined ? {} : { url: this.signedOutUrl };
      return json(response, 200, { signedOut: true, ...url });
    }
    if (url.pathname === "/auth/login") {
      this.reader = this.next;
      return go(response, back);
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      `<!doctype html><title>Sign in</title><h1>Sign in page</h1><a href="/auth/login?return_to=${encodeURIComponent(back)}">Continue</a>`,
    );
    return true;
  }

  #users(url: URL, request: IncomingMessage, response: ServerResponse): boolean {
    if (this.reader?.admin !== true)
      return json(response, 404, error("NOT_FOUND", "There is no such thing."));
    const [, , , id = "", act] = url.pathname.split("/").map(decodeURIComponent);
    if (id === "") return json(response, 200, { users: this.users });
    if (this.failing !== undefined) {
      const { message, hint } = this.failing;
      this.failing = undefined;
      return json(response, 503, { error: { code: "UNAVAILABLE", message, hint } });
    }
    const at = this.users.findIndex((user) => user.id === id);
    const user = this.users[at];
    if (user === undefined) return json(response, 404, error("NOT_FOUND", "There is no such user."));
    if (act === "revoke") {
      this.users[at] = { ...user, signedIn: 0 };
      return json(response, 200, { ended: user.signedIn });
    }
    void text(request).then((body) => {
      const { blocked } = JSON.parse(body) as { blocked: boolean };
      const changed = { ...user, blocked, ...(blocked ? { signedIn: 0 } : {}) };
      this.users[at] = changed;
      json(response, 200, changed);
    });
    return true;
  }
}

/** A user with what matters to a test. */
export function user(id: string, change: Partial<UserSummary> = {}): UserSummary {
  return {
    id,
    name: `Name of ${id}`,
    firstSeen: Date.UTC(2026, 8, 1),
    lastSeen: Date.now() - 3 * 60_000,
    blocked: false,
    admin: false,
    signedIn: 1,
    sessions: 3,
    cost: { usd: 1.5, atLeast: false },
    ...change,
  };
}

function error(code: string, message: string): unknown {
  return { error: { code, message } };
}

function json(response: ServerResponse, status: number, body: unknown): true {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
}

function go(response: ServerResponse, location: string): true {
  response.writeHead(302, { location }).end();
  return true;
}

async function text(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
