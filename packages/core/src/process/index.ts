export { type EnvironmentRules, NEVER_INHERITED, RUN_MARKER } from "./environment.ts";
export { findProgram } from "./find-program.ts";
export { createLocalPlace, type LocalPlaceOptions, type Place } from "./local-place.ts";
export type { ProcessEntry, ProcessTable } from "./process-table.ts";
export { LINE_BYTES, readLines } from "./read-lines.ts";
