import type { MakeDriver } from "./compose.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { RunningEngine } from "./running-engine.ts";

/** Makes an engine that is driven by what `makeDriver` makes. */
export function engineWith(options: EngineOptions, makeDriver: MakeDriver): Engine {
  let running: RunningEngine | undefined;
  let stopping: Promise<void> | undefined;
  const stop = async (engine: RunningEngine): Promise<void> => {
    try {
      await engine.stop();
    } finally {
      running = stopping = undefined;
    }
  };
  return {
    get ready() {
      return running?.ready ?? false;
    },
    async start() {
      if (running !== undefined) return;
      running = new RunningEngine(options, makeDriver);
      await running.start();
    },
    async stop() {
      // Running turns may take a while to end; views stay usable until then.
      if (running !== undefined) stopping ??= stop(running);
      await stopping;
    },
    view(scope) {
      if (running === undefined) throw new Error("the engine is not running");
      return running.view(scope);
    },
  };
}
