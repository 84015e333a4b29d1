import type { MountedBackend } from "../host/mounted.ts";
import type { Logger } from "../logger.ts";
import type { Root } from "../parts.ts";
import { createRootWatcher, type FileGlance, type RootWatcher } from "../watch/root-watcher.ts";
import type { Notices } from "./stream/notices.ts";

/** What a change below a root is told to. */
export interface RootEvents {
  readonly onFile: (mounted: MountedBackend, root: Root, path: string, glance?: FileGlance) => void;
  readonly onGone: (mounted: MountedBackend, root: Root, path: string) => void;
  /** The root was named, and walked for the first time. */
  readonly onRoot: (mounted: MountedBackend, root: Root) => void;
  /** The root is named no more. */
  readonly onRootGone: (mounted: MountedBackend, root: Root) => void;
}

/** Watches the roots that the backends' discovery parts name, as they come and go. */
export class Roots {
  readonly #events: RootEvents;
  readonly #notices: Notices;
  readonly #logger: Logger;
  readonly #watched = new Map<string, { readonly root: Root; readonly watcher: RootWatcher }>();
  /** The last set that each backend named, in its order. */
  readonly #named = new Map<string, readonly Root[]>();
  /** Called whenever a set was named. */
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();

  constructor(events: RootEvents, notices: Notices, logger: Logger) {
    this.#events = events;
    this.#notices = notices;
    this.#logger = logger;
  }

  /** Resolves once the first set of roots of a backend was walked; goes on following it. */
  async follow(mounted: MountedBackend): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, mounted.signal]);
    const sets = mounted.backend.discovery.roots(signal)[Symbol.asyncIterator]();
    const first = await sets.next();
    if (first.done !== true) await this.#set(mounted, first.value);
    void this.#rest(mounted, sets);
  }

  /** The roots of an owner that a backend names now, in its order. */
  of(backend: string, owner: string): readonly Root[] {
    return (this.#named.get(backend) ?? []).filter((root) => root.owner === owner);
  }

  /** Resolves once a backend names a root of an owner. @returns false when the signal aborted first. */
  named(backend: string, owner: string, signal: AbortSignal): Promise<boolean> {
    const given = AbortSignal.any([signal, this.#stop.signal]);
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.of(backend, owner).length > 0;
        if (!found && !given.aborted) return;
        this.#waiting.delete(look);
        given.removeEventListener("abort", look);
        resolve(found);
      };
      this.#waiting.add(look);
      given.addEventListener("abort", look, { once: true });
      look();
    });
  }

  close(): void {
    this.#stop.abort();
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #rest(mounted: MountedBackend, sets: AsyncIterator<readonly Root[]>): Promise<void> {
    try {
      for (let next = await sets.next(); next.done !== true; next = await sets.next()) {
        // One home takes long to walk; those that are named next must not wait for that.
        void this.#set(mounted, next.value).catch((error: unknown) => {
          this.#logger.error({ err: error, backend: mounted.backend.id }, "New places could not be walked");
        });
      }
    } catch (error) {
      if (this.#stop.signal.aborted || mounted.signal.aborted) return;
      this.#logger.error({ err: error, backend: mounted.backend.id }, "Discovery stopped naming roots");
      this.#notices.raise({
        id: `discovery:${mounted.backend.id}`,
        level: "error",
        text: `The ${mounted.backend.title} backend stopped looking for new places. Known sessions go on.`,
        hint: "Restart the server; the log has the reason.",
      });
    }
  }

  async #set(mounted: MountedBackend, roots: readonly Root[]): Promise<void> {
    const prefix = `${mounted.backend.id}\0`;
    this.#named.set(mounted.backend.id, roots);
    const wanted = new Map(roots.map((root) => [`${prefix}${root.owner}\0${root.path}`, root]));
    for (const [name, { root, watcher }] of this.#watched) {
      if (!name.startsWith(prefix) || wanted.has(name)) continue;
      this.#watched.delete(name);
      watcher.close();
      this.#events.onRootGone(mounted, root);
    }
    const starting: Promise<void>[] = [];
    for (const [name, root] of wanted) {
      if (this.#watched.has(name) || this.#stop.signal.aborted) continue;
      const watcher = this.#watcher(mounted, root);
      this.#watched.set(name, { root, watcher });
      starting.push(this.#walk(mounted, name, watcher));
    }
    for (const look of [...this.#waiting]) look();
    await Promise.all(starting);
  }

  async #walk(mounted: MountedBackend, name: string, watcher: RootWatcher): Promise<void> {
    await watcher.start();
    // Meanwhile it may have gone again.
    if (this.#watched.get(name)?.watcher === watcher) this.#events.onRoot(mounted, watcher.root);
  }

  #watcher(mounted: MountedBackend, root: Root): RootWatcher {
    const { discovery } = mounted.backend;
    return createRootWatcher({
      root,
      enter: (path) => discovery.enter?.(root, path) ?? true,
      accept: (path) => discovery.identify(root, path) !== undefined,
      onFile: (path, glance) => this.#events.onFile(mounted, root, path, glance),
      onGone: (path) => this.#events.onGone(mounted, root, path),
      onNotice: (notice) => this.#notices.raise(notice, root.owner),
      onNoticeCleared: (id) => this.#notices.clear(id, root.owner),
      logger: this.#logger,
    });
  }
}
