import { setTimeout } from "node:timers/promises";
import type { JobEnd } from "../sandbox-runtime.ts";
import type { StartedExec } from "./exec.ts";

/** How often it is looked whether output still comes, and how long none may come; milliseconds. */
const LOOK_MS = 250;
const QUIET_MS = 1_000;

/**
 * Lets go of the streams of a job that ended. What it wrote last is still on its way, and waits for a reader perhaps;
 * under gVisor the streams of a sandbox that died would stay open for ever.
 */
export async function letFinish(exec: StartedExec, { cause }: JobEnd): Promise<void> {
  const { socket, stdout, stderr } = exec;
  const over = new AbortController();
  void exec.silent.then(() => over.abort());
  let quiet = 0;
  let before = -1;
  const bytes = (): number => ("bytesRead" in socket ? Number(socket.bytesRead) : 0);
  while (!over.signal.aborted && quiet < QUIET_MS) {
    const waits = cause === "exit" && stdout.readableLength + stderr.readableLength > 0;
    quiet = bytes() !== before || waits ? 0 : quiet + LOOK_MS;
    before = bytes();
    await setTimeout(LOOK_MS, undefined, { signal: over.signal, ref: false }).catch(() => {});
  }
  socket.destroy();
}
