// Loaded into the server before anything else: how long the event loop was blocked at most, once it is up.
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.env.VIBEDECK_PROBE) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  // Loading modules blocks by nature; what counts is the time in which it could have answered.
  let started = false;
  const original = process.stdout.write;
  const begin = () => {
    if (!started) delay.enable();
    started = true;
  };
  process.stdout.write = function write(...args) {
    begin();
    return original.apply(process.stdout, args);
  };
  setTimeout(begin, 3000).unref();
  process.on("exit", () => {
    const ms = (ns) => Math.round(ns / 1e4) / 100;
    writeFileSync(
      process.env.VIBEDECK_PROBE,
      JSON.stringify({
        maxDelayMs: ms(delay.max),
        p99DelayMs: ms(delay.percentile(99)),
        cpu: process.cpuUsage(),
      }),
    );
  });
}
