import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { type Metric, single } from "./exposition.ts";

/** Of how long the delay of the event loop is told, in milliseconds: at least, and until the next question. */
const WINDOW_MS = 10_000;

const NANOSECONDS = 1e9;

/** What the server's own process uses. The names are those that Prometheus' clients use. */
export class ProcessMetrics {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  #since = performance.now();

  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  collect(): readonly Metric[] {
    const memory = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const began = Date.now() / 1_000 - process.uptime();
    return [
      single("process_start_time_seconds", "gauge", "When the process began, since the epoch.", began),
      single("process_cpu_seconds_total", "counter", "CPU time of the process.", (user + system) / 1e6),
      single("process_resident_memory_bytes", "gauge", "Resident memory of the process.", memory.rss),
      single("nodejs_heap_size_used_bytes", "gauge", "JavaScript heap in use.", memory.heapUsed),
      single("nodejs_heap_size_total_bytes", "gauge", "JavaScript heap.", memory.heapTotal),
      single(
        "nodejs_eventloop_lag_p99_seconds",
        "gauge",
        "Delay of the event loop lately, 99th percentile.",
        this.#lag(),
      ),
    ];
  }

  #lag(): number {
    const nanoseconds = this.#delay.percentile(99);
    if (performance.now() - this.#since >= WINDOW_MS) {
      this.#since = performance.now();
      this.#delay.reset();
    }
    return nanoseconds / NANOSECONDS;
  }
}
