import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import oidc from "@vibedeck/auth-oidc";
import { type Identity, type SessionPage, silentLogger, toUserId } from "@vibedeck/core";
import Keygrip from "keygrip";
import { onTestFinished } from "vitest";
import type { Accounts } from "../../../src/accounts/accounts.ts";
import { openAccounts } from "../../../src/accounts/open-accounts.ts";
import { cookieName } from "../../../src/auth/session-cookie.ts";
import { authSchema } from "../../../src/config/schema.ts";
import { SseClient, type StreamRequest } from "../sse-client.ts";
import { freePort } from "./free-port.ts";
import { Home, uuid } from "./home.ts";
import { CLIENT, type IdentityProvider } from "./identity-provider.ts";
import { type Answer, type ServerProcess, serve } from "./server-process.ts";

const TENANTS = fileURLToPath(new URL("tenants.mjs", import.meta.url));
const CLOCK = new URL("clock.mjs", import.meta.url).href;

/** What a browser says of a request that our own page makes. */
const AS_OUR_PAGE = { "sec-fetch-site": "same-origin" };

/** How a deck is set up where people sign in. */
export interface SignedSetup {
  /** User ids with a home. */
  readonly users: readonly string[];
  /** Keys of `[auth]`, as TOML, beside the session secret. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** Keys of the sessions' backend. */
  readonly backend?: Readonly<Record<string, unknown>>;
  /** The sessions' backend. Default: Claude Code's sessions, found in a home for each user. */
  readonly name?: string;
  /** Where people reach it. Default: its own address. */
  readonly publicUrl?: string;
}

/** A server in a process of its own where people sign in, with a home of sessions for each. */
export class SignedDeck {
  readonly home: Home = new Home();
  readonly port: number;
  #setup: SignedSetup;
  readonly #secret: string = randomBytes(32).toString("base64url");
  #server: ServerProcess | undefined;
  #accounts: Accounts | undefined;
  /** All that its processes wrote to their log. */
  log = "";

