import type { SessionFacts } from "@vibedeck/core";
import { activityOf } from "./activity.ts";
import { progress } from "./calls.ts";
import { clip } from "./clip.ts";
import { contextOf } from "./context.ts";
import { projectPath, worktreeName } from "./place.ts";
import { type FactsState, MAX_TITLE } from "./state.ts";
import { titleOf } from "./titles.ts";

/** What the state says of the session. */
export function factsOf(state: FactsState): SessionFacts {
  return defined({
    ...titles(state),
    ...place(state),
    firstPrompt: state.firstPrompt ?? state.firstCommand,
    lastPrompt: state.lastPrompt ?? state.recordedPrompt,
    model: state.model,
    firstMessageAt: state.firstAt,
    lastMessageAt: state.lastAt,
    activity: activityOf(state),
    context: contextOf(state),
    counts: counts(state),
    ...(state.agent ? agent(state) : {}),
    toolVersion: state.version,
    permissionMode: state.permissionMode,
    todos: progress(state),
    links: state.links.length === 0 ? null : [...state.links],
    hidden: hidden(state),
  });
}

type Loose<T> = { readonly [Key in keyof T]: T[Key] | null | undefined };
type Given = Pick<SessionFacts, "activity" | "counts">;

/** Leaves out what is not known. */
function defined(facts: Loose<Omit<SessionFacts, keyof Given>> & Given): SessionFacts {
  const entries = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  return { ...Object.fromEntries(entries), activity: facts.activity, counts: facts.counts };
}

function titles(
  state: FactsState,
): Loose<Pick<SessionFacts, "title" | "titleSource" | "anchor" | "titlesFor">> {
  const title = titleOf(state);
  return {
    title: title?.title,
    titleSource: title?.source,
    anchor: state.anchor,
    titlesFor: state.titlesFor.length === 0 ? null : [...state.titlesFor],
  };
}

function place(state: FactsState): Loose<Pick<SessionFacts, "cwd" | "projectPath" | "branch" | "worktree">> {
  return {
    cwd: state.cwd,
    projectPath: projectPath(state),
    branch: state.branch,
    worktree: worktreeName(state),
  };
}

function counts(state: FactsState): SessionFacts["counts"] {
  const { lines, prompts, replies, toolCalls, toolErrors, bad, unknown, compactions } = state;
  return { lines, prompts, replies, toolCalls, toolErrors, bad, unknown, compactions };
}

function agent(
  state: FactsState,
): Loose<Pick<SessionFacts, "parentId" | "agentId" | "agentType" | "agentTask">> {
  return {
    parentId: state.parentInPath ? null : state.parentId,
    agentId: state.agentId ?? state.id,
    agentType: agentType(state.id),
    agentTask: state.firstPrompt === null ? null : clip(state.firstPrompt, MAX_TITLE),
  };
}

const LABELLED = /^([A-Za-z][A-Za-z_]*?)-[0-9a-f]{4,}$/;
const OWN_AGENTS: ReadonlyMap<string, string> = new Map([
  ["acompact", "compaction"],
  ["aside_question", "side question"],
]);

/** Some agents carry what they are for in their id; the others' type stands only in the parent's call. */
function agentType(id: string): string | undefined {
  const label = LABELLED.exec(id)?.[1];
  return label === undefined ? undefined : (OWN_AGENTS.get(label) ?? label);
}

function hidden(state: FactsState): string | null {
  if (state.messages === 0) return "no messages";
  return state.warmUp === true && state.prompts <= 1 ? "warm-up" : null;
}
