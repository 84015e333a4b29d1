import { nodeTooOld } from "../node-version.ts";
import type { Terminal } from "../terminal.ts";
import type { Finding } from "./finding.ts";

/** Whether this Node will do. */
export function nodeFinding({ nodeVersion }: Pick<Terminal, "nodeVersion">): Finding {
  const tooOld = nodeTooOld(nodeVersion);
  return tooOld === undefined
    ? { state: "ok", text: `Node ${nodeVersion}` }
    : { state: "failure", text: tooOld, hint: "Get a newer one from https://nodejs.org." };
}
