// Appends lines at a steady pace, each with the moment at which it was written in its id.
import { appendFileSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { file, appends, everyMs } = workerData;
const begun = performance.now();
for (let no = 0; no < appends; no++) {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + no * everyMs - performance.now())));
  const uuid = `live-${no}-${(performance.timeOrigin + performance.now()).toFixed(2)}`;
  const message = { role: "user", content: "x".repeat(300) };
  const entry = { type: "user", uuid, sessionId: "s", cwd: "/root", version: "2.1.200", message };
  appendFileSync(file, `${JSON.stringify({ ...entry, timestamp: new Date().toISOString() })}\n`);
}
