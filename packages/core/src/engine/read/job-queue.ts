import type { Owner } from "../../principal.ts";
import type { ReadJob } from "./job.ts";

/** Files that wait to be read: first come first served for each owner, and owners by turns. */
export class JobQueue {
  readonly #waiting = new Map<Owner, ReadJob[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(job: ReadJob): void {
    const jobs = this.#waiting.get(job.root.owner);
    if (jobs === undefined) this.#waiting.set(job.root.owner, [job]);
    else jobs.push(job);
    this.#size++;
  }

  /** Puts a job before all others of its owner, and the owner before all others. One that waits already moves. */
  addFirst(job: ReadJob): void {
    const { owner } = job.root;
    const jobs = this.#waiting.get(owner) ?? [];
    const waiting = jobs.findIndex(({ no }) => no === job.no);
    if (waiting >= 0) jobs.splice(waiting, 1);
    else this.#size++;
    jobs.unshift(job);
    const others = [...this.#waiting].filter(([other]) => other !== owner);
    this.#waiting.clear();
    this.#waiting.set(owner, jobs);
    for (const [other, theirs] of others) this.#waiting.set(other, theirs);
  }

  /** The next job of the owner whose turn it is among those that may have one. */
  take(may: (owner: Owner) => boolean): ReadJob | undefined {
    for (const [owner, jobs] of this.#waiting) {
      if (!may(owner)) continue;
      const job = jobs.shift();
      this.#waiting.delete(owner);
      if (jobs.length > 0) this.#waiting.set(owner, jobs);
      if (job === undefined) continue;
      this.#size--;
      return job;
    }
    return undefined;
  }

  clear(): void {
    this.#waiting.clear();
    this.#size = 0;
  }
}
