import type { SandboxUse } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { engineRefused } from "./engine-error.ts";
import { numberAt } from "./read.ts";

const PER_SECOND = 1e9;

/** What the engine counts of a running container; `undefined` when it does not run. */
export async function containerUse(client: EngineClient, name: string): Promise<SandboxUse | undefined> {
  const reply = await client.ask("GET", `/containers/${name}/stats?stream=false&one-shot=true`);
  if (reply.status === 404 || reply.status === 409) return undefined;
  if (reply.status >= 400) throw engineRefused("What a sandbox uses cannot be found out.", reply);
  const memoryBytes = numberAt(reply.body, "memory_stats", "usage");
  const nanoseconds = numberAt(reply.body, "cpu_stats", "cpu_usage", "total_usage");
  if (memoryBytes === undefined || nanoseconds === undefined) return undefined;
  // Files that could be dropped at any moment are not in use: as `docker stats` counts.
  const cache = numberAt(reply.body, "memory_stats", "stats", "inactive_file") ?? 0;
  const processes = numberAt(reply.body, "pids_stats", "current");
  return {
    memoryBytes: Math.max(0, memoryBytes - cache),
    cpuSeconds: nanoseconds / PER_SECOND,
    ...(processes === undefined ? {} : { processes }),
  };
}
