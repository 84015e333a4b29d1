import { type JsonObject, own, type ToolResultView, type ToolView } from "@vibedeck/core";
import { contentText, countField, filledField, firstLine, flagField, textField } from "../../entry/index.ts";
import type { Answer } from "./answer.ts";

type AgentView = Extract<ToolView, { kind: "agent" }>;

/** Starts a sub-agent. */
export function agentCall(input: JsonObject): AgentView | undefined {
  const prompt = textField(input, "prompt");
  const description = filledField(input, "description") ?? filledField(input, "name");
  if (prompt === undefined && description === undefined) return undefined;
  const agentType = filledField(input, "subagent_type");
  const model = filledField(input, "model");
  return {
    kind: "agent",
    description: description ?? firstLine(prompt ?? ""),
    prompt: prompt ?? "",
    ...(agentType === undefined ? {} : { agentType }),
    ...(model === undefined ? {} : { model }),
    ...(flagField(input, "run_in_background") ? { background: true } : {}),
  };
}

const META_NAME = /\bname:\s*(['"`])(.{1,200}?)\1/;

/** Starts a script that leads several sub-agents. */
export function workflowCall(input: JsonObject): AgentView | undefined {
  const script = textField(input, "script");
  const path = filledField(input, "scriptPath");
  const named = script === undefined ? undefined : META_NAME.exec(script.slice(0, 4_000))?.[2];
  const name = filledField(input, "name") ?? named ?? path;
  if (script === undefined && name === undefined) return undefined;
  return {
    kind: "agent",
    description: name ?? "a script",
    prompt: script ?? textField(input, "args") ?? "",
    agentType: "workflow",
    background: true,
  };
}

/** `{ status, agentId, content, totalDurationMs, totalTokens, totalToolUseCount }`, or a start in the background. */
export function agentResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const agentId = filledField(detail, "agentId");
  const toolCalls = countField(detail, "totalToolUseCount");
  const status = filledField(detail, "status");
  if (toolCalls === undefined && (agentId === undefined || status === undefined)) return undefined;
  const durationMs = countField(detail, "totalDurationMs");
  const tokens = countField(detail, "totalTokens");
  return {
    kind: "agent",
    ...(agentId === undefined ? {} : { agentId }),
    status: statusWords(status ?? "completed"),
    text: agentText(detail, answer),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(toolCalls === undefined ? {} : { toolCalls }),
  };
}

/** `{ status: "teammate_spawned", agent_id, name, team_name }` */
export function teammateResult(detail: JsonObject): ToolResultView | undefined {
  const agentId = filledField(detail, "agent_id") ?? filledField(detail, "teammate_id");
  const status = filledField(detail, "status");
  if (agentId === undefined || status === undefined) return undefined;
  const team = filledField(detail, "team_name");
  const name = filledField(detail, "name") ?? agentId;
  return {
    kind: "agent",
    agentId,
    status: statusWords(status),
    text: team === undefined ? name : `${name} (team ${team})`,
  };
}

/** `{ status, taskId, runId, workflowName?, summary }` */
export function workflowResult(detail: JsonObject): ToolResultView | undefined {
  const status = filledField(detail, "status");
  const run = filledField(detail, "runId");
  if (status === undefined || run === undefined) return undefined;
  const text = filledField(detail, "summary") ?? filledField(detail, "workflowName") ?? run;
  return { kind: "agent", status: statusWords(status), text };
}

/** A start in the background answers with advice for the model; people want to know what was started. */
function agentText(detail: JsonObject, answer: Answer): string {
  const content = contentText(own(detail, "content"));
  if (content !== "") return content;
  return flagField(detail, "isAsync") ? (filledField(detail, "description") ?? "") : answer.text;
}

const STATUS: ReadonlyMap<string, string> = new Map([
  ["async_launched", "started in the background"],
  ["remote_launched", "started elsewhere"],
  ["teammate_spawned", "teammate started"],
]);

function statusWords(status: string): string {
  return STATUS.get(status) ?? status.replaceAll("_", " ");
}
