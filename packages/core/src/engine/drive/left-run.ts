import type { Orphan } from "../../cli.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import type { Logger } from "../../logger.ts";
import type { RunStore, StoredRun } from "../state/run-store.ts";
import { endProcess, fullEnd, hardEnd } from "./end-process.ts";
import type { DriveLimits } from "./seams.ts";
import type { Slots } from "./slots.ts";

/** How long one look may take, and how long until the next one after one that failed; milliseconds. */
const LOOK_MS = 30_000;
const AGAIN_MS = 1_000;
const MAX_AGAIN_MS = 30_000;

/**
 * What is known of a process of an earlier run: it is looked for (`looking`), it cannot be told (`lost`: it is looked
 * for again), it is being ended (`ending`), it goes on until its turn is over (`goes-on`), nothing of it is left
 * (`over`).
 */
export type LeftFate = "looking" | "lost" | "ending" | "goes-on" | "over";

/** What is needed to look for what an earlier run of the server left. */
export interface LeftSources {
  readonly backends: readonly MountedBackend[];
  readonly runs: RunStore;
  readonly slots: Slots;
  readonly limits: DriveLimits;
  readonly logger: Logger;
  /** Aborted when the server stops: nothing is looked for, ended or written any more. */
  readonly stop: AbortSignal;
}

/** A process that an earlier run of the server started: looked for, then ended, or let go on. */
export class LeftRun {
  /** Key of the session; empty for a process that only told what the tool offers. */
  session: string;
  fate: LeftFate = "looking";
  /** Why it cannot be told. */
  problem: unknown;
  /** When it was started; milliseconds since the epoch. */
  readonly at: number;
  /** Settles when nothing more is done about it. */
  readonly over: Promise<void>;
  readonly #run: StoredRun;
  readonly #sources: LeftSources;
  readonly #changed: (run: LeftRun) => void;
  #orphan: Orphan | undefined;
  #look: Promise<void> | undefined;
  #againMs = AGAIN_MS;
  #timer: NodeJS.Timeout | undefined;
  #leave: () => void = () => {};
  #settle: () => void = () => {};

  constructor(run: StoredRun, sources: LeftSources, changed: (run: LeftRun) => void) {
    this.#run = run;
    this.session = run.session;
    this.at = run.at;
    this.#sources = sources;
    this.#changed = changed;
    this.over = new Promise((resolve) => {
      this.#settle = resolve;
    });
    sources.stop.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** Looks for it, unless it is being looked for. Resolves when it is known what becomes of it, or that it is not. */
  look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#look ??= this.#find().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  /** Ends one that goes on. Tells whether it is gone. */
  async stop(): Promise<boolean> {
    if (this.#orphan === undefined) return true;
    const ended = await endProcess(this.#orphan, this.over, fullEnd(this.#sources.limits.graceMs));
    if (!ended) this.#sources.logger.error(this.#fields, "A process of an earlier run does not end");
    return ended;
  }

  get #fields(): { readonly session: string; readonly backend: string } {
    return { session: this.session, backend: this.#run.backend };
  }

  async #find(): Promise<void> {
    const { backends, logger, stop } = this.#sources;
    const cli = backends.find(({ backend }) => backend.id === this.#run.backend)?.backend.cli;
    if (cli?.recover === undefined) {
      logger.warn(this.#fields, "A process of an earlier run cannot be looked for: its backend is not there");
      this.#become("over");
      return;
    }
    try {
      const orphan = await inTime(cli.recover(this.#run.record));
      if (stop.aborted) return;
      if (orphan === undefined) this.#gone();
      else if (orphan.goesOn === true && this.session !== "") this.#follow(orphan);
      else await this.#end(orphan);
    } catch (err) {
      if (!stop.aborted) this.#lose(err);
    }
  }

  #follow(orphan: Orphan): void {
    const { logger, slots } = this.#sources;
    logger.info(this.#fields, "A turn goes on from before the server was restarted");
    this.#orphan = orphan;
    this.#leave = slots.seize(this.#run.user);
    this.#become("goes-on");
    orphan.gone.then(
      () => this.#gone(),
      (error: unknown) => this.#lose(error),
    );
  }

  async #end(orphan: Orphan): Promise<void> {
    const { limits, logger } = this.#sources;
    this.#become("ending");
    if (await endProcess(orphan, orphan.gone, hardEnd(limits.graceMs[2]))) {
      logger.warn(this.#fields, "A process of an earlier run was ended");
      this.#gone();
      return;
    }
    logger.error(this.#fields, "A process of an earlier run does not end");
    // It stays noted, so that the next start of the server tries again.
    this.#become("over");
  }

  /** Its place does not answer: it is neither there nor gone. */
  #lose(error: unknown): void {
    const { logger, stop } = this.#sources;
    if (stop.aborted) return;
    logger.error({ err: error, ...this.#fields }, "A process of an earlier run cannot be looked for now");
    this.problem = error;
    this.#orphan = undefined;
    this.#leave();
    this.#timer = setTimeout(() => void this.look(), this.#againMs);
    this.#timer.unref();
    this.#againMs = Math.min(this.#againMs * 2, MAX_AGAIN_MS);
    this.#become("lost");
  }

  #gone(): void {
    const { runs, logger, stop } = this.#sources;
    if (stop.aborted) return;
    try {
      runs.remove(this.#run.id);
    } catch (err) {
      logger.debug({ err }, "A note of a process stays until the next start");
    }
    this.#orphan = undefined;
    this.#become("over");
  }

  #become(fate: LeftFate): void {
    this.fate = fate;
    if (fate === "over") {
      this.#leave();
      this.#settle();
    }
    this.#changed(this);
  }
}

/** @throws when it takes too long. */
async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the place of the process does not answer")), LOOK_MS);
    timer.unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
