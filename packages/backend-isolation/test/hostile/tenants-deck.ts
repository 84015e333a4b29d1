import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claudeCode } from "@vibedeck/backend-claude-code";
import { type Logger, type Notice, type ScopedView, silentLogger } from "@vibedeck/core";
import { createEngine, type Engine, mountBackend } from "@vibedeck/core/host";
import { createConfigSchema } from "../../src/config.ts";
import type { IsolationConfig } from "../../src/config-shape.ts";
import isolation from "../../src/index.ts";
import type { Tenant } from "../../src/sandbox-runtime.ts";
import { SESSION } from "./tenant-pair.ts";

/** Homes of several users and an engine with the isolation backend on them, in a folder that vanishes with it. */
export class TenantsDeck implements AsyncDisposable {
  readonly base: string = mkdtempSync(join(tmpdir(), "vibedeck-hostile-"));
  readonly usersDir: string;
  /** What the operator's log has. */
  readonly log: string[] = [];
  #engine: Engine | undefined;
  #dispose: (() => Promise<void>) | undefined;
  readonly #readers: Reader[] = [];

  private constructor(usersDir?: string) {
    this.usersDir = usersDir ?? join(this.base, "users");
    if (usersDir === undefined) mkdirSync(this.usersDir, { mode: 0o700 });
  }

  /** Homes only; {@link start} begins to watch them. */
  static homes(): TenantsDeck {
    return new TenantsDeck();
  }

  /** An engine on homes that somebody else keeps. */
  static async open(usersDir: string): Promise<TenantsDeck> {
    const deck = new TenantsDeck(usersDir);
    await deck.start();
    return deck;
  }

  tenant(owner: string): Tenant {
    const home = join(this.usersDir, owner);
    mkdirSync(home, { mode: 0o700 });
    return { owner, home };
  }

  /** Resolves when everything that is there was read. */
  async start(): Promise<void> {
    const schema = createConfigSchema(() => ({ env: {}, home: "/home/ada" }), claudeCode.config);
    const checked = await schema["~standard"].validate({ users_dir: this.usersDir });
    if (checked.issues !== undefined) throw new Error(JSON.stringify(checked.issues));
    const options = { id: "isolation", config: checked.value, logger: this.#logger() };
    const { mounted, dispose } = mountBackend<IsolationConfig>(isolation, options);
    this.#dispose = dispose;
    const engine = createEngine({
      ...{ backends: [mounted], stateDir: join(this.base, "state"), logger: options.logger, version: "test" },
      ...{ readOnly: true },
    });
    this.#engine = engine;
    await engine.start();
  }

  view(owner: string): ScopedView {
    if (this.#engine === undefined) throw new Error("the engine was not started");
    return this.#engine.view({ principal: { kind: "user", id: owner, admin: false } });
  }

  reader(owner: string): Reader {
    const reader = new Reader(this.view(owner));
    this.#readers.push(reader);
    return reader;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.#readers) reader.close();
    await this.#engine?.stop();
    await this.#dispose?.();
    rmSync(this.base, { recursive: true, force: true });
  }

  #logger(): Logger {
    const keep = (fields: unknown, text?: string): void => {
      this.log.push(`${text ?? ""} ${JSON.stringify(fields)}`);
    };
    return { ...silentLogger, info: keep, warn: keep, error: keep } as Logger;
  }
}

/** All that one user is told, by every way there is. */
export class Reader {
  readonly #view: ScopedView;
  readonly #told = new Set<string>();
  #stream: ReturnType<ScopedView["stream"]> | undefined;
  #key: string | undefined;

  constructor(view: ScopedView) {
    this.#view = view;
  }

  /** Follows a session; without a key, the list alone. */
  follow(key?: string): void {
    this.#stream?.close();
    this.#stream = this.#view.stream(key === undefined ? {} : { session: key });
  }

  async sessions(): Promise<
    readonly { readonly id: string; readonly key: string; readonly title: string }[]
  > {
    const page = await this.#view.sessions({ limit: 1_000 });
    this.#told.add(JSON.stringify(page));
    return page.sessions;
  }

  notices(): readonly Notice[] {
    const notices = this.#view.notices();
    this.#told.add(JSON.stringify(notices));
    return notices;
  }

  /** Finds the session that both have, and follows it from now on. */
  async find(): Promise<void> {
    this.#key = (await this.sessions()).find(({ id }) => id === SESSION)?.key;
    if (this.#key === undefined) throw new Error("the session is not listed");
    this.follow(this.#key);
  }

  /** Reads the session that was found, and what the stream brought. @returns `read`, or `gone`. */
  look(): string {
    const key = this.#key ?? "";
    this.#take();
    try {
      const page = this.#view.messages(key, {});
      this.#told.add(JSON.stringify(page ?? {}));
      this.#told.add(JSON.stringify(this.#view.session(key) ?? {}));
      return page !== undefined && page.messages.length > 0 ? "read" : "gone";
    } catch (error) {
      this.#told.add(String(error));
      return "gone";
    }
  }

  /** Everything that was told so far, as one text. */
  everything(): string {
    this.#take();
    return [...this.#told].join("\n");
  }

  close(): void {
    this.#stream?.close();
  }

  #take(): void {
    const items = this.#stream?.take(1 << 20) ?? [];
    for (const { data } of items) this.#told.add(data);
  }
}
