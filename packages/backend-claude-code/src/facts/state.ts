import type { SessionRef } from "@vibedeck/core";

/** Longest identifier, path and one-line text that a state keeps, in UTF-16 code units. */
export const MAX_ID = 100;
export const MAX_PATH = 1_000;
export const MAX_TITLE = 120;
export const MAX_PROMPT = 300;

/** What the last line that matters says of the turn. */
export type TurnKind =
  /** Nobody has said anything. */
  | "none"
  /** The model has to answer or is answering. */
  | "model"
  /** The model said something; its writer does not record whether more follows. */
  | "said"
  /** A slash command; whether the model is involved is not known yet. */
  | "command"
  /** The turn is over. */
  | "done"
  /** It ended in an API error. */
  | "error"
  /** A request is repeated after an API error. */
  | "retry"
  /** A prompt waits in the queue of an idle session. */
  | "queued";

/** Where the turn stands. */
interface Turn {
  kind: TurnKind;
  /** In a few words, where the kind does not say it all. */
  reason: string | null;
  /** When it came to this, in milliseconds since the epoch; for a working model the start of its turn. */
  since: number | null;
  /** Milliseconds that are left to wait before a repeated request. */
  delay: number;
}

/** A tool call without a result. */
export interface OpenCall {
  readonly id: string;
  readonly name: string;
}

/**
 * What the reducer remembers. It is changed in place, stored as JSON between runs and bounded in every field;
 * `null` stands for "not known", since JSON has no `undefined`.
 */
export interface FactsState {
  readonly id: string;
  readonly agent: boolean;
  readonly parentInPath: boolean;
  lines: number;
  bad: number;
  unknown: number;
  messages: number;
  prompts: number;
  replies: number;
  toolCalls: number;
  toolErrors: number;
  compactions: number;
  firstAt: number | null;
  lastAt: number | null;
  startCwd: string | null;
  cwd: string | null;
  branch: string | null;
  worktree: string | null;
  worktreeOrigin: string | null;
  version: string | null;
  permissionMode: string | null;
  model: string | null;
  /** The model that was seen to use its large context window. */
  wideModel: string | null;
  contextTokens: number | null;
  customTitle: string | null;
  agentName: string | null;
  aiTitle: string | null;
  summary: string | null;
  recordedPrompt: string | null;
  slug: string | null;
  firstPrompt: string | null;
  firstCommand: string | null;
  lastPrompt: string | null;
  /** Whether the first user text is the tool's own warm-up. */
  warmUp: boolean | null;
  /** The uuid of the last entry that has one. */
  anchor: string | null;
  titlesFor: { readonly anchor: string; readonly title: string }[];
  parentId: string | null;
  agentId: string | null;
  /** The assistant message that is being written. */
  messageId: string | null;
  open: OpenCall[];
  todos: { done: number; total: number } | null;
  /** Ids and progress of the task list, in the order of their making. */
  tasks: { readonly id: string; done: boolean }[];
  links: { readonly label: string; readonly url: string }[];
  turn: Turn;
}

/** The state before the first entry. */
export function startState(ref: SessionRef): FactsState {
  return {
    id: ref.id,
    agent: ref.kind === "subagent",
    parentInPath: ref.parentId !== undefined,
    ...COUNTERS,
    ...UNKNOWN,
    titlesFor: [],
    open: [],
    todos: null,
    tasks: [],
    links: [],
    turn: { kind: "none", reason: null, since: null, delay: 0 },
  };
}

const COUNTERS = {
  lines: 0,
  bad: 0,
  unknown: 0,
  messages: 0,
  prompts: 0,
  replies: 0,
  toolCalls: 0,
  toolErrors: 0,
  compactions: 0,
};

const UNKNOWN = {
  firstAt: null,
  lastAt: null,
  startCwd: null,
  cwd: null,
  branch: null,
  worktree: null,
  worktreeOrigin: null,
  version: null,
  permissionMode: null,
  model: null,
  wideModel: null,
  contextTokens: null,
  customTitle: null,
  agentName: null,
  aiTitle: null,
  summary: null,
  recordedPrompt: null,
  slug: null,
  firstPrompt: null,
  firstCommand: null,
  lastPrompt: null,
  warmUp: null,
  anchor: null,
  parentId: null,
  agentId: null,
  messageId: null,
};
