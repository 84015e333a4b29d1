import { constants, platform, setPriority } from "node:os";
import { setImmediate as breathe } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { openBeneath } from "../../beneath/open-beneath.ts";
import type { PluginSource } from "../../host/mounted.ts";
import { codeOf, messageOf } from "./failure.ts";
import type { ReadingParts } from "./fold.ts";
import type { ReadJob, ReadReply } from "./job.ts";
import { loadReadingParts } from "./load-parts.ts";
import { readWhole } from "./read-whole.ts";

// On Linux this is the priority of the calling thread alone: who waits for an answer of the server goes first.
if (platform() === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

const sources = workerData as ReadonlyMap<string, PluginSource>;
const loaded = new Map<string, Promise<ReadingParts>>();
const { signal } = new AbortController();

function partsOf(backend: string): Promise<ReadingParts> {
  let parts = loaded.get(backend);
  if (parts === undefined) {
    const source = sources.get(backend);
    parts = source === undefined ? Promise.reject(new RangeError(backend)) : loadReadingParts(source, signal);
    loaded.set(backend, parts);
  }
  return parts;
}

async function answer(job: ReadJob): Promise<void> {
  let reply: ReadReply;
  try {
    const parts = await partsOf(job.backend);
    using file = openBeneath(job.root, job.path);
    reply = { ok: true, outcome: await readWhole(parts, job.ref, job.no, file, pause) };
  } catch (error) {
    reply = { ok: false, no: job.no, code: codeOf(error), message: messageOf(error) };
  }
  const moved = reply.ok ? [reply.outcome.globalHashes.buffer] : [];
  parentPort?.postMessage(reply, moved as ArrayBuffer[]);
}

for (const backend of sources.keys()) partsOf(backend).catch(() => {});

/** What else is to be read here gets its turn: gigabytes hold up no small file. */
async function pause(): Promise<void> {
  await breathe();
}

parentPort?.on("message", (job: ReadJob) => void answer(job));
