import type { Beat } from "./beat.ts";
import type { Errand, SessionScript } from "./session-script.ts";
import type { ToolUse } from "./tool-use.ts";

/** An errand, and the work of the sub-agent that runs it; it ends by returning its report. */
export interface Delegation extends Errand {
  readonly work: (agent: SessionScript) => string;
}

/** The session sends out sub-agents, which work at the same time, and takes their reports. */
export function delegate(session: SessionScript, ...delegations: readonly Delegation[]): void {
  const calls = session.call(...delegations.map((errand) => agentUse(errand)));
  const runs = delegations.map((errand) => ({ errand, ...run(session, errand) }));
  session.meanwhile(atTheSameTime(runs.map(({ beats }) => beats)));
  for (const [index, made] of runs.entries()) {
    const call = calls[index];
    if (call !== undefined) session.result(call.id, call.entry, agentUse(made.errand, made));
  }
}

interface Run {
  readonly id: string;
  readonly report: string;
  readonly beats: readonly Beat[];
  readonly tokens: number;
}

function run(session: SessionScript, errand: Delegation): Run {
  const { id, script } = session.agent(errand);
  const report = errand.work(script);
  script.finish(report);
  return { id, report, beats: script.beats, tokens: script.context };
}

function agentUse(errand: Errand, done?: Run): ToolUse {
  const { type, description, prompt } = errand;
  const content = [{ type: "text", text: done?.report ?? "" }];
  return {
    name: "Agent",
    input: { subagent_type: type, description, prompt },
    content,
    detail: {
      status: "completed",
      prompt,
      agentId: done?.id ?? "",
      agentType: type,
      content,
      resolvedModel: errand.model,
      totalDurationMs: (done?.beats ?? []).reduce((sum, beat) => sum + beat.pause, 0),
      totalTokens: done?.tokens ?? 0,
      totalToolUseCount: Math.floor((done?.beats.length ?? 0) / 3),
    },
    seconds: 1,
  };
}

/** Merges lists of beats that all begin now. */
export function atTheSameTime(lists: readonly (readonly Beat[])[]): readonly Beat[] {
  const timed = lists.flatMap((beats) => {
    let at = 0;
    return beats.map((beat) => {
      at += beat.pause;
      return { beat, at };
    });
  });
  timed.sort((one, other) => one.at - other.at);
  return timed.map(({ beat, at }, index) => ({ ...beat, pause: at - (timed[index - 1]?.at ?? 0) }));
}
