import type { BackendStatus, MountedBackend } from "./mounted.ts";

/** The configured backends by their id: what became of each, and the mounted one where it works. */
export class BackendRegistry {
  readonly #entries = new Map<string, { status: BackendStatus; mounted: MountedBackend | undefined }>();
  readonly #listeners = new Set<(status: BackendStatus) => void>();

  /** Sets the state of a backend. One without `mounted` keeps what it had, unless it failed or stopped. */
  set(status: BackendStatus, mounted?: MountedBackend): void {
    const gone = status.state === "failed" || status.state === "stopped";
    const kept = gone ? undefined : (mounted ?? this.#entries.get(status.id)?.mounted);
    this.#entries.set(status.id, { status: Object.freeze({ ...status }), mounted: kept });
    for (const listener of [...this.#listeners]) listener(status);
  }

  status(id: string): BackendStatus | undefined {
    return this.#entries.get(id)?.status;
  }

  /** In the order of the configuration. */
  statuses(): readonly BackendStatus[] {
    return [...this.#entries.values()].map((entry) => entry.status);
  }

  get(id: string): MountedBackend | undefined {
    return this.#entries.get(id)?.mounted;
  }

  /** The ones that work, in the order of the configuration. */
  mounted(): readonly MountedBackend[] {
    return [...this.#entries.values()].flatMap((entry) => entry.mounted ?? []);
  }

  /** Calls the listener at each change; returns how to stop that. */
  onChange(listener: (status: BackendStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
