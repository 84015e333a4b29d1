import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type DeckEvent,
  LOCAL_PRINCIPAL,
  type Root,
  type Scope,
  type ScopedView,
  type StreamOptions,
} from "@vibedeck/core";
import { createEngine, type Engine } from "@vibedeck/core/host";
import type { EngineOptions } from "../../src/engine/engine.ts";
import { silentLogger } from "../../src/logger.ts";
import { type FakeDriver, fakeDriven } from "./fake-driver.ts";
import { type Line, linesBackend, written } from "./lines-backend.ts";

/** The scope of a server without sign-in. */
export const LOCAL: Scope = { principal: LOCAL_PRINCIPAL };

/** A home, a state directory and engines on them, in a temporary folder that vanishes with it. */
export class DeckFixture implements AsyncDisposable {
  readonly base = mkdtempSync(join(tmpdir(), "vibedeck-"));
  readonly stateDir = join(this.base, "state");
  readonly #engines: Engine[] = [];

  root(name = "home", owner = "local", trusted = true): Root {
    const path = join(this.base, name);
    mkdirSync(path, { recursive: true });
    return { path, owner, trusted };
  }

  path(...parts: string[]): string {
    return join(this.base, ...parts);
  }

  write(path: string, ...lines: Line[]): void {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, written(...lines));
  }

  append(path: string, ...lines: Line[]): void {
    appendFileSync(this.path(path), written(...lines));
  }

  async engine(roots: readonly Root[], changes: { version?: number; fail?: string } = {}): Promise<Engine> {
    const engine = createEngine({
      backends: [linesBackend(roots, changes)],
      stateDir: this.stateDir,
      logger: silentLogger,
      version: "test",
    });
    this.#engines.push(engine);
    await engine.start();
    return engine;
  }

  /** An engine with a driver that does what the test says. */
  async driven(
    roots: readonly Root[],
    options: Partial<EngineOptions> = {},
    prepare?: (driver: FakeDriver) => void,
  ): Promise<{ engine: Engine; driver: FakeDriver }> {
    const base = { backends: [linesBackend(roots)], stateDir: this.stateDir, logger: silentLogger };
    const { engine, driver } = fakeDriven({ ...base, version: "test", ...options }, prepare);
    this.#engines.push(engine);
    await engine.start();
    return { engine, driver: driver() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.#engines.reverse()) await engine.stop();
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** Events of a stream as they come, with a way to wait for the one that matters. */
export class Listener {
  readonly events: DeckEvent[] = [];
  lastId: string | undefined;
  readonly #stream: ReturnType<ScopedView["stream"]>;

  constructor(view: ScopedView, options: StreamOptions = {}) {
    this.#stream = view.stream(options);
  }

  /** Takes what is ready now, or about as much of it as is wanted. */
  drain(bytes: number = 1 << 20): void {
    for (const item of this.#stream.take(bytes)) {
      this.lastId = item.id;
      this.events.push({ type: item.type, ...JSON.parse(item.data) } as DeckEvent);
    }
  }

  /** Resolves once an event fits; those that came before count. */
  async until(fits: (event: DeckEvent) => boolean): Promise<DeckEvent> {
    for (;;) {
      this.drain();
      const found = this.events.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#stream.onReady(resolve));
    }
  }

  /** Ids of all messages received so far. */
  ids(): string[] {
    return this.events.flatMap((event) =>
      event.type === "messages" ? event.messages.map(({ id }) => id) : [],
    );
  }

  close(): void {
    this.#stream.close();
  }
}

/** Resolves once everything known is read. */
export async function settled(engine: Engine, scope: Scope = LOCAL): Promise<void> {
  const listener = new Listener(engine.view(scope));
  if (!engine.view(scope).progress().done)
    await listener.until((e) => e.type === "progress" && e.progress.done);
  listener.close();
}
