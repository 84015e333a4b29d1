import type Database from "libsql";
import { VibeDeckError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { Root } from "../../parts.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { ApprovalStore } from "../state/approval-store.ts";
import { DrivenStore } from "../state/driven-store.ts";
import { RunStore } from "../state/run-store.ts";
import { SendStore } from "../state/send-store.ts";
import { Approvals } from "./approvals.ts";
import { InfoCache } from "./info-cache.ts";
import type { LaneDeps } from "./lane-deps.ts";
import { Lanes } from "./lanes.ts";
import { LeftRuns } from "./left-runs.ts";
import { OtherPrograms } from "./other-programs.ts";
import { SendRate } from "./rate.ts";
import type { DriveHost, DriveLimits } from "./seams.ts";
import { Slots } from "./slots.ts";

/** What a driver works with beside its host. */
export interface DriverDeps {
  /** The opened user data: sends, approvals and running processes are kept there. */
  readonly database: Database.Database;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly limits: DriveLimits;
  /** Every call throws `READ_ONLY` then. */
  readonly readOnly: boolean;
}

/** The pieces of a driver, and which session has which key. */
export class DriverCore {
  readonly host: DriveHost;
  readonly deps: DriverDeps;
  readonly sends: SendStore;
  readonly driven: DrivenStore;
  readonly runs: RunStore;
  readonly requests: ApprovalStore;
  readonly approvals: Approvals;
  readonly lanes: Lanes;
  readonly infos: InfoCache;
  readonly others: OtherPrograms;
  readonly rate: SendRate;
  /** Aborted when the driver stops. */
  readonly stopping: AbortController = new AbortController();
  /** Forgets what is old, now and then. */
  pruning: NodeJS.Timeout | undefined;
  /** What an earlier run of the server left. */
  readonly left: LeftRuns;
  /** Sessions that were begun here and whose transcript is not there yet. */
  readonly expected: Map<string, FileRecord> = new Map();
  readonly #slots: Slots;
  /** Keys under which sessions were expected that lie elsewhere. */
  readonly #moved = new Map<string, string>();

  constructor(host: DriveHost, deps: DriverDeps) {
    const { database, logger, now, limits } = deps;
    this.host = host;
    this.deps = deps;
    this.sends = new SendStore(database);
    this.driven = new DrivenStore(database);
    this.runs = new RunStore(database);
    this.requests = new ApprovalStore(database);
    this.approvals = new Approvals({
      store: this.requests,
      now,
      logger,
      changed: (session) => this.lanes.get(session)?.changed(),
    });
    this.#slots = new Slots(limits.maxRunning, limits.maxIdle);
    const { runs, stopping } = this;
    this.left = new LeftRuns(
      { backends: host.backends, runs, slots: this.#slots, limits, logger, stop: stopping.signal },
      (session) => this.#leftChanged(session),
    );
    this.lanes = new Lanes(this.#laneDeps());
    this.others = new OtherPrograms(now, logger);
    this.rate = new SendRate(limits.sendsPerMinute, now);
    const graceMs = limits.graceMs[2];
    this.infos = new InfoCache({ runs: this.runs, now, logger, graceMs, stop: this.stopping.signal });
  }

  /** @throws `VibeDeckError` `UNAVAILABLE` while it stops. */
  requireRunning(): void {
    if (!this.stopping.signal.aborted) return;
    throw new VibeDeckError("UNAVAILABLE", "The server is being stopped.", {
      hint: "Try again in a moment.",
    });
  }

  /** A record by its key, or by the key under which it was expected. */
  find(key: string): FileRecord | undefined {
    return this.host.find(this.#moved.get(key) ?? key);
  }

  rootsOf(backend: string, owner: string): readonly Root[] {
    return this.host.roots(backend, owner);
  }

  /** A file came into being that no one expected under its key: perhaps it was expected under another one. */
  found(record: FileRecord): void {
    for (const [key, awaited] of this.expected) {
      if (awaited.size > 0) this.expected.delete(key);
      else if (key !== record.key && isSame(awaited, record)) this.#move(awaited, record);
    }
    if (this.left.fate(record.key) !== "over") this.lanes.of(record);
  }

  #leftChanged(session: string): void {
    const record = this.find(session);
    const lane = this.lanes.get(session);
    if (lane !== undefined) lane.leftChanged();
    else if (record !== undefined) this.lanes.of(record);
  }

  #move(from: FileRecord, to: FileRecord): void {
    const { logger } = this.deps;
    this.expected.delete(from.key);
    this.#moved.set(from.key, to.key);
    try {
      this.#moveStored(from, to);
    } catch (err) {
      logger.error({ err, session: to.key }, "The new place of a session could not be saved");
    }
    this.host.moved(from, to);
    this.host.forget(from);
    logger.info({ from: from.key, session: to.key }, "A session lies elsewhere than expected");
  }

  #moveStored(from: FileRecord, to: FileRecord): void {
    const lane = this.lanes.rename(from.key, to.key);
    this.approvals.rename(from.key, to.key);
    this.sends.rename(from.key, to.key);
    this.runs.rename(from.key, to.key);
    this.left.rename(from.key, to.key);
    const before = lane?.driven ?? this.driven.get(from.key);
    if (before === undefined) return;
    const driven = { ...before, key: to.key, root: to.root.id ?? "", path: to.path };
    lane?.moved(to, driven);
    this.driven.put(driven);
    this.driven.remove(from.key);
  }

  #laneDeps(): LaneDeps {
    const { limits, logger, now } = this.deps;
    return {
      host: this.host,
      sends: this.sends,
      driven: this.driven,
      runs: this.runs,
      approvals: this.approvals,
      slots: this.#slots,
      limits,
      logger,
      now,
      look: (lane) => this.others.look(lane),
      left: this.left,
    };
  }
}

function isSame(awaited: FileRecord, record: FileRecord): boolean {
  return (
    awaited.mounted.backend.id === record.mounted.backend.id &&
    awaited.owner === record.owner &&
    awaited.ref.id === record.ref.id &&
    record.ref.kind === "session"
  );
}
