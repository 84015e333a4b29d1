import type { MountedBackend } from "../host/mounted.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Catalog } from "./catalog/catalog.ts";
import type { DriveHost } from "./drive/seams.ts";
import type { Roots } from "./roots.ts";
import type { Hub } from "./stream/hub.ts";

/** The engine as the driver sees it. */
export function driveHost(
  backends: readonly MountedBackend[],
  engine: {
    readonly catalog: Catalog;
    readonly roots: Roots;
    readonly arrivals: Arrivals;
    readonly hub: Hub;
  },
): DriveHost {
  const { catalog, roots, arrivals, hub } = engine;
  return {
    backends,
    find: (key) => catalog.get(key),
    roots: (backend, owner) => roots.of(backend, owner),
    rootNamed: (backend, owner, signal) => roots.named(backend, owner, signal),
    expect: (mounted, root, path, title, cwd) =>
      arrivals.expect(mounted, root, path, { title, ...(cwd === undefined ? {} : { cwd }) }),
    forget: (record) => arrivals.unexpect(record),
    changed: (record) => hub.changed(record),
    wake: (key) => hub.followed.wake(key),
    moved: (from, to) => hub.moved(from, to),
  };
}
