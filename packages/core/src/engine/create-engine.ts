import { availableParallelism } from "node:os";
import { setImmediate as breathe } from "node:timers/promises";
import type { MountedBackend, PluginSource } from "../host/mounted.ts";
import type { Root } from "../parts.ts";
import type { Scope } from "../principal.ts";
import type { ScopedView } from "../view.ts";
import type { FileGlance } from "../watch/root-watcher.ts";
import { Catalog } from "./catalog/catalog.ts";
import { FileRecord } from "./catalog/file-record.ts";
import { Ticker } from "./catalog/ticker.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { FirstReading } from "./first-reading.ts";
import { Ingest } from "./ingest/ingest.ts";
import { ReadPool } from "./read/pool.ts";
import { Roots } from "./roots.ts";
import { sessionKey } from "./session-key.ts";
import { IndexStore, type StoredFile } from "./state/index-store.ts";
import { lockState } from "./state/lock.ts";
import { isDamage } from "./state/open-database.ts";
import { makeIndexAnew, openIndex } from "./state/open-index.ts";
import { openUserData } from "./state/open-user-data.ts";
import { UserStore } from "./state/user-store.ts";
import { Hub } from "./stream/hub.ts";
import { Notices } from "./stream/notices.ts";
import { Totals } from "./usage/totals.ts";
import { CatalogView, type ViewSources } from "./view/scoped-view.ts";

/** How long a reader waits before it connects again after a shutdown, in milliseconds. */
const RETRY_MS = 1_000;

/** Files that were quiet for longer change their state no more by being quiet. */
const RESTLESS_MS = 2 * 24 * 3_600_000;

