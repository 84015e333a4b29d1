import type { AgentExit } from "./cli.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Message } from "./message.ts";
import type { TokenCounts } from "./session.ts";
import type { Question, ToolView } from "./tool-view.ts";

/** What a tool offers in a directory, as it says itself. Lists may be empty; names come from strangers. */
export interface AgentInfo {
  readonly models: readonly AgentModel[];
  /** Modes that this server allows, mildest first. */
  readonly permissionModes: readonly {
    readonly id: string;
    readonly label: string;
    readonly hint?: string;
  }[];
  /** Slash commands and skills, without the slash. */
  readonly commands: readonly {
    readonly name: string;
    readonly description?: string;
    readonly args?: string;
  }[];
  /** Sub-agents that can be called with `@`. */
  readonly agents: readonly { readonly name: string; readonly description?: string }[];
  readonly version?: string;
  /** How the tool is signed in, in a few words without secrets. */
  readonly account?: string;
}

/** A model to choose. */
export interface AgentModel {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** The model it stands for today. */
  readonly resolved?: string;
}

/** Something that goes along with a message. */
export type Attachment =
  /** `data`: base64 of at most 5 MB of PNG, JPEG, GIF or WebP. */
  | { readonly type: "image"; readonly mediaType: string; readonly data: string; readonly name?: string }
  | { readonly type: "text"; readonly name: string; readonly text: string };

/** A message of a person. */
export interface OutgoingMessage {
  /** A UUID. Where the tool allows it, the transcript's entry carries the same id. */
  readonly id: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
}

/** Why a turn failed, in a form that code can decide by. */
export type FailureKind =
  | "agent-missing"
  | "folder-missing"
  | "not-signed-in"
  | "rate-limit"
  | "overloaded"
  | "bad-model"
  | "context-full"
  | "api"
  | "limit"
  | "crashed"
  | "session-missing"
  | "other";

/** Why a turn failed. */
export interface Failure {
  readonly kind: FailureKind;
  /** The tool's own words. */
  readonly text: string;
  /** What to do. */
  readonly hint?: string;
  /** When a limit ends; milliseconds since the epoch. */
  readonly resetsAt?: number;
  readonly exitCode?: number;
  /** The last lines of standard error. */
  readonly stderr?: string;
}

/** Something that the tool offers to remember when a request is allowed. */
export interface Suggestion {
  /** Unique within its request. */
  readonly id: string;
  /** In plain words: "Always allow `npm test` here". */
  readonly text: string;
  /** Where the rule is written, and so for whom and how long it holds. */
  readonly where: string;
}

/** The tool waits for a person. */
export interface AgentRequest {
  /** The tool's own id of the request. */
  readonly id: string;
  readonly kind: "tool" | "question" | "plan";
  readonly tool: string;
  /** The call in the transcript that it is about. */
  readonly toolId?: string;
  readonly input: JsonObject;
  readonly view: ToolView;
  /** Why the tool asks: a rule, a path outside of the folder, its own words. */
  readonly reason?: string;
  readonly suggestions: readonly Suggestion[];
  readonly questions?: readonly Question[];
  /** The plan to review, as Markdown. */
  readonly plan?: string;
  /** It was too large to be shown whole: it can be allowed as it is or denied, but `input` cannot be changed. */
  readonly clipped?: boolean;
}

/** A person's answer to an {@link AgentRequest}. */
export type Answer =
  /** `input`: run it with this instead. `suggestions`: ids of those to take over. */
  | {
      readonly type: "allow";
      readonly input?: JsonObject;
      readonly suggestions?: readonly string[];
      /** After a plan: the permission mode to go on with. */
      readonly permissionMode?: string;
    }
  /** `message`: the reason, told to the model; for a plan, what to change. */
  | { readonly type: "deny"; readonly message?: string }
  /** Answers by the text of the question; several choices are joined with ", ". */
  | { readonly type: "answers"; readonly answers: Readonly<Record<string, string>> };

/** What the tool says while it runs. Unknown things pass through as `raw`. */
export type ConversationEvent =
  | { readonly type: "info"; readonly info: AgentInfo }
  /** The turn's settings as the tool has them now. */
  | {
      readonly type: "settings";
      readonly sessionId?: string;
      readonly model?: string;
      readonly permissionMode?: string;
    }
  /** What the agent is doing, in a few words; `undefined` ends it. */
  | { readonly type: "phase"; readonly text?: string }
  /** A sent message was taken up (`started`), went into the running turn, or was dropped. */
  | {
      readonly type: "message-state";
      readonly id: string;
      readonly state: "queued" | "started" | "completed" | "cancelled";
    }
  /** More of block `index` of a message that is being written. `agent`: the call of the sub-agent that writes it. */
  | {
      readonly type: "partial";
      readonly messageId: string;
      readonly index: number;
      readonly kind: "text" | "thinking" | "tool";
      /** Of a tool: its name. Comes with the first part. */
      readonly tool?: string;
      readonly text: string;
      readonly agent?: string;
    }
  /** A message is complete; the transcript holds or will hold the same. */
  | { readonly type: "message"; readonly message: Message; readonly agent?: string }
  | { readonly type: "request"; readonly request: AgentRequest }
  /** The tool no longer waits for an answer. */
  | { readonly type: "request-withdrawn"; readonly id: string }
  | {
      readonly type: "turn-end";
      readonly ok: boolean;
      readonly interrupted?: boolean;
      readonly failure?: Failure;
      /** US dollars of this turn, and of all turns of this process, as the tool counts them. */
      readonly usd?: number;
      readonly totalUsd?: number;
      readonly usage?: TokenCounts;
      readonly durationMs?: number;
    }
  /** How many tasks run on in the background. */
  | { readonly type: "background"; readonly tasks: number }
  | { readonly type: "raw"; readonly value: Json };

/** The tool's own protocol, both ways. */
export interface Conversation {
  /** Asks the tool what it offers. @throws `VibeDeckError` `AGENT_FAILED` with the tool's own words when it ends instead. */
  open(signal: AbortSignal): Promise<AgentInfo>;
  /** Everything the tool says, once, until its output ends. Never throws for what the tool says. */
  events(): AsyncIterable<ConversationEvent>;
  /** Sends a message: begins a turn, or goes into the running one. */
  send(message: OutgoingMessage): Promise<void>;
  /** Asks the tool to stop its turn; resolves when it confirms. */
  interrupt(signal: AbortSignal): Promise<void>;
  /** @throws `VibeDeckError` `BAD_REQUEST` when the answer does not fit the request, `NOT_FOUND` when it waits no longer. */
  answer(requestId: string, answer: Answer): Promise<void>;
  /** @throws `VibeDeckError` `BAD_REQUEST` with the tool's own words when it refuses. */
  setModel(model: string): Promise<void>;
  setPermissionMode(mode: string): Promise<void>;
  /** Explains an end of the process that came without the tool's own word. */
  explain(exit: AgentExit): Failure;
  /** No more input: the tool ends after the running turn. */
  close(): void;
}
