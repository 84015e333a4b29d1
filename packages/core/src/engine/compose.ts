import { availableParallelism } from "node:os";
import { setImmediate as breathe } from "node:timers/promises";
import type { Progress } from "../events.ts";
import type { PluginSource } from "../host/mounted.ts";
import type { Scope } from "../principal.ts";
import { Arrivals } from "./arrivals.ts";
import { Catalog } from "./catalog/catalog.ts";
import type { FileRecord } from "./catalog/file-record.ts";
import { Ticker } from "./catalog/ticker.ts";
import type { DriverDeps } from "./drive/driver.ts";
import { DRIVE_LIMITS, type DriveHost, type Driver } from "./drive/seams.ts";
import { driveHost } from "./drive-host.ts";
import type { EngineOptions } from "./engine.ts";
import { FirstReading } from "./first-reading.ts";
import { Ingest } from "./ingest/ingest.ts";
import { ReadPool } from "./read/pool.ts";
import { Roots } from "./roots.ts";
import { type OpenState, openState } from "./state/open-state.ts";
import { UserStore } from "./state/user-store.ts";
import { StoredFiles } from "./stored-files.ts";
import { Hub } from "./stream/hub.ts";
import { Notices } from "./stream/notices.ts";
import type { ViewSources } from "./view/scoped-view.ts";

/** Makes what drives sessions. */
export type MakeDriver = (host: DriveHost, deps: DriverDeps) => Driver;

/** The pieces of an engine that have to be started and stopped. */
export interface Pieces {
  readonly state: OpenState;
  readonly catalog: Catalog;
  readonly stored: StoredFiles;
  readonly notices: Notices;
  readonly hub: Hub;
  readonly ticker: Ticker;
  readonly ingest: Ingest;
  readonly pool: ReadPool | undefined;
  readonly arrivals: Arrivals;
  readonly roots: Roots;
  readonly driver: Driver;
  readonly views: ViewSources;
}

/** Opens the state and puts the pieces together; lets go of the state when that fails. */
export function compose(options: EngineOptions, makeDriver: MakeDriver): Pieces {
  const state = openState(options.stateDir);
  try {
    return composeOn(state, options, makeDriver);
  } catch (error) {
    state.close();
    throw error;
  }
}

/** The pieces know each other both ways: what is made later is called, never kept, by what is made before. */
function composeOn(state: OpenState, options: EngineOptions, makeDriver: MakeDriver): Pieces {
  const { backends, logger, stateDir } = options;
  const { store, userData } = state;
  const now = Date.now;
  const pause = async (): Promise<void> => breathe();
  const catalog = new Catalog();
  const drives = { brief: (key: string) => driver.brief(key) };
  const rows = { catalog, users: new UserStore(userData), drives, now };
  const notices = new Notices((owner) => hub.noticesChanged(owner));
  const ticker = new Ticker(catalog, now, (record) => hub.changed(record));
  const reading: FirstReading = new FirstReading((owners) => {
    ingest.hold(!reading.idle);
    hub.progress(owners);
  });
  const progress = (scope: Scope): Progress => reading.progress(scope);
  const onChanged = (record: FileRecord): void => ticker.watch(record);
  const hub: Hub = new Hub({ ...rows, notices, progress, onChanged });
  const pool = makePool(options, (reply) => ingest.absorb(reply));
  const ingest: Ingest = new Ingest({
    ...{ catalog, store, hub, notices, logger, now, pause },
    ...(pool === undefined
      ? {}
      : { delegate: (job, first) => (first ? pool.addFirst(job) : pool.add([job])) }),
    onWhole: (record) => reading.done(record),
    driven: (key) => driver.overlay(key) !== undefined,
    seen: (record, messages) => driver.seen(record, messages),
  });
  const stored = new StoredFiles({ backends, store, stateDir, logger });
  const arrivals = new Arrivals({
    ...{ catalog, hub, ticker, ingest, reading, stored, now },
    onFound: (record) => driver.found(record),
    onRooted: (mounted, root) => driver.rootCame(mounted, root),
    onUnrooted: (mounted, root) => driver.rootGone(mounted, root),
  });
  const roots = new Roots(arrivals, notices, logger);
  const driver: Driver = makeDriver(driveHost(backends, { catalog, roots, arrivals, hub }), {
    ...{ database: userData, logger, now },
    limits: { ...DRIVE_LIMITS, ...options.drive },
    readOnly: options.readOnly ?? false,
  });
  const views: ViewSources = {
    ...{ ...rows, hub, driver, pause, progress },
    version: options.version,
    maxStreams: (scope) => options.maxStreams ?? (scope.principal.kind === "local" ? 2_000 : 20),
  };
  return { state, catalog, stored, notices, hub, ticker, ingest, pool, arrivals, roots, driver, views };
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
