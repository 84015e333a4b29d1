export { type EnvironmentRules, NEVER_INHERITED, RUN_MARKER } from "./environment.ts";
export { ErrorTail } from "./error-tail.ts";
export { findProgram } from "./find-program.ts";
export { InputPipe } from "./input-pipe.ts";
export { createLocalPlace, type LocalPlaceOptions, type Place } from "./local-place.ts";
export type { ProcessEntry, ProcessTable } from "./process-table.ts";
export { LINE_BYTES, readLines } from "./read-lines.ts";
