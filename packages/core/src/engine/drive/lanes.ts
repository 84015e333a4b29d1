import type { FileRecord } from "../catalog/file-record.ts";
import { Lane } from "./lane.ts";
import type { LaneDeps } from "./lane-deps.ts";

/** Lanes in which nothing happens are forgotten above this number, those first that were asked for longest ago. */
const MAX_QUIET = 500;

/** The lanes of all sessions that are driven or were asked for. */
export class Lanes {
  readonly #deps: LaneDeps;
  readonly #lanes = new Map<string, Lane>();

  constructor(deps: LaneDeps) {
    this.#deps = deps;
  }

  get(key: string): Lane | undefined {
    return this.#lanes.get(key);
  }

  all(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  /** The lane of a session; made from what is stored when there is none. */
  of(record: FileRecord): Lane {
    const known = this.#lanes.get(record.key);
    const lane = known ?? new Lane(record, this.#deps);
    this.#lanes.delete(record.key);
    this.#lanes.set(record.key, lane);
    if (lane.record !== record) lane.record = record;
    // Only now: what it tells its readers is looked up here.
    if (known === undefined) lane.leftChanged();
    if (this.#lanes.size > MAX_QUIET) this.#sweep(lane);
    return lane;
  }

  /** A session got another key. */
  rename(from: string, to: string): Lane | undefined {
    const lane = this.#lanes.get(from);
    if (lane === undefined) return undefined;
    this.#lanes.delete(from);
    this.#lanes.set(to, lane);
    return lane;
  }

  /** A lane that was closed. */
  forget(lane: Lane): void {
    if (this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key);
  }

  #sweep(but: Lane): void {
    for (const [key, lane] of this.#lanes) {
      if (this.#lanes.size <= MAX_QUIET) return;
      if (lane === but || !lane.quiet) continue;
      this.#lanes.delete(key);
      lane.overlay.close();
      this.#deps.approvals.forget(key);
    }
  }
}
