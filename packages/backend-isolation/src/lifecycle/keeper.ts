import { isVibeDeckError, type Logger } from "@vibedeck/core";
import type { EnsuredHome } from "../homes/ensure-home.ts";
import type { Sandbox, SandboxEvent, SandboxRuntime } from "../sandbox-runtime.ts";
import { Gate } from "./gate.ts";
import { Line, ordinal } from "./line.ts";
import { Tenancy } from "./tenancy.ts";

/** Sandboxes that are made or started at once: each takes a second of a processor. */
const STARTS_AT_ONCE = 8;

/** How long one rests at least, so that who comes at the same moment finds it running; milliseconds. */
const LEAST_REST_MS = 1_000;

/** What processes may take to end by themselves when a sandbox is stopped, in milliseconds. */
const STOP_GRACE_MS = 5_000;

/** What a {@link Keeper} works with. */
export interface KeeperOptions {
  readonly runtime: SandboxRuntime;
  /** Makes sure of the home. @throws `VibeDeckError` `UNAVAILABLE`. */
  readonly home: (owner: string) => EnsuredHome;
  readonly idleStopMs: number;
  readonly maxRunning: number;
  readonly startTimeoutMs: number;
  readonly logger: Logger;
}

/** How a lease is asked for. */
export interface LeaseOptions {
  readonly signal: AbortSignal;
  /** Whether it is for an agent, and not only for a question. */
  readonly agent: boolean;
  progress(text: string): void;
}

/** The right to a running sandbox, until it is given back. */
export interface Lease {
  readonly sandbox: Sandbox;
  /** Nothing happens the second time. */
  release(): void;
}

