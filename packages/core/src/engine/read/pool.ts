import { Worker } from "node:worker_threads";
import type { PluginSource } from "../../host/mounted.ts";
import type { Logger } from "../../logger.ts";
import type { Owner } from "../../principal.ts";
import type { ReadJob, ReadReply } from "./job.ts";
import { JobQueue } from "./job-queue.ts";

/** Jobs handed to a worker before it answered the first: hides the way there and back. It reads them by turns. */
const IN_FLIGHT = 3;
/** A worker without work for this long is ended, so that an idle server gives its memory back. */
const IDLE_MS = 1_500;
/** Bounds of one worker's heap in MiB. */
const LIMITS = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1_024 };

/** What the pool works with. */
export interface PoolOptions {
  readonly size: number;
  readonly sources: ReadonlyMap<string, PluginSource>;
  readonly logger: Logger;
  readonly onReply: (reply: ReadReply) => void;
}

interface Member {
  readonly worker: Worker;
  readonly jobs: Map<number, ReadJob>;
  /** Reads what may have been a worker's death, one at a time. */
  readonly alone: boolean;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Worker threads that read whole files. Owners are served by turns, and each has a file read at all times, however
 * many and large those of others are.
 */
export class ReadPool {
  readonly #options: PoolOptions;
  readonly #queue = new JobQueue();
  /** Jobs of workers that died. One of each worker's was too much for it. */
  readonly #suspects: ReadJob[] = [];
  readonly #members = new Set<Member>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Starts the threads before there is work: they take a while to load the plugins. */
  warm(): void {
    while (this.#members.size < this.#options.size) this.#hire(false);
    for (const member of this.#members) this.#rest(member);
  }

  add(jobs: readonly ReadJob[]): void {
    for (const job of jobs) this.#queue.add(job);
    this.#feed();
  }

  addFirst(job: ReadJob): void {
    this.#queue.addFirst(job);
    this.#feed();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.clear();
    this.#suspects.length = 0;
    await Promise.all([...this.#members].map(({ worker }) => worker.terminate()));
    this.#members.clear();
  }

  #feed(): void {
    if (this.#closed) return;
    this.#feedAlone();
    while (
      this.#sharing().length < this.#options.size &&
      this.#queue.size > this.#sharing().length * IN_FLIGHT
    )
      this.#hire(false);
    for (;;) {
      const [member] = this.#sharing().sort((one, other) => one.jobs.size - other.jobs.size);
      if (member === undefined) return;
      const full = member.jobs.size >= IN_FLIGHT;
      const job = this.#queue.take((owner) => !full || !this.#isReadFor(owner));
      if (job === undefined) return;
      this.#send(member, job);
    }
  }

  #feedAlone(): void {
    if (this.#suspects.length === 0) return;
    const member = [...this.#members].find(({ alone }) => alone) ?? this.#hire(true);
    const job = member.jobs.size === 0 ? this.#suspects.shift() : undefined;
    if (job !== undefined) this.#send(member, job);
  }

  #sharing(): Member[] {
    return [...this.#members].filter(({ alone }) => !alone);
  }

  #isReadFor(owner: Owner): boolean {
    return [...this.#members].some(({ jobs }) => [...jobs.values()].some(({ root }) => root.owner === owner));
  }

  #send(member: Member, job: ReadJob): void {
    clearTimeout(member.idle);
    member.jobs.set(job.no, job);
    member.worker.postMessage(job);
  }

  #hire(alone: boolean): Member {
    const worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData: this.#options.sources,
      resourceLimits: LIMITS,
    });
    const member: Member = { worker, jobs: new Map(), alone, idle: undefined };
    this.#members.add(member);
    worker.on("message", (reply: ReadReply) => {
      member.jobs.delete(reply.ok ? reply.outcome.no : reply.no);
      this.#options.onReply(reply);
      this.#feed();
      if (member.jobs.size === 0) this.#rest(member);
    });
    worker.on("error", (error) => this.#lost(member, error));
    worker.on("exit", () => this.#members.delete(member));
    worker.unref();
    return member;
  }

  /** Of several files that a worker was at, nobody knows which one it died of: each is read alone then. */
  #lost(member: Member, error: Error): void {
    this.#members.delete(member);
    this.#options.logger.error({ err: error }, "A reading thread died");
    const [first, ...rest] = member.jobs.values();
    if (first !== undefined && rest.length === 0)
      this.#options.onReply({ ok: false, no: first.no, code: undefined, message: error.message });
    else if (first !== undefined) this.#suspects.push(first, ...rest);
    this.#feed();
  }

  #rest(member: Member): void {
    clearTimeout(member.idle);
    member.idle = setTimeout(() => this.#dismiss(member), IDLE_MS).unref();
  }

  #dismiss(member: Member): void {
    if (member.jobs.size > 0) return;
    this.#members.delete(member);
    void member.worker.terminate();
  }
}
