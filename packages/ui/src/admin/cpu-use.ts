import type { BackendSandboxes } from "./sandboxes-api.ts";

interface Reading {
  readonly cpuSeconds: number;
  /** Milliseconds of a clock that never goes back. */
  readonly at: number;
}

/** How busy sandboxes are: from what they had used at two readings, one after the other. */
export class CpuUse {
  #before: ReadonlyMap<string, Reading> = new Map();
  #shares: ReadonlyMap<string, number> = new Map();

  /** Takes a reading. @param at When, in milliseconds of a clock that never goes back. */
  take(backends: readonly BackendSandboxes[], at: number): void {
    const readings = new Map<string, Reading>();
    const shares = new Map<string, number>();
    for (const { id, places } of backends) {
      for (const { name, use } of places) {
        if (use === undefined) continue;
        const key = keyOf(id, name);
        const share = shareOf(this.#before.get(key), { cpuSeconds: use.cpuSeconds, at }, use.cpus);
        readings.set(key, { cpuSeconds: use.cpuSeconds, at });
        if (share !== undefined) shares.set(key, share);
      }
    }
    this.#before = readings;
    this.#shares = shares;
  }

  /** The part of its CPUs that a sandbox used between the last two readings, 0 to 1; `undefined` at the first one. */
  share(backend: string, name: string): number | undefined {
    return this.#shares.get(keyOf(backend, name));
  }
}

function keyOf(backend: string, name: string): string {
  return `${backend}\n${name}`;
}

/** A count that went back began anew: the sandbox was started again in between. */
function shareOf(before: Reading | undefined, now: Reading, cpus: number): number | undefined {
  if (before === undefined || now.cpuSeconds < before.cpuSeconds) return undefined;
  const could = ((now.at - before.at) / 1000) * cpus;
  const share = (now.cpuSeconds - before.cpuSeconds) / could;
  return could > 0 && Number.isFinite(share) ? Math.min(1, share) : undefined;
}
