import { Worker } from "node:worker_threads";
import type { PluginSource } from "../../host/mounted.ts";
import type { Logger } from "../../logger.ts";
import type { ReadJob, ReadReply } from "./job.ts";

/** Jobs handed to a worker before it answered the first: hides the way there and back. */
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
  idle: NodeJS.Timeout | undefined;
}

/** Worker threads that read whole files, first come first served; jobs at the front of the queue go first. */
export class ReadPool {
  readonly #options: PoolOptions;
  readonly #queue: ReadJob[] = [];
  readonly #members = new Set<Member>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Starts the threads before there is work: they take a while to load the plugins. */
  warm(): void {
    while (this.#members.size < this.#options.size) this.#hire();
    for (const member of this.#members) this.#rest(member);
  }

  add(jobs: readonly ReadJob[]): void {
    this.#queue.push(...jobs);
    this.#feed();
  }

  addFirst(job: ReadJob): void {
    const waiting = this.#queue.findIndex(({ no }) => no === job.no);
    if (waiting > 0) this.#queue.splice(waiting, 1);
    if (waiting !== 0) this.#queue.unshift(job);
    this.#feed();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.length = 0;
    await Promise.all([...this.#members].map(({ worker }) => worker.terminate()));
    this.#members.clear();
  }

  #feed(): void {
    if (this.#closed) return;
    while (this.#members.size < this.#options.size && this.#queue.length > this.#members.size * IN_FLIGHT)
      this.#hire();
    for (let round = 0; round < IN_FLIGHT; round++) {
      for (const member of this.#members) {
        if (member.jobs.size > round) continue;
        const job = this.#queue.shift();
        if (job === undefined) return;
        clearTimeout(member.idle);
        member.jobs.set(job.no, job);
        member.worker.postMessage(job);
      }
    }
  }

  #hire(): void {
    const worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData: this.#options.sources,
      resourceLimits: LIMITS,
    });
    const member: Member = { worker, jobs: new Map(), idle: undefined };
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
  }

  /** A worker that died takes the job it was at with it; the others wait again. */
  #lost(member: Member, error: Error): void {
    this.#members.delete(member);
    this.#options.logger.error({ err: error }, "A reading thread died");
    const [first, ...rest] = member.jobs.values();
    if (first !== undefined)
      this.#options.onReply({ ok: false, no: first.no, code: undefined, message: error.message });
    this.#queue.unshift(...rest);
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
