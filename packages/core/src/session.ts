import type { DriveBrief } from "./drive.ts";

/** Whether a transcript is a conversation of its own or one that an agent led on behalf of another session. */
export type SessionKind = "session" | "subagent";

/** What `discovery.identify` says of a file: pure, from its path alone. */
export interface SessionRef {
  /** The tool's own id of the session (for Claude Code a UUID) or of the sub-agent. Display data, never a key. */
  readonly id: string;
  readonly kind: SessionKind;
  /** The tool's id of the parent session, where the path tells it. */
  readonly parentId?: string;
  /** Groups files that belong to one project, and the label of last resort. */
  readonly group: string;
}

/** What a session is doing. */
export type ActivityState = "working" | "waiting" | "idle" | "error" | "unknown";

/** A state, the reason in one short sentence, and what it turns into when the file stays quiet. */
export interface Activity {
  readonly state: ActivityState;
  /** For people: "asks a question", "runs Bash", "usage limit reached". */
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  /** Applies when nothing was appended for `afterMs` milliseconds; sorted, shortest first. */
  readonly later?: readonly {
    readonly afterMs: number;
    readonly state: ActivityState;
    readonly reason?: string;
  }[];
}

/** Tokens by price class. All are non-negative safe integers. */
export interface TokenCounts {
  readonly input: number;
  readonly output: number;
  /** Written to the cache for five minutes. */
  readonly cacheWrite5m: number;
  /** Written to the cache for one hour. */
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
}

/** Where a title came from, best first: a person's word beats the tool's, which beats the first prompt. */
export type TitleSource = "custom" | "ai" | "summary" | "prompt" | "id";

/** What a renderer's reducer knows of a session. Everything is optional: files are cut, empty or strange. */
export interface SessionFacts {
  readonly title?: string;
  readonly titleSource?: TitleSource;
  readonly firstPrompt?: string;
  readonly lastPrompt?: string;
  /** Where the tool was started: what the project is. */
  readonly projectPath?: string;
  /** Where the tool works now. */
  readonly cwd?: string;
  readonly branch?: string;
  /** Name of the git worktree, when the session runs in one. */
  readonly worktree?: string;
  /** The model that answered last. */
  readonly model?: string;
  /** Time of the first and last *message*, in milliseconds since the epoch. */
  readonly firstMessageAt?: number;
  readonly lastMessageAt?: number;
  readonly activity: Activity;
  /** Tokens in the model's context now, and how many fit. */
  readonly context?: { readonly tokens: number; readonly window?: number };
  readonly counts: SessionCounts;
  /** The tool's id of the parent session, where only the content tells it. */
  readonly parentId?: string;
  /** For a sub-agent: its type and what it was asked to do, in a few words. */
  readonly agentType?: string;
  readonly agentTask?: string;
  /** The sub-agent's id as tool results name it. */
  readonly agentId?: string;
  readonly toolVersion?: string;
  readonly permissionMode?: string;
  /** Progress of the tool's own to-do list. */
  readonly todos?: { readonly done: number; readonly total: number };
  /** Pull requests and the like. */
  readonly links?: readonly { readonly label: string; readonly url: string }[];
  /** A reason to leave the session out of lists (a warm-up, no message in it). */
  readonly hidden?: string;
  /** The id of the last entry, and titles this file holds for whichever session ends in such an entry. */
  readonly anchor?: string;
  readonly titlesFor?: readonly { readonly anchor: string; readonly title: string }[];
}

/** What a session's transcript holds, in numbers. */
export interface SessionCounts {
  /** Non-blank lines of the file. */
  readonly lines: number;
  /** Prompts that a person wrote. */
  readonly prompts: number;
  /** Distinct assistant messages. */
  readonly replies: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  /** Lines that could not be read, and entries of an unknown type that are shown raw. */
  readonly bad: number;
  readonly unknown: number;
  readonly compactions: number;
}

/** Money in US dollars at API list prices. */
export interface Cost {
  readonly usd: number;
  /** True when something could not be priced, or a recorded count is only a lower bound. */
  readonly atLeast: boolean;
  /** Calls and tokens of models without a known price. */
  readonly unpriced?: { readonly calls: number; readonly tokens: number; readonly models: readonly string[] };
}

/** One row of the session list, and the head of a session's page. */
export interface SessionSummary {
  /** URL-safe, opaque, stable over restarts. */
  readonly key: string;
  /** Id of the configured backend. */
  readonly backend: string;
  /** The tool's own id of the session. */
  readonly id: string;
  readonly owner: string;
  readonly kind: SessionKind;
  /** Key of the parent, when it is known and visible. */
  readonly parent?: string;
  /** The title to show: the reader's own, else the facts' one, else the id. */
  readonly title: string;
  readonly titleSource: TitleSource | "user";
  /** `id` groups sessions; `name` is the last folder of the path. */
  readonly project: { readonly id: string; readonly name: string; readonly path?: string };
  readonly facts: SessionFacts;
  /** The activity as it is now, timeouts applied. */
  readonly activity: { readonly state: ActivityState; readonly reason?: string; readonly since?: number };
  /** Cost with sub-agents; `own` without them. Absent until the transcript is read. */
  readonly cost?: Cost & { readonly own: number; readonly agents: number };
  /** Tokens with sub-agents, each message counted once. */
  readonly tokens?: TokenCounts;
  /** The same by model. */
  readonly models?: readonly ModelUsage[];
  /** How many sub-agents hang under it. */
  readonly agents: number;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** Bytes of the transcript. */
  readonly size: number;
  /** Time the list sorts by: the last message, else the file's modification time; milliseconds since the epoch. */
  readonly sortAt: number;
  /** True while only the beginning and the end of the file have been read. */
  readonly partial: boolean;
  /** Present when the session is driven from here, or a message to it waits or failed. */
  readonly drive?: DriveBrief;
}

/** What one model was used for in a session. */
export interface ModelUsage {
  readonly model: string;
  readonly calls: number;
  readonly tokens: TokenCounts;
  /** US dollars; absent when the model has no known price. */
  readonly usd?: number;
}
