import type { Place } from "@vibedeck/core";
import type { BackendSandboxes } from "../src/admin/sandboxes-api.ts";
import type { FakeAnswer } from "./fake-drive.ts";

const GIB = 1024 ** 3;

/** The sandboxes of the scripted server. */
export class FakeSandboxes {
  readonly backends: BackendSandboxes[];
  /** Makes the next stop fail. */
  failing: { readonly message: string; readonly hint: string } | undefined;

  constructor(...backends: BackendSandboxes[]) {
    this.backends = backends;
  }

  answer(method: string, pathname: string): FakeAnswer {
    if (method === "GET") return { status: 200, body: { backends: this.backends } };
    const [, , , backend = "", owner = ""] = pathname.split("/").map(decodeURIComponent);
    if (this.failing !== undefined) {
      const { message, hint } = this.failing;
      this.failing = undefined;
      return { status: 503, body: { error: { code: "UNAVAILABLE", message, hint } } };
    }
    return { status: 200, body: { stopped: this.#stop(backend, owner) } };
  }

  /** Changes what is told of a place from now on. */
  change(name: string, change: Partial<Place>): void {
    for (const [at, backend] of this.backends.entries()) {
      const places = backend.places.map((known) => (known.name === name ? { ...known, ...change } : known));
      this.backends[at] = { ...backend, places };
    }
  }

  #stop(id: string, owner: string): boolean {
    const backend = this.backends.find((known) => known.id === id);
    const known = backend?.places.find((place) => place.owner === owner);
    if (backend === undefined || known?.state !== "running") return false;
    const { name } = known;
    const places = backend.places.map((place) =>
      place === known ? ({ owner, name, state: "stopped", agents: 0 } satisfies Place) : place,
    );
    this.backends[this.backends.indexOf(backend)] = { ...backend, places };
    return true;
  }
}

/** A backend with sandboxes, with what matters to a test. */
export function sandboxes(
  places: readonly Place[],
  change: Partial<BackendSandboxes> = {},
): BackendSandboxes {
  return {
    id: "isolation",
    title: "Claude Code",
    engine: { ok: true, text: "Docker 20.10.24, runsc" },
    limit: 20,
    waiting: 0,
    places,
    ...change,
  };
}

/** A running sandbox with what matters to a test. */
export function place(owner: string, change: Partial<Place> = {}): Place {
  return {
    owner,
    name: `sandbox-${owner}`,
    state: "running",
    since: Date.now() - 2 * 3_600_000,
    agents: 0,
    use: { memoryBytes: GIB / 2, memoryLimitBytes: 2 * GIB, cpuSeconds: 100, cpus: 2 },
    ...change,
  };
}
