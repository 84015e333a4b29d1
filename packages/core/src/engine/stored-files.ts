import type { MountedBackend } from "../host/mounted.ts";
import type { Logger } from "../logger.ts";
import type { Root } from "../parts.ts";
import type { IndexStore, StoredFile } from "./state/index-store.ts";
import { isDamage } from "./state/open-database.ts";
import { makeIndexAnew } from "./state/open-index.ts";

/** What loading the index works with. */
export interface StoredSources {
  readonly backends: readonly MountedBackend[];
  readonly store: IndexStore;
  readonly stateDir: string;
  readonly logger: Logger;
}

/** What the index knows of files that were not seen again yet, and the numbers that files go by in it. */
export class StoredFiles {
  readonly #sources: StoredSources;
  readonly #files = new Map<string, StoredFile>();
  #nextNo = 1;

  constructor(sources: StoredSources) {
    this.#sources = sources;
  }

  /** Reads the index; a damaged one is made anew. */
  load(): void {
    const { logger, store, stateDir } = this.#sources;
    try {
      this.#loadAll();
    } catch (error) {
      if (!isDamage(error)) throw error;
      logger.warn({ err: error }, "The index is damaged; everything is read again");
      this.#files.clear();
      store.replace(makeIndexAnew(stateDir));
      this.#loadAll();
    }
  }

  get empty(): boolean {
    return this.#files.size === 0;
  }

  /** A number for a file that the index does not know. */
  nextNo(): number {
    return this.#nextNo++;
  }

  /** What the index knows of a file, once. */
  take(backend: string, root: Root, path: string): StoredFile | undefined {
    const name = nameOf(backend, root.path, path);
    const file = this.#files.get(name);
    this.#files.delete(name);
    return file;
  }

  /** Files that the first walk did not find are gone. */
  forgetRest(): void {
    const gone = [...this.#files.values()].map(({ no }) => no);
    this.#files.clear();
    if (gone.length > 0) this.#sources.store.remove(gone);
  }

  #loadAll(): void {
    const { backends, store } = this.#sources;
    for (const { backend } of backends) {
      store.requireVersion(backend.id, versionOf(backend));
      this.#nextNo = Math.max(this.#nextNo, store.lastNo() + 1);
      for (const file of store.files(backend.id))
        this.#files.set(nameOf(backend.id, file.root, file.path), file);
    }
  }
}

function versionOf(backend: MountedBackend["backend"]): string {
  return `${backend.name} ${backend.renderer.version} ${backend.pricing.version}`;
}

function nameOf(backend: string, root: string, path: string): string {
  return `${backend}\0${root}\0${path}`;
}
