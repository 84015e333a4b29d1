import type { MountedBackend } from "../../host/mounted.ts";
import type { Root } from "../../parts.ts";
import type { DrivenSession } from "../state/driven-store.ts";
import type { StoredSend } from "../state/send-store.ts";
import { DriverCore, type DriverDeps } from "./driver-core.ts";
import { READ_ONLY_DRIVE } from "./read-only-drive.ts";
import { Receipts } from "./receipts.ts";
import { OwnDrive } from "./scoped-drive.ts";
import type { DriveHost, Driver } from "./seams.ts";

export type { DriverDeps } from "./driver-core.ts";

/** Milliseconds; also how often what is old is forgotten. */
const DAY = 24 * 3_600_000;

/** How long a session is expected whose transcript never came, and messages that are over are remembered. */
const EXPECTED_MS = 7 * DAY;
const REMEMBERED_MS = 30 * DAY;

/** Sessions whose last message failed that are told of after a restart. */
const MAX_TROUBLED = 200;

/** Makes the part of the engine that drives sessions. Nothing runs before {@link Driver.start}. */
export function createDriver(host: DriveHost, deps: DriverDeps): Driver {
  const core = new DriverCore(host, deps);
  const receipts = new Receipts(core);
  return {
    start: () => start(core),
    stop: (graceMs) => stop(core, graceMs),
    brief: (key) => core.lanes.get(key)?.brief(),
    overlay: (key) => core.lanes.get(key)?.overlay,
    scoped: (scope) => (deps.readOnly ? READ_ONLY_DRIVE : new OwnDrive(core, receipts, scope.principal.id)),
    seen: (record, messages) => core.lanes.get(record.key)?.seen(messages),
    found: (record) => core.found(record),
    rootCame: (mounted, root) => rootCame(core, mounted, root),
    rootGone: (mounted, root) => rootGone(core, mounted, root),
    asksTranscript: (key) => core.lanes.get(key)?.asksTranscript ?? false,
  };
}

/** What ran is looked for, and ended or let go on; what waits waits for a person now. */
async function start(core: DriverCore): Promise<void> {
  const { now, logger } = core.deps;
  // First of all: a disk that takes no writes must not keep them from being ended.
  const looked = core.left.begin();
  const live = core.sends.live();
  for (const stored of live) hold(core, stored);
  const orphaned = core.requests.orphanAll(now());
  if (live.length + orphaned.length > 0) {
    logger.info({ messages: live.length, requests: orphaned.length }, "An earlier run left work");
  }
  for (const approval of orphaned) core.approvals.show(approval);
  for (const driven of core.driven.begun(now() - EXPECTED_MS)) expectAgain(core, driven);
  const told = [
    ...[...live, ...orphaned].map(({ session }) => session),
    ...core.left.sessions(),
    ...core.sends.troubled(now() - EXPECTED_MS, MAX_TROUBLED),
  ];
  for (const key of new Set(told)) {
    const record = core.find(key);
    if (record !== undefined) core.lanes.of(record).changed();
  }
  prune(core);
  core.pruning = setInterval(() => prune(core), DAY).unref();
  await looked;
}

/** Forgets what is old. */
function prune({ sends, requests, deps: { now, logger } }: DriverCore): void {
  try {
    sends.prune(now() - REMEMBERED_MS);
    requests.prune(now() - REMEMBERED_MS);
  } catch (err) {
    logger.warn({ err }, "What is old could not be forgotten");
  }
}

/** What was under way keeps its state: its session finds out what became of it. */
function hold(core: DriverCore, { user, send }: StoredSend): void {
  if (send.state === "running" || send.state === "held") return;
  core.sends.update(user, { ...send, state: "held" }, false);
}

/** Sessions that were begun in a root which comes only now are expected there again. */
function rootCame(core: DriverCore, mounted: MountedBackend, root: Root): void {
  const { now, logger } = core.deps;
  try {
    for (const driven of core.driven.begun(now() - EXPECTED_MS)) {
      if (driven.backend !== mounted.backend.id || driven.user !== root.owner) continue;
      expectAgain(core, driven);
    }
  } catch (err) {
    logger.warn({ err, backend: mounted.backend.id }, "What was begun in a new place could not be looked up");
  }
}

/** Nothing can be written there any more: what runs is ended, and what is remembered waits for the root to come back. */
function rootGone(core: DriverCore, mounted: MountedBackend, root: Root): void {
  for (const lane of core.lanes.all()) {
    const { record } = lane;
    if (record.mounted !== mounted || record.owner !== root.owner || record.root.path !== root.path) continue;
    lane
      .close(0, "place")
      .catch((err: unknown) => {
        core.deps.logger.error(
          { err, session: record.key },
          "An agent whose place is gone could not be ended",
        );
      })
      // Not before: should the place come back, a second agent must not begin beside it.
      .finally(() => core.lanes.forget(lane));
  }
}

function expectAgain(core: DriverCore, driven: DrivenSession): void {
  const { host } = core;
  if (host.find(driven.key) !== undefined) return;
  const mounted = host.backends.find(({ backend }) => backend.id === driven.backend);
  const root = host.roots(driven.backend, driven.user).find(({ id = "" }) => id === driven.root);
  if (mounted === undefined || root === undefined || driven.user !== root.owner) return;
  const record = host.expect(mounted, root, driven.path, driven.title, driven.cwd);
  core.expected.set(record.key, record);
}

async function stop(core: DriverCore, graceMs: number): Promise<void> {
  core.stopping.abort(new Error("the server is being stopped"));
  clearInterval(core.pruning);
  const lanes = core.lanes.all();
  await Promise.all([...lanes.map((lane) => lane.close(graceMs)), core.infos.idle(), core.left.idle()]);
}
