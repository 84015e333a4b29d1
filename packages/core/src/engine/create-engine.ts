import { createDriver } from "./drive/driver.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { engineWith } from "./engine-with.ts";

/** Makes an engine. Nothing is opened, watched or read before {@link Engine.start}. */
export function createEngine(options: EngineOptions): Engine {
  return engineWith(options, createDriver);
}
