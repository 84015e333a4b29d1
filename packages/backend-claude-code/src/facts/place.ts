import { type JsonObject, own } from "@vibedeck/core";
import { objectField } from "../entry/index.ts";
import { clip, keep } from "./clip.ts";
import { type FactsState, MAX_ID, MAX_PATH, MAX_TITLE } from "./state.ts";

const MAX_BRANCH = 250;
const WORKTREE = /^(.*?)[\\/]\.claude[\\/]worktrees[\\/]([^\\/]+)/s;

/** Takes over what every line of the conversation says of its surroundings: directory, branch, version, id. */
export function readEnvelope(state: FactsState, line: JsonObject): void {
  const cwd = own(line, "cwd");
  if (cwd !== undefined && cwd !== state.cwd) moveTo(state, cwd);
  const branch = own(line, "gitBranch");
  if (branch !== undefined && branch !== "" && branch !== state.branch) {
    state.branch = branch === "HEAD" ? null : keep(branch, MAX_BRANCH);
  }
  const version = own(line, "version");
  if (version !== undefined && version !== state.version)
    state.version = keep(version, MAX_ID) ?? state.version;
  const slug = own(line, "slug");
  if (slug !== undefined && slug !== state.slug) state.slug = keep(slug, MAX_TITLE) ?? state.slug;
  if (state.agent && state.agentId === null) readAgent(state, line);
}

/** `worktree-state`: the session went into a git worktree, or left it. */
export function readWorktree(state: FactsState, line: JsonObject): void {
  const session = objectField(line, "worktreeSession");
  const origin = session && keep(own(session, "originalCwd"), MAX_PATH);
  if (origin) state.worktreeOrigin = origin;
  const name = session && own(session, "worktreeName");
  state.worktree = typeof name === "string" ? clip(name, MAX_TITLE) : null;
}

/** `relocated`: where the session works from now on. */
export function readRelocation(state: FactsState, line: JsonObject): void {
  moveTo(state, own(line, "relocatedCwd"));
}

/** `fork-context-ref`: the first line of an agent that was forked off a session names that session. */
export function readFork(state: FactsState, line: JsonObject): void {
  if (state.agent) state.parentId ??= keep(own(line, "parentSessionId"), MAX_ID);
}

/** The project's path: where the session began, outside the tool's own worktrees. */
export function projectPath(state: FactsState): string | null {
  if (state.worktreeOrigin !== null) return state.worktreeOrigin;
  return state.startCwd === null ? null : (WORKTREE.exec(state.startCwd)?.[1] ?? state.startCwd);
}

/** The name of the worktree that the session works in. */
export function worktreeName(state: FactsState): string | null {
  return state.worktree ?? (state.cwd === null ? null : (WORKTREE.exec(state.cwd)?.[2] ?? null));
}

function moveTo(state: FactsState, to: unknown): void {
  const cwd = keep(to, MAX_PATH);
  if (cwd === null) return;
  state.cwd = cwd;
  state.startCwd ??= cwd;
}

function readAgent(state: FactsState, line: JsonObject): void {
  state.agentId = keep(own(line, "agentId"), MAX_ID);
  state.parentId ??= keep(own(line, "sessionId"), MAX_ID);
}
