import type { RunSettings } from "../../cli.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { DrivenSession, DrivenStore } from "../state/driven-store.ts";

const MAX_DIRS = 50;

/** What a person chose for a session, remembered for its next agent. */
export class Choice {
  driven: DrivenSession | undefined;
  readonly #record: () => FileRecord;
  readonly #store: DrivenStore;
  readonly #now: () => number;

  constructor(record: () => FileRecord, store: DrivenStore, now: () => number) {
    this.#record = record;
    this.#store = store;
    this.#now = now;
    this.driven = store.get(record().key);
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  remember({ model, permissionMode, addDirs = [] }: RunSettings): void {
    if (model === undefined && permissionMode === undefined && addDirs.length === 0) return;
    const before = this.driven ?? this.#unknown();
    const after: DrivenSession = {
      ...before,
      ...(model === undefined ? {} : { model }),
      ...(permissionMode === undefined ? {} : { permissionMode }),
      addDirs: [...new Set([...before.addDirs, ...addDirs])].slice(-MAX_DIRS),
    };
    this.#store.put(after);
    this.driven = after;
  }

  /** What was chosen before holds again. */
  restore(before: DrivenSession | undefined): void {
    if (before === undefined) this.#store.remove(this.#record().key);
    else this.#store.put(before);
    this.driven = before;
  }

  /** What a message is to be answered with: what was asked for with it, else what was chosen for the session. */
  over(settings: RunSettings): RunSettings {
    const model = settings.model ?? this.driven?.model;
    const permissionMode = settings.permissionMode ?? this.driven?.permissionMode;
    return {
      ...(model === undefined ? {} : { model }),
      ...(permissionMode === undefined ? {} : { permissionMode }),
    };
  }

  #unknown(): DrivenSession {
    const { key, owner, mounted, root, path, ref } = this.#record();
    return {
      key,
      user: owner,
      backend: mounted.backend.id,
      root: root.id ?? "",
      path,
      toolId: ref.id,
      origin: "other",
      title: "",
      addDirs: [],
      at: this.#now(),
    };
  }
}
