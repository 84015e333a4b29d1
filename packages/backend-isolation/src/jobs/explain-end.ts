import type { AgentExit } from "@vibedeck/core";
import type { JobEnd } from "../sandbox-runtime.ts";

const AGAIN = "Your files are as they were. The next message starts it again.";

const REASONS: { readonly [Cause in JobEnd["cause"]]?: Pick<AgentExit, "reason" | "hint"> } = {
  memory: {
    reason: "Your sandbox ran out of memory.",
    hint: `${AGAIN} Ask for less at once, or whoever runs the server for more memory.`,
  },
  died: { reason: "Your sandbox ran out of memory, or was killed.", hint: AGAIN },
  stopped: { reason: "Your sandbox was stopped or removed.", hint: AGAIN },
  "not-started": {
    reason: "The agent could not be started in your sandbox.",
    hint: "Whoever runs the server can look: vibedeck doctor",
  },
  lost: {
    reason: "The sandbox engine does not answer: it is not known whether the agent still runs.",
    hint: "Look at what it wrote before you send the message again.",
  },
};

/** The end of a job as the end of an agent, with the reason where the place knows one. */
export function exitOf({ code, cause }: JobEnd, stderr: string): AgentExit {
  return { code, stderr, ...REASONS[cause] };
}
