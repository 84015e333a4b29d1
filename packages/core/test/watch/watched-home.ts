import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Notice, silentLogger } from "@vibedeck/core";
import { createRootWatcher, type RootWatcher, type RootWatcherOptions } from "@vibedeck/core/host";

/** A root in a temporary directory and a watcher that writes down what it tells. */
export class WatchedHome implements AsyncDisposable {
  readonly base: string = mkdtempSync(join(tmpdir(), "vibedeck-watch-"));
  readonly path: string = join(this.base, "home");
  /** What was told since the last `forget`, in order. */
  told: string[] = [];
  /** Files that should be there by what was told. */
  readonly files = new Map<string, number>();
  readonly notices = new Map<string, Notice>();
  readonly #wakers = new Set<() => void>();
  #watcher: RootWatcher | undefined;

  constructor() {
    mkdirSync(this.path);
  }

  /** A watcher whose slow looks are far away, unless told otherwise. */
  watcher(options: Partial<RootWatcherOptions> = {}): RootWatcher {
    const { tuning, ...others } = options;
    const wake = (): void => {
      for (const waker of this.#wakers) waker();
    };
    this.#watcher = createRootWatcher({
      root: { path: this.path, owner: "alice", trusted: false },
      accept: (path) => path.endsWith(".jsonl"),
      onFile: (path, { size }) => {
        this.told.push(path);
        this.files.set(path, size);
        wake();
      },
      onGone: (path) => {
        this.told.push(`-${path}`);
        this.files.delete(path);
        wake();
      },
      onNotice: (notice) => {
        this.notices.set(notice.id.replace(/:.*/, ""), notice);
        wake();
      },
      onNoticeCleared: (id) => {
        this.notices.delete(id.replace(/:.*/, ""));
        wake();
      },
      logger: silentLogger,
      tuning: { rootMs: 20, unwatchedMs: 3_600_000, rescanMs: 3_600_000, ...tuning },
      ...others,
    });
    return this.#watcher;
  }

  at(relativePath: string): string {
    return join(this.path, relativePath);
  }

  write(relativePath: string, content = "{}\n"): void {
    mkdirSync(dirname(this.at(relativePath)), { recursive: true });
    writeFileSync(this.at(relativePath), content);
  }

  append(relativePath: string, content = "{}\n"): void {
    appendFileSync(this.at(relativePath), content);
  }

  move(from: string, to: string): void {
    renameSync(this.at(from), this.at(to));
  }

  remove(relativePath: string): void {
    rmSync(this.at(relativePath), { recursive: true });
  }

  forget(): void {
    this.told = [];
  }

  /** Resolves as soon as the condition holds; it is asked after everything that is told. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waker = (): void => {
        if (!condition()) return;
        this.#wakers.delete(waker);
        resolve();
      };
      this.#wakers.add(waker);
      waker();
    });
  }

  /** Resolves when a path was told since the last `forget`. */
  tells(path: string): Promise<void> {
    return this.until(() => this.told.includes(path));
  }

  names(): string[] {
    return [...this.files.keys()].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watcher?.close();
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** How many inotify watches this process holds. */
export function inotifyWatches(): number {
  let watches = 0;
  for (const descriptor of readdirSync("/proc/self/fdinfo")) {
    try {
      const lines = readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8").split("\n");
      watches += lines.filter((line) => line.startsWith("inotify wd:")).length;
    } catch {
      // Closed since it was listed.
    }
  }
  return watches;
}
