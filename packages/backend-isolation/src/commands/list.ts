import type { CommandVerb } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import type { SandboxStatus } from "../sandbox-runtime.ts";
import { type Listed, listLine, listText } from "./list-table.ts";
import type { CommandSources, ManagedSandboxes } from "./sources.ts";
import { readWords, refuseNames } from "./words.ts";

/** Sandboxes that are asked at once: under gVisor each answer takes a tenth of a second. */
const AT_ONCE = 8;

/** `vibedeck sandbox ls`. */
export function listVerb(sources: CommandSources): CommandVerb<IsolationConfig> {
  return {
    name: "ls",
    takes: "[--json]",
    summary: "List the sandboxes: whose, since when they run, what runs in them, what they use.",
    run: async (context, args, { out, err, signal }) => {
      const words = readWords(args, { json: "flag" });
      refuseNames(words);
      const asJson = words.options.has("json");
      const sandboxes = sources.sandboxes(context);
      const all = await lookAt(sandboxes, sorted(await sandboxes.list()), signal);
      const spec = context.config.sandbox;
      if (asJson) out(all.map((each) => listLine(each, spec)).join(""));
      // Programs read standard output: none is no line there.
      else if (all.length === 0) err("There are no sandboxes. One is made with a user's first message.\n");
      else out(listText(all, spec));
      return 0;
    },
  };
}

function sorted(all: readonly SandboxStatus[]): readonly SandboxStatus[] {
  return [...all].sort((one, other) => (one.owner < other.owner ? -1 : 1));
}

async function lookAt(
  sandboxes: ManagedSandboxes,
  all: readonly SandboxStatus[],
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    signal.throwIfAborted();
    listed.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map((each) => look(sandboxes, each)))));
  }
  return listed;
}

async function look(sandboxes: ManagedSandboxes, status: SandboxStatus): Promise<Listed> {
  if (status.state !== "running") return { status };
  // One that does not answer is listed all the same.
  const [jobs, use] = await Promise.all([
    sandboxes.jobs(status.owner).catch(() => undefined),
    sandboxes.use(status.owner).catch(() => undefined),
  ]);
  return {
    status,
    ...(jobs === undefined ? {} : { agents: jobs.filter(({ running }) => running).length }),
    ...(use === undefined ? {} : { use }),
  };
}