/** Sees to it that those who need a sandbox have theirs, and that nobody keeps one running whom it serves no more. */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #tenancies = new Map<string, Tenancy>();
  readonly #line = new Line();
  readonly #starts = new Gate(STARTS_AT_ONCE);
  readonly #stop = new AbortController();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** How many wait for a free sandbox. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Takes over what runs already, and hears from the engine what becomes of it, until it is closed. */
  start(): void {
    this.#follow().catch((err: unknown) => {
      this.#options.logger.error({ err }, "Nothing is heard of the sandboxes any more");
    });
  }

  close(): void {
    this.#stop.abort();
    for (const tenancy of this.#tenancies.values()) tenancy.wake();
  }

  /** @throws `VibeDeckError` of the home and of the runtime; the signal's reason. */
  async lease(owner: string, options: LeaseOptions): Promise<Lease> {
    const give = this.hold(owner, options.agent);
    const tenancy = this.of(owner);
    try {
      if (tenancy.lock.busy) options.progress("waiting for your sandbox…");
      const sandbox = await tenancy.lock.run(() => this.#ensure(tenancy, options), options.signal);
      return { sandbox, release: give };
    } catch (error) {
      give();
      throw error;
    }
  }

  /** Lets a sandbox go on that somebody froze. Nothing happens to others. */
  async thaw(owner: string): Promise<void> {
    if (!this.of(owner).paused) return;
    const { signal } = this.#stop;
    (await this.lease(owner, { signal, agent: false, progress: () => {} })).release();
  }

  /** Makes sure of a user's home. @throws `VibeDeckError` `UNAVAILABLE`. */
  home(owner: string): EnsuredHome {
    const home = this.#options.home(owner);
    // Whoever asks, it is only at the next start that something can be done about what has the old one.
    if (home.created) this.of(owner).homeIsNew = true;
    return home;
  }

  /** Marks a sandbox as needed, whether it runs or not. @returns how to take the mark away; once. */
  hold(owner: string, agent: boolean): () => void {
    const tenancy = this.of(owner);
    tenancy.leases++;
    if (agent) tenancy.agents++;
    tenancy.wake();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      tenancy.leases--;
      if (agent) tenancy.agents--;
      if (tenancy.leases === 0) this.#rests(tenancy);
    };
  }

  /** What is known of a user's sandbox. */
  of(owner: string): Tenancy {
    const known = this.#tenancies.get(owner);
    if (known !== undefined) return known;
    const made = new Tenancy(owner);
    this.#tenancies.set(owner, made);
    return made;
  }

  /** Stops a user's sandbox with all that runs in it. @returns whether it ran. */
  stopNow(owner: string): Promise<boolean> {
    const tenancy = this.of(owner);
    // It would be waited for with those who wait.
    if (tenancy.waits) return Promise.resolve(false);
    return tenancy.lock.run(async () => {
      const ran = await this.#options.runtime.stop(owner, STOP_GRACE_MS);
      this.#down(tenancy);
      return ran;
    });
  }

  async #ensure(tenancy: Tenancy, { signal, progress }: LeaseOptions): Promise<Sandbox> {
    const { runtime, startTimeoutMs } = this.#options;
    const tenant = this.home(tenancy.owner);
    // It would write into a directory that has no name any more.
    if (tenancy.homeIsNew) await this.#forgetOld(tenancy);
    await this.#place(tenancy, signal, progress);
    // Only the one who asks needs it: nothing runs in it that a change of its settings would end.
    const idle = async (): Promise<boolean> => tenancy.agents <= 1 && !(await this.#anyJob(tenancy.owner));
    try {
      return await this.#starts.pass(() =>
        runtime.ensure(tenant, { idle, signal, timeoutMs: startTimeoutMs, progress }),
      );
    } catch (error) {
      // It may have come up all the same, for one who waited no longer.
      const runs = await runtime.running(tenancy.owner).catch(() => undefined);
      if (runs === undefined) this.#down(tenancy);
      throw error;
    }
  }

  async #forgetOld(tenancy: Tenancy): Promise<void> {
    await this.#options.runtime.remove(tenancy.owner);
    tenancy.homeIsNew = false;
    this.#down(tenancy);
  }

  /** Whether an agent runs in it that nobody here knows of. */
  async #anyJob(owner: string): Promise<boolean> {
    const jobs = await this.#options.runtime.jobs(owner);
    return jobs.some(({ running }) => running);
  }

  /** Takes a place among the running ones, from one that nobody needs if there is no other. */
  async #place(tenancy: Tenancy, signal: AbortSignal, progress: (text: string) => void): Promise<void> {
    if (tenancy.up) return;
    if (this.#line.length > 0 || !this.#hasRoom()) await this.#queue(tenancy, signal, progress);
    tenancy.up = true;
  }

  async #queue(tenancy: Tenancy, signal: AbortSignal, progress: (text: string) => void): Promise<void> {
    const moved = (place: number): void => progress(`waiting for a free sandbox: ${ordinal(place)} in line`);
    const noRoom = new AbortController();
    tenancy.waits = true;
    try {
      const turn = this.#line.wait(AbortSignal.any([signal, noRoom.signal]), moved, () => {
        tenancy.up = true;
      });
      this.#makeRoom().catch((error: unknown) => noRoom.abort(error));
      await turn;
    } finally {
      tenancy.waits = false;
    }
  }

  /** An agent that only waited for its next message was no use: the time counts from its last turn. */
  #restMs({ activeAt }: Tenancy): number {
    const { idleStopMs } = this.#options;
    if (activeAt === undefined) return idleStopMs;
    return Math.max(Math.min(idleStopMs, LEAST_REST_MS), idleStopMs - (performance.now() - activeAt));
  }

  #hasRoom(): boolean {
    let running = 0;
    for (const { up } of this.#tenancies.values()) if (up) running++;
    return running < this.#options.maxRunning;
  }

  /**
   * Stops the one that has been of no use for the longest time; if that one is needed after all, the next.
   * @throws `VibeDeckError` `UNAVAILABLE` when there are such ones and the engine does not stop them.
   */
  async #makeRoom(): Promise<void> {
    const idle = [...this.#tenancies.values()].filter((tenancy) => tenancy.idle);
    let problem: unknown;
    for (const tenancy of idle.sort((one, other) => one.idleSince - other.idleSince)) {
      if (this.#line.length === 0) return;
      if (!tenancy.idle) continue;
      try {
        if (await this.#stopUnused(tenancy)) return;
      } catch (error) {
        this.#notStopped(tenancy, error);
        problem = error;
      }
    }
    if (isVibeDeckError(problem)) throw problem;
  }

  #rests(tenancy: Tenancy): void {
    if (!tenancy.up || this.#stop.signal.aborted) return;
    if (this.#line.length > 0) this.#stopIdle(tenancy);
    else this.#sleepSoon(tenancy);
  }

  #sleepSoon(tenancy: Tenancy): void {
    tenancy.rest(this.#restMs(tenancy), () => this.#stopIdle(tenancy));
  }

  #stopIdle(tenancy: Tenancy): void {
    this.#stopUnused(tenancy).catch((error: unknown) => this.#notStopped(tenancy, error));
  }

  #notStopped(tenancy: Tenancy, err: unknown): void {
    this.#options.logger.warn(
      { err, owner: tenancy.owner },
      "A sandbox that nobody uses could not be stopped",
    );
    if (tenancy.leases === 0 && !this.#stop.signal.aborted) this.#sleepSoon(tenancy);
  }

  /** @returns whether it does not run any more; false when somebody needs it. */
  #stopUnused(tenancy: Tenancy): Promise<boolean> {
    const { runtime, logger } = this.#options;
    const { owner } = tenancy;
    return tenancy.lock.run(async () => {
      if (tenancy.leases > 0 || !tenancy.up) return false;
      if (await this.#anyJob(owner)) {
        // What runs there was left by an earlier server, and is let.
        if (tenancy.leases === 0) this.#sleepSoon(tenancy);
        return false;
      }
      // Somebody may have come while it was looked into.
      if (tenancy.leases > 0) return false;
      await runtime.stop(owner, STOP_GRACE_MS);
      logger.info({ owner }, "A sandbox that nobody used was stopped");
      this.#down(tenancy);
      return true;
    });
  }

  /** It does not run any more: its place is another one's. */
  #down(tenancy: Tenancy): void {
    tenancy.wake();
    if (!tenancy.up) return;
    tenancy.up = false;
    if (this.#hasRoom()) this.#line.next();
  }

  async #follow(): Promise<void> {
    const { runtime, logger } = this.#options;
    for await (const event of runtime.events(this.#stop.signal)) {
      try {
        await this.#heard(event);
      } catch (err) {
        logger.debug({ err }, "It is not known how the sandboxes are");
      }
    }
  }

  async #heard(event: SandboxEvent): Promise<void> {
    if (event.type === "reconnected") return this.#lookAtAll();
    const tenancy = this.of(event.owner);
    tenancy.paused = event.type === "paused";
    // Whoever makes or stops it knows better; a look at one that is being started would be wrong a moment later.
    if (tenancy.lock.busy) return;
    if (event.type === "started" && !tenancy.up) return this.#lookAtAll();
    if (event.type !== "ended" && event.type !== "removed") return;
    const runs = (await this.#options.runtime.running(event.owner)) !== undefined;
    if (!runs && !tenancy.lock.busy) this.#down(tenancy);
  }

  async #lookAtAll(): Promise<void> {
    const running = new Set<string>();
    for (const { owner, state } of await this.#options.runtime.list()) {
      if (state === "running" || state === "paused") running.add(owner);
    }
    for (const owner of running) {
      const tenancy = this.of(owner);
      if (tenancy.up || tenancy.lock.busy) continue;
      tenancy.up = true;
      if (tenancy.leases === 0) this.#rests(tenancy);
    }
    for (const tenancy of this.#tenancies.values()) {
      if (tenancy.up && !running.has(tenancy.owner) && !tenancy.lock.busy) this.#down(tenancy);
    }
    // What could not be stopped while the engine was away can be now.
    if (this.#line.length > 0) await this.#makeRoom();
  }
}
