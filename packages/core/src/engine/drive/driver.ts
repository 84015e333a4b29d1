import type { Failure } from "../../conversation.ts";
import type { DrivenSession } from "../state/driven-store.ts";
import type { StoredSend } from "../state/send-store.ts";
import { DriverCore, type DriverDeps } from "./driver-core.ts";
import { READ_ONLY_DRIVE } from "./read-only-drive.ts";
import { Receipts } from "./receipts.ts";
import { recoverRuns } from "./recover.ts";
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

const ENDED: Failure = { kind: "other", text: "The server ended while this ran." };

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
  };
}

/** What runs by the database does not run any more; what waits waits for a person now. */
async function start(core: DriverCore): Promise<void> {
  const { now, logger, limits } = core.deps;
  const { backends } = core.host;
  // First of all: a disk that takes no writes must not keep them from being ended.
  core.left = recoverRuns({ backends, runs: core.runs, logger, graceMs: limits.graceMs[2] });
  const live = core.sends.live();
  for (const stored of live) settleLeft(core, stored);
  const orphaned = core.requests.orphanAll(now());
  if (live.length + orphaned.length > 0) {
    logger.info({ messages: live.length, requests: orphaned.length }, "An earlier run left work");
  }
  for (const approval of orphaned) core.approvals.show(approval);
  for (const driven of core.driven.begun(now() - EXPECTED_MS)) expectAgain(core, driven);
  const told = [
    ...[...live, ...orphaned].map(({ session }) => session),
    ...core.sends.troubled(now() - EXPECTED_MS, MAX_TROUBLED),
  ];
  for (const key of new Set(told)) {
    const record = core.find(key);
    if (record !== undefined) core.lanes.of(record).changed();
  }
  prune(core);
  core.pruning = setInterval(() => prune(core), DAY).unref();
  await Promise.all(core.left.values());
  core.left.clear();
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

function settleLeft(core: DriverCore, { user, send, sure }: StoredSend): void {
  if (send.state !== "running") {
    if (send.state !== "held") core.sends.update(user, { ...send, state: "held" }, false);
    return;
  }
  const endedAt = core.deps.now();
  const ended = sure
    ? ({ ...send, state: "interrupted", failure: ENDED, endedAt } as const)
    : ({ ...send, state: "unknown", endedAt } as const);
  core.sends.update(user, ended, sure);
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
  await Promise.all([...lanes.map((lane) => lane.close(graceMs)), core.infos.idle(), ...core.left.values()]);
}
