import type { SessionRef } from "@vibedeck/core";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const AGENT_FILE = /^agent-([A-Za-z0-9][A-Za-z0-9_-]{0,127})\.jsonl$/;
const WORKFLOW = /^wf_[A-Za-z0-9_-]{1,128}$/;
const EXTENSION = ".jsonl";

/**
 * Tells which session a file below `projects` is. The known places are
 * `PROJECT/UUID.jsonl`, `PROJECT/agent-ID.jsonl`, `PROJECT/UUID/subagents/agent-ID.jsonl` and
 * `PROJECT/UUID/subagents/workflows/wf_ID/agent-ID.jsonl`; whatever else lies there is no transcript.
 */
export function identifyTranscript(relativePath: string): SessionRef | undefined {
  const [group, ...below] = relativePath.split("/");
  const name = below.pop();
  if (!group || name === undefined) return undefined;
  if (below.length === 0) return mainSession(group, name) ?? subagent(group, name, undefined);
  const [parent] = below;
  return parent !== undefined && holdsAgents(below) ? subagent(group, name, parent) : undefined;
}

/** Whether a directory below `projects` can hold transcripts: projects, sessions and the folders of their agents. */
export function mayHoldTranscripts(relativePath: string): boolean {
  const [group, session, folder, workflows, workflow, ...deeper] = relativePath.split("/");
  if (!group || deeper.length > 0) return false;
  if (session !== undefined && !UUID.test(session)) return false;
  if (folder !== undefined && folder !== "subagents") return false;
  if (workflows !== undefined && workflows !== "workflows") return false;
  return workflow === undefined || WORKFLOW.test(workflow);
}

function mainSession(group: string, name: string): SessionRef | undefined {
  if (!name.endsWith(EXTENSION)) return undefined;
  const id = name.slice(0, -EXTENSION.length);
  return UUID.test(id) ? { id, kind: "session", group } : undefined;
}

function subagent(group: string, name: string, parentId: string | undefined): SessionRef | undefined {
  const id = AGENT_FILE.exec(name)?.[1];
  if (id === undefined) return undefined;
  return { id, kind: "subagent", group, ...(parentId === undefined ? {} : { parentId }) };
}

function holdsAgents(folders: readonly string[]): boolean {
  const [session, subagents, workflows, workflow, ...deeper] = folders;
  if (session === undefined || !UUID.test(session) || subagents !== "subagents" || deeper.length > 0)
    return false;
  if (workflows === undefined) return true;
  return workflows === "workflows" && workflow !== undefined && WORKFLOW.test(workflow);
}
