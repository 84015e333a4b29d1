import type { BackendCommand } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import { buildVerb } from "./build.ts";
import { removeVerb, stopVerb } from "./end.ts";
import { listVerb } from "./list.ts";
import { logsVerb } from "./logs.ts";
import type { CommandSources } from "./sources.ts";

/** `vibedeck sandbox`: what an operator does with sandboxes. The server need not run, and notices when it does. */
export function sandboxCommand(sources: CommandSources): BackendCommand<IsolationConfig> {
  return {
    name: "sandbox",
    summary: "Build the image of sandboxes; list, stop and remove them.",
    verbs: [buildVerb(sources), listVerb(sources), stopVerb(sources), removeVerb(sources), logsVerb(sources)],
  };
}