/** Makes an engine. Nothing is opened, watched or read before {@link Engine.start}. */
export function createEngine(options: EngineOptions): Engine {
  let running: Running | undefined;
  return {
    get ready() {
      return running?.ready ?? false;
    },
    async start() {
      if (running !== undefined) return;
      running = new Running(options);
      await running.start();
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    view(scope) {
      if (running === undefined) throw new Error("the engine is not running");
      return running.view(scope);
    },
  };
}

/** One run of the engine: composes the pieces, in the order in which they start and stop. */
class Running {
  ready = false;
  readonly #options: EngineOptions;
  readonly #lock: { release(): void };
  readonly #userData: ReturnType<typeof openUserData>;
  readonly #store: IndexStore;
  readonly #catalog = new Catalog();
  readonly #notices: Notices;
  readonly #hub: Hub;
  readonly #ticker: Ticker;
  readonly #ingest: Ingest;
  readonly #pool: ReadPool | undefined;
  readonly #roots: Roots;
  readonly #reading: FirstReading;
  readonly #views: ViewSources;
  /** What the index knows of files that were not seen again yet. */
  readonly #stored = new Map<string, StoredFile>();
  /** Files found by the first walk that must be read whole. */
  #unread: FileRecord[] | undefined = [];
  #nextNo = 1;

  constructor(options: EngineOptions) {
    this.#options = options;
    const now = Date.now;
    const pause = async (): Promise<void> => breathe();
    this.#lock = lockState(options.stateDir);
    try {
      this.#userData = openUserData(options.stateDir);
      this.#store = new IndexStore(openIndex(options.stateDir));
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    const catalog = this.#catalog;
    const users = new UserStore(this.#userData);
    this.#notices = new Notices(() => this.#hub.noticesChanged());
    this.#ticker = new Ticker(catalog, now, (record) => this.#hub.changed(record));
    const onChanged = (record: FileRecord): void => this.#ticker.watch(record);
    this.#hub = new Hub({ catalog, users, notices: this.#notices, now, onChanged });
    this.#reading = new FirstReading((progress) => {
      this.#ingest.hold(!progress.done);
      this.#hub.progress(progress);
    });
    this.#pool = makePool(options, (reply) => this.#ingest.absorb(reply));
    const pool = this.#pool;
    this.#ingest = new Ingest({
      catalog,
      store: this.#store,
      hub: this.#hub,
      notices: this.#notices,
      logger: options.logger,
      now,
      pause,
      ...(pool === undefined
        ? {}
        : { delegate: (job, first) => (first ? pool.addFirst(job) : pool.add([job])) }),
      onWhole: (record) => this.#reading.done(record),
    });
    this.#roots = new Roots(
      {
        onFile: (mounted, root, path, glance) => this.#onFile(mounted, root, path, glance),
        onGone: (mounted, root, path) => this.#onGone(mounted, root, path),
        onRootGone: (_mounted, root) => this.#onRootGone(root),
      },
      this.#notices,
      options.logger,
    );
    this.#views = {
      catalog,
      users,
      hub: this.#hub,
      now,
      pause,
      progress: () => this.#reading.progress(),
      version: options.version,
      maxStreams: (scope) => options.maxStreams ?? (scope.principal.kind === "local" ? 2_000 : 20),
    };
  }

  async start(): Promise<void> {
    const { backends, logger } = this.#options;
    this.#loadIndex();
    if (this.#stored.size === 0) this.#pool?.warm();
    const results = await Promise.allSettled(backends.map((mounted) => this.#roots.follow(mounted)));
    for (const [index, result] of results.entries()) {
      if (result.status === "fulfilled") continue;
      const { backend } = backends[index] ?? {};
      logger.error({ err: result.reason, backend: backend?.id }, "Discovery failed");
      this.#notices.raise({
        id: `discovery:${backend?.id}`,
        level: "error",
        text: `The ${backend?.title} backend cannot tell where its sessions are.`,
        hint: "Run `vibedeck doctor`; the log has the reason.",
      });
    }
    this.#forgetVanished();
    this.ready = true;
    void this.#ingest.claims
      .load()
      .catch((error: unknown) => logger.error({ err: error }, "The index cannot be read"));
    this.#readUnread();
  }

  async stop(): Promise<void> {
    this.ready = false;
    this.#hub.close(RETRY_MS);
    this.#ticker.close();
    this.#roots.close();
    await this.#pool?.close();
    this.#ingest.close();
    this.#store.close();
    this.#userData.close();
    this.#lock.release();
  }

  view(scope: Scope): ScopedView {
    return new CatalogView(this.#views, scope);
  }

  #loadIndex(): void {
    const { backends, logger, stateDir } = this.#options;
    try {
      for (const { backend } of backends) this.#loadFiles(backend.id, indexVersion(backend));
    } catch (error) {
      if (!isDamage(error)) throw error;
      logger.warn({ err: error }, "The index is damaged; everything is read again");
      this.#stored.clear();
      this.#store.replace(makeIndexAnew(stateDir));
      for (const { backend } of backends) this.#loadFiles(backend.id, indexVersion(backend));
    }
  }

  #loadFiles(backend: string, version: string): void {
    this.#store.requireVersion(backend, version);
    this.#nextNo = Math.max(this.#nextNo, this.#store.lastNo() + 1);
    for (const file of this.#store.files(backend)) {
      this.#stored.set(storedKey(backend, file.root, file.path), file);
    }
  }

  #onFile(mounted: MountedBackend, root: Root, path: string, glance: FileGlance | undefined): void {
    const key = sessionKey(mounted.backend.id, root, path);
    const known = this.#catalog.get(key);
    const changed = known === undefined || glance === undefined || differs(known, glance);
    const record = known ?? this.#adopt(key, mounted, root, path);
    if (record === undefined) return;
    if (glance !== undefined) {
      record.size = glance.size;
      record.mtimeMs = glance.mtimeMs;
    }
    if (known === undefined) this.#found(record, glance);
    else if (changed || record.stamp === undefined) this.#ingest.look(record);
  }

  /** Makes a record for a file that is new to this run. */
  #adopt(key: string, mounted: MountedBackend, root: Root, path: string): FileRecord | undefined {
    const ref = mounted.backend.discovery.identify(root, path);
    if (ref === undefined) return undefined;
    const name = storedKey(mounted.backend.id, root.path, path);
    const stored = this.#stored.get(name);
    this.#stored.delete(name);
    const record = new FileRecord(key, stored?.no ?? this.#nextNo++, mounted, root, path, ref);
    if (stored !== undefined) {
      record.stamp = stored.stamp;
      record.recall(stored.facts, stored.brief);
      record.totals = Totals.from(stored.totals);
      record.partial = false;
      record.quietSince = stored.brief.lastAt ?? stored.stamp.mtimeMs;
    }
    return record;
  }

  /** Files that the index knows unchanged need nothing; grown ones are read on; new ones are read whole. */
  #found(record: FileRecord, glance: FileGlance | undefined): void {
    record.quietSince ||= record.mtimeMs;
    this.#catalog.add(record);
    if (record.stamp !== undefined) {
      const { size, mtimeMs, ino, dev } = record.stamp;
      const same = size === record.size && mtimeMs === record.mtimeMs;
      if (!same || ino !== glance?.ino || dev !== glance.dev) this.#ingest.look(record);
      else if (Date.now() - record.quietSince < RESTLESS_MS) this.#ticker.watch(record);
      return;
    }
    if (record.size === 0) return;
    this.#reading.expect(record);
    if (this.#unread !== undefined) this.#unread.push(record);
    else {
      this.#hub.changed(record);
      this.#ingest.readWhole(record);
    }
  }

  #readUnread(): void {
    const unread = this.#unread ?? [];
    this.#unread = undefined;
    unread.sort((a, b) => b.mtimeMs - a.mtimeMs);
    for (const record of unread) if (record.stamp === undefined) this.#ingest.look(record);
    this.#hub.progress(this.#reading.progress());
  }

  #onGone(mounted: MountedBackend, root: Root, path: string): void {
    const record = this.#catalog.get(sessionKey(mounted.backend.id, root, path));
    if (record === undefined) return;
    this.#reading.done(record);
    this.#ingest.forget(record);
  }

  #onRootGone(root: Root): void {
    for (const record of [...this.#catalog.below(root)]) {
      this.#reading.done(record);
      this.#ingest.forget(record);
    }
  }

  /** Files of the index that the first walk did not find are gone. */
  #forgetVanished(): void {
    const gone = [...this.#stored.values()].map(({ no }) => no);
    this.#stored.clear();
    if (gone.length > 0) this.#store.remove(gone);
  }
}

function differs(record: FileRecord, glance: FileGlance): boolean {
  if (record.size !== glance.size || record.mtimeMs !== glance.mtimeMs) return true;
  return record.stamp !== undefined && record.stamp.ino !== glance.ino;
}

function makePool(
  options: EngineOptions,
  onReply: ConstructorParameters<typeof ReadPool>[0]["onReply"],
): ReadPool | undefined {
  const size = options.workers ?? Math.min(2, availableParallelism());
  // Sources are TypeScript in the tests of this repository, which a worker thread cannot load.
  if (size === 0 || import.meta.url.endsWith(".ts")) return undefined;
  const sources = new Map<string, PluginSource>();
  for (const { backend, source } of options.backends)
    if (source !== undefined) sources.set(backend.id, source);
  return new ReadPool({ size, sources, logger: options.logger, onReply });
}

function indexVersion(backend: MountedBackend["backend"]): string {
  return `${backend.name} ${backend.renderer.version} ${backend.pricing.version}`;
}

function storedKey(backend: string, root: string, path: string): string {
  return `${backend}\0${root}\0${path}`;
}
