import type { FolderEntry, RunSettings } from "./cli.ts";
import type { AgentInfo, AgentRequest, Answer, Attachment, Failure } from "./conversation.ts";

/**
 * What became of a message: `accepted` (stored, an agent is being started for it), `queued` (waits for its turn),
 * `held` (waits for a person: the turn before it did not end well, or the server was restarted), `running`, `done`,
 * `failed`, `interrupted`, `unknown` (it may or may not have reached the tool; look before sending it again).
 */
export type SendState =
  | "accepted"
  | "queued"
  | "held"
  | "running"
  | "done"
  | "failed"
  | "interrupted"
  | "unknown";

/** A message that a person sent from here. */
export interface Send {
  /** The client's UUID: the idempotency key, and where the tool allows it the id of the message in the transcript. */
  readonly id: string;
  readonly text: string;
  /** Names and sizes of what goes along; the contents stay on the server. */
  readonly attachments: readonly {
    readonly type: "image" | "text";
    readonly name?: string;
    readonly bytes: number;
  }[];
  readonly state: SendState;
  /** True for a message that goes into the running turn. */
  readonly steer: boolean;
  readonly failure?: Failure;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly endedAt?: number;
  /** US dollars of the turn, as the tool counts them. */
  readonly usd?: number;
}

/** Where a request of the agent stands. `expired`: the tool no longer waits. `orphaned`: its agent is gone. */
export type RequestState = "pending" | "allowed" | "denied" | "answered" | "expired" | "orphaned";

/** A request of the agent as it is kept: it survives reloads and restarts. */
export interface Approval extends Omit<AgentRequest, "id"> {
  /** Ours: unguessable, what `POST /api/approvals/:id` takes. */
  readonly id: string;
  /** Key of the session. */
  readonly session: string;
  readonly state: RequestState;
  readonly at: number;
  readonly endedAt?: number;
  /** What was answered, in a few words for people. */
  readonly answer?: string;
}

/** Another program that runs a session now. */
export interface OtherProgram {
  /** For people: "a terminal", "Visual Studio Code". */
  readonly name: string;
  readonly pid?: number;
  /** `busy`: it is in a turn. `idle`: it is open. `writing`: the transcript grows and nothing else is known. */
  readonly state: "busy" | "idle" | "writing";
}

/** What drives a session from here now. */
export interface DriveState {
  /**
   * `none`: no agent of ours. `starting`: one is being started. `idle`: one waits for the next message. `running`: it
   * is in a turn. `stopping`: it was told to stop.
   */
  readonly state: "none" | "starting" | "idle" | "running" | "stopping";
  /** What the agent is doing, in a few words. */
  readonly phase?: string;
  /** When the turn began; milliseconds since the epoch. */
  readonly since?: number;
  /** Messages that are not over, oldest first, and the last one that is. */
  readonly sends: readonly Send[];
  /** Requests that wait, oldest first, and those that were settled in the last minute. */
  readonly approvals: readonly Approval[];
  readonly model?: string;
  readonly permissionMode?: string;
  /** Tasks that the agent runs in the background. */
  readonly background?: number;
  readonly other?: OtherProgram;
  /** US dollars of the turns of this agent so far, as the tool counts them. */
  readonly usd?: number;
}

/** The part of {@link DriveState} that the list shows. */
export interface DriveBrief {
  readonly state: DriveState["state"];
  readonly queued: number;
  /** Pending approvals and questions: the session needs a person. */
  readonly needs: number;
  /** What the agent does or waits for, in a few words: "runs Bash", "asks to run Bash", "asks a question". */
  readonly reason?: string;
  /** How the last turn failed, until the next one. */
  readonly failed?: string;
}

/** A message to send. */
export interface SendRequest extends RunSettings {
  /** UUID made by the client. */
  readonly id: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** Go into the running turn instead of the queue. Without one it begins a turn. */
  readonly steer?: boolean;
  /** Send although another program runs the session. */
  readonly force?: boolean;
}

/** A session to start. */
export interface StartRequest extends SendRequest {
  /** Id of the configured backend; absent where only one can run. */
  readonly backend?: string;
  readonly cwd: string;
  /** Make the folder when it is missing. */
  readonly create?: boolean;
}

/** What a send answers: the session's key (a new one for start and fork) and the message as it is now. */
export interface SendReceipt {
  readonly key: string;
  readonly send: Send;
}

/** What a reader may change of a message that waits. */
export interface SendChange {
  readonly text?: string;
  /** `steer`: go into the running turn. `queue`: a held message waits again for its turn. */
  readonly move?: "steer" | "queue";
}

/**
 * The only way to drive for a request. Keys, message ids and approval ids that the scope may not see are `undefined`,
 * like missing ones. All throw `VibeDeckError`: `READ_ONLY`, `NOT_SUPPORTED`, `BAD_REQUEST`, `RUNS_ELSEWHERE`,
 * `QUEUE_FULL`, `TOO_MANY_AGENTS`, `TOO_MANY_SENDS`, `FOLDER_MISSING`, `CONFLICT`.
 */
export interface ScopedDrive {
  /** Starts a session. The same `id` again gives the same receipt, whatever else it holds. */
  start(request: StartRequest): Promise<SendReceipt>;
  send(key: string, request: SendRequest): Promise<SendReceipt | undefined>;
  /** A new session that begins as a copy of this one, and a first message into it. */
  fork(key: string, request: SendRequest): Promise<SendReceipt | undefined>;
  /** @throws `CONFLICT` when it no longer waits. */
  change(key: string, sendId: string, change: SendChange): Promise<Send | undefined>;
  remove(key: string, sendId: string): Promise<Send | undefined>;
  /**
   * The whole of a message that waits, for editing, or that came to nothing, for another try.
   * @throws `CONFLICT` for one that is done: the transcript has it.
   */
  sent(key: string, sendId: string): (Send & { readonly whole: string }) | undefined;
  /** Stops the running turn; what waits is held. Resolves at once; the state tells when it is over. */
  interrupt(key: string): Promise<DriveState | undefined>;
  /** Changes the running agent, or what the next one starts with. */
  settings(
    key: string,
    settings: Pick<RunSettings, "model" | "permissionMode">,
  ): Promise<DriveState | undefined>;
  state(key: string): Promise<DriveState | undefined>;
  /** Everything that waits for this person, oldest first. */
  approvals(): readonly Approval[];
  /** The first answer counts. @throws `CONFLICT` when it was settled before, with what was answered. */
  answer(approvalId: string, answer: Answer): Promise<Approval | undefined>;
  /** What the tool offers in a session's folder. */
  info(key: string): Promise<AgentInfo | undefined>;
  /** What the tool offers in a folder, for a new session. */
  infoIn(cwd: string, backend?: string): Promise<AgentInfo>;
  /** Names below the session's folder; `path` is relative to it and stays below it. */
  list(key: string, path: string): Promise<readonly FolderEntry[] | undefined>;
  /** Names in a folder, for choosing where to start. */
  listIn(path: string, backend?: string): Promise<readonly FolderEntry[]>;
}
