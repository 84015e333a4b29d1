import type { CommandVerb } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import type { SandboxStatus } from "../sandbox-runtime.ts";
import { eachUser } from "./each-user.ts";
import { nameOf } from "./find-sandbox.ts";
import type { CommandSources, ManagedSandboxes } from "./sources.ts";
import { needNames, readWords } from "./words.ts";

/** What processes may take to end by themselves, in milliseconds. */
const GRACE_MS = 10_000;

/** `vibedeck sandbox stop`. */
export function stopVerb(sources: CommandSources): CommandVerb<IsolationConfig> {
  return {
    name: "stop",
    takes: "USER...",
    summary: "Stop sandboxes with all that runs in them. The next message of the user starts theirs again.",
    run: async (context, args, terminal) => {
      const names = needNames(readWords(args));
      const sandboxes = sources.sandboxes(context);
      return eachUser(names, await sandboxes.list(), terminal, async (sandbox) => {
        const agents = await agentsIn(sandboxes, sandbox);
        const ran = await sandboxes.stop(sandbox.owner, GRACE_MS);
        const whose = `The sandbox of ${nameOf(sandbox.owner)}`;
        terminal.out(ran ? `${whose} was stopped.\n` : `${whose} does not run.\n`);
        if (ran) terminal.err(endedText(agents));
      });
    },
  };
}

/** `vibedeck sandbox rm`. */
export function removeVerb(sources: CommandSources): CommandVerb<IsolationConfig> {
  return {
    name: "rm",
    takes: "USER...",
    summary: "Stop and remove sandboxes; homes and sessions stay. The user's next message makes a new one.",
    run: async (context, args, terminal) => {
      const names = needNames(readWords(args));
      const sandboxes = sources.sandboxes(context);
      return eachUser(names, await sandboxes.list(), terminal, async (sandbox) => {
        const agents = await agentsIn(sandboxes, sandbox);
        const removed = await sandboxes.remove(sandbox.owner);
        const whose = `The sandbox of ${nameOf(sandbox.owner)}`;
        const home = `${context.config.usersDir}/${sandbox.owner}`;
        terminal.out(
          `${whose} ${removed ? "was removed" : "is gone already"}. What is in the home stays: ${home}\n`,
        );
        if (removed) terminal.err(endedText(agents));
      });
    },
  };
}

/** A sandbox that does not answer may have agents all the same; it is ended as well. */
async function agentsIn(sandboxes: ManagedSandboxes, sandbox: SandboxStatus): Promise<number> {
  if (sandbox.state !== "running") return 0;
  try {
    return (await sandboxes.jobs(sandbox.owner)).filter(({ running }) => running).length;
  } catch {
    return 0;
  }
}

function endedText(agents: number): string {
  if (agents === 0) return "";
  return agents === 1
    ? "  One agent ran in it and was ended; its session can be resumed.\n"
    : `  ${agents} agents ran in it and were ended; their sessions can be resumed.\n`;
}
