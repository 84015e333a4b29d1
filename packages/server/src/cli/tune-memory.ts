import { setFlagsFromString } from "node:v8";

/**
 * Keeps the young generation of the main thread small: V8 lets it grow to tens of megabytes at the first burst of
 * work and does not give them back. Threads that are started later, for reading, begin with a larger one and keep it.
 */
export function tuneMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--min-semi-space-size=8");
}