  private constructor(setup: SignedSetup, port: number) {
    this.#setup = setup;
    this.port = port;
    for (const user of setup.users) mkdirSync(this.projects(user), { recursive: true });
    this.configure();
    onTestFinished(() => this.#accounts?.close());
  }

  /** Makes the homes; nothing is served before {@link SignedDeck.start}. */
  static async prepare(setup: SignedSetup): Promise<SignedDeck> {
    return new SignedDeck(setup, await freePort());
  }

  get url(): string {
    return this.#setup.publicUrl ?? `http://127.0.0.1:${this.port}`;
  }

  get server(): ServerProcess {
    if (this.#server === undefined) throw new Error("the server was not started");
    return this.#server;
  }

  /** The folder that holds a home for each user. */
  get homes(): string {
    return join(this.home.base, "homes");
  }

  /** What is kept about people, opened beside the server as its command line does. */
  get accounts(): Accounts {
    this.#accounts ??= openAccounts(this.home.stateDir, silentLogger);
    return this.#accounts;
  }

  get cookieName(): string {
    return cookieName(new URL(this.url));
  }

  /** Writes the configuration that the next start reads. */
  configure(change: Readonly<Record<string, unknown>> = {}): void {
    const { auth, backend = {}, name } = this.#setup;
    const config = [
      ...table("serve", { public_url: this.url, backend: [name ?? "tenants"] }),
      ...table("auth", { session_secret: this.#secret, ...auth, ...change }),
      ...table(name ?? "tenants", {
        ...(name === undefined ? { use: TENANTS, homes: this.homes } : {}),
        ...backend,
      }),
    ];
    writeFileSync(join(this.home.base, "vibedeck.toml"), `${config.join("\n")}\n`, { mode: 0o600 });
  }

  /** Changes keys of the sessions' backend; the next start reads them. */
  configureBackend(keys: Readonly<Record<string, unknown>>): void {
    this.#setup = { ...this.#setup, backend: { ...this.#setup.backend, ...keys } };
    this.configure();
  }

  async start(): Promise<this> {
    this.#server = await serve(this.home, { port: this.port, env: { NODE_OPTIONS: `--import=${CLOCK}` } });
    this.#server.child.stderr?.on("data", (text: Buffer) => {
      this.log += String(text);
    });
    return this;
  }

  /** Sets the server's clock forward by a little more than a minute. */
  passMinute(): void {
    this.server.child.kill("SIGUSR2");
  }

  /** Stops the server as an operator does, and starts it again with what the configuration says now. */
  async restart(): Promise<void> {
    await this.server.kill("SIGTERM");
    await this.start();
  }

  /** The folder that a user's transcripts lie in. */
  projects(user: string): string {
    return join(this.homes, user, ".claude", "projects", "-somewhere-project");
  }

  /** Adds lines to a session of a user, which is made when it is new. */
  append(user: string, session: number, ...lines: readonly string[]): string {
    const file = join(this.projects(user), `${uuid(session)}.jsonl`);
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, lines.map((line) => `${line}\n`).join(""));
    return file;
  }

  /** Signs somebody in without a provider, as the server does it after one. @returns the `Cookie` header. */
  async enter(claim: string): Promise<string> {
    const mapped = toUserId(claim);
    if (!("id" in mapped)) throw new Error(mapped.refused);
    const { issuer, fingerprint } = await this.#authenticator();
    const identity: Identity = { issuer, subject: claim, id: claim };
    const now = Date.now();
    this.accounts.users.enter(mapped.id, identity, now);
    const id = randomBytes(32).toString("base64url");
    const times = { createdAt: now, seenAt: now };
    this.accounts.sessions.put(id, { user: mapped.id, identity, fingerprint, ...times });
    const signed = `${this.cookieName}=${id}`;
    return `${signed}.${new Keygrip([this.#secret], "sha256").sign(signed)}`;
  }

  ask(cookie: string, method: string, path: string, body?: unknown): Promise<Answer> {
    return this.server.ask(method, path, body, { cookie, ...AS_OUR_PAGE });
  }

  async get<Body>(cookie: string, path: string): Promise<Body> {
    const { status, text } = await this.ask(cookie, "GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return JSON.parse(text) as Body;
  }

  stream(cookie: string, request: StreamRequest = {}): SseClient {
    const headers = { cookie, ...AS_OUR_PAGE, ...request.headers };
    return new SseClient(this.port, { ...request, headers });
  }

  /** The key of a user's only session, or of the one with a text. */
  async keyOf(cookie: string, text = ""): Promise<string> {
    const { sessions } = await this.get<SessionPage>(cookie, `/api/sessions?q=${encodeURIComponent(text)}`);
    const [session] = sessions;
    if (session === undefined || sessions.length > 1)
      throw new Error(`${sessions.length} sessions have "${text}"`);
    return session.key;
  }

  async #authenticator(): Promise<{ readonly issuer: string; readonly fingerprint: string }> {
    const { auth } = this.#setup;
    const options = Object.fromEntries(
      Object.entries(auth).filter(([key]) => !Object.hasOwn(authSchema.shape, key)),
    );
    const parsed = await oidc.config["~standard"].validate(options);
    if (parsed.issues !== undefined) throw new Error(parsed.issues.map(({ message }) => message).join());
    const { fingerprint } = oidc.create({
      config: parsed.value,
      logger: silentLogger,
      signal: new AbortController().signal,
      publicUrl: this.url,
    });
    return { issuer: new URL(String(options["server_metadata_url"])).origin, fingerprint };
  }
}

/** Keys of `[auth]` for a provider of these tests. */
export function authAt(
  provider: Pick<IdentityProvider, "issuer">,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
    server_metadata_url: `${provider.issuer}/.well-known/openid-configuration`,
    login_label: "Test House",
    ...more,
  };
}

/** Lines of a TOML table; what these tests write is spelled in JSON as in TOML. */
function table(name: string, keys: Readonly<Record<string, unknown>>): readonly string[] {
  return [`[${name}]`, ...Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)];
}
