import type { AgentInfo, Conversation } from "./conversation.ts";
import { VibeDeckError } from "./errors.ts";
import type { Json } from "./json.ts";
import type { Root } from "./parts.ts";
import type { Owner } from "./principal.ts";

/** What may be chosen when an agent starts. */
export interface RunSettings {
  /** A model as {@link AgentInfo.models} names it. Absent: the tool's own choice. */
  readonly model?: string;
  /** One of {@link AgentInfo.permissionModes}. Absent: the tool's own choice. */
  readonly permissionMode?: string;
  /** Absolute paths of more directories that the tool may work in. */
  readonly addDirs?: readonly string[];
}

/** What a person wants the tool to do. */
export type Action =
  /** `sessionId`: a UUID made by the host, never by a client. */
  | ({ readonly type: "start"; readonly sessionId: string; readonly cwd: string } & RunSettings)
  /** `cwd`: the directory the session was started in. */
  | ({ readonly type: "resume"; readonly sessionId: string; readonly cwd: string } & RunSettings)
  | ({
      readonly type: "fork";
      readonly sessionId: string;
      readonly newSessionId: string;
      readonly cwd: string;
    } & RunSettings)
  /** Start the tool without a turn, to learn what it offers in a directory. It must leave no session behind. */
  | { readonly type: "inspect"; readonly cwd: string }
  /** Print the version and end. */
  | { readonly type: "version" };

/** A command to run: an argument vector, never a shell string. Prompts go over stdin. */
export interface CommandSpec {
  /** The program's bare name first: the place that runs it knows where it lies. One token for each option. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute working directory as the tool sees it. */
  readonly cwd: string;
  /** Variables that the command needs beside those of the place that runs it. */
  readonly env: { readonly [name: string]: string };
}

/** For whom, and for which session, a command runs. */
export interface RunContext {
  readonly owner: Owner;
  /** The tool's id of the session; absent for `inspect` and `version`. */
  readonly sessionId?: string;
  /** The root that the session's transcript lies in, or will. */
  readonly root?: Root;
  /** Tells what is being prepared, in a few words for people: "creating your sandbox". */
  progress(text: string): void;
}

/** How a process ended. */
export interface AgentExit {
  /** `null` when it is not known, or when a signal ended it. */
  readonly code: number | null;
  readonly signal?: string;
  /** The last 8 kB at most of what it wrote to standard error. */
  readonly stderr: string;
  /** Why it ended, where its place knows better than the code tells: "The sandbox ran out of memory." For people. */
  readonly reason?: string;
  /** What to do about {@link AgentExit.reason}. */
  readonly hint?: string;
}

/** The signals that end an agent, mildest first. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGKILL";

/** A running agent, wherever it runs. */
export interface AgentProcess {
  /** How a later run of the host finds it again with {@link Cli.recover}. Absent: it cannot outlive the host. */
  readonly record?: Json;
  /** The process id as the tool's own state files have it, where that is known. */
  readonly pid?: number;
  /** Resolves when the chunk was handed over; waits while the process does not read. @throws when it is gone. */
  write(chunk: string): Promise<void>;
  /** Closes standard input. */
  end(): void;
  /**
   * Lines of standard output, once. A line over the bound of 32 MB is dropped and one empty line stands for it.
   * A reader that does not read makes the process wait.
   */
  lines(): AsyncIterable<string>;
  /** Signals the process and everything it started. Nothing happens when it is gone. */
  signal(name: EndSignal): Promise<void>;
  /**
   * Lets it go, because the host stops: its input ends, the turn it is in goes on, and a later host finds it by
   * {@link AgentProcess.record}. Nothing is told of it here any more. Absent: it ends with the host.
   */
  detach?(): void;
  /** Settles when the process and all it started are gone. */
  readonly exit: Promise<AgentExit>;
}

/** What is left of a process that an earlier run of the host started. */
export interface Orphan {
  /**
   * True for one that finishes its turn by itself and is let: the session is shown as working, its turn can be
   * stopped, and messages wait for its end. Others are ended.
   */
  readonly goesOn?: boolean;
  signal(name: EndSignal): Promise<void>;
  readonly gone: Promise<void>;
}

/** How one user's place is. `foreign`: something else has its name, and is left alone. */
export type PlaceState = "stopped" | "starting" | "running" | "paused" | "foreign" | "unknown";

/** The place in which one user's agents run: a sandbox, for example. */
export interface Place {
  /** Whose it is. Of a `foreign` one: whose it would be. */
  readonly owner: Owner;
  /** Its name where it runs: `sandbox-alice`. */
  readonly name: string;
  readonly state: PlaceState;
  /** In a few words, for the operator: why it is so. */
  readonly detail?: string;
  /** Since when it runs; milliseconds since the epoch. */
  readonly since?: number;
  /** Agents that run in it now. */
  readonly agents: number;
  /** When it will be stopped if nothing happens; milliseconds since the epoch. */
  readonly stopsAt?: number;
  /** What it uses, while it runs: bytes, processes, and CPU seconds since it was started. */
  readonly use?: {
    readonly memoryBytes: number;
    readonly memoryLimitBytes: number;
    readonly cpuSeconds: number;
    readonly cpus: number;
    readonly processes?: number;
  };
}

/** All places of a backend, and what they run on. */
export interface PlaceReport {
  /** What they run on: "Docker 20.10.24, runsc". */
  readonly engine: {
    readonly ok: boolean;
    readonly text: string;
    readonly problem?: string;
    readonly hint?: string;
  };
  readonly places: readonly Place[];
  /** How many may run at once, and how many wait for that. */
  readonly limit: number;
  readonly waiting: number;
}

/** The places that a backend keeps for its users, for whoever runs the server. */
export interface Places {
  /** Whether a user's place, and with it their root, is made when they first ask for a folder in it. */
  readonly onDemand?: boolean;
  /** All there are. Never starts one. */
  report(signal: AbortSignal): Promise<PlaceReport>;
  /**
   * Stops a user's place with all that runs in it. The next message starts it again.
   * @returns whether there was one that ran.
   * @throws `VibeDeckError` `UNAVAILABLE` when it cannot be stopped, `CONFLICT` for one that is not ours.
   */
  stop(owner: Owner): Promise<boolean>;
}

/** Whether the tool can be run. */
export interface Availability {
  readonly ok: boolean;
  readonly version?: string;
  /** Where it was found, or how it is signed in: for people, without secrets. */
  readonly detail?: string;
  /** Why not, and what to do. */
  readonly problem?: string;
  readonly hint?: string;
}

/** A name in a directory, for completion. */
export interface FolderEntry {
  readonly name: string;
  readonly directory: boolean;
}

/**
 * An action to a command (pure), a command to a running agent, and the tool's protocol.
 *
 * `start`, `recover`, `folder`, `list` and `places` are the *place*: where the tool runs. A backend that runs the same
 * tool elsewhere overrides those and takes the rest as it is; `available` must therefore work through `start`. Where
 * starting something only to ask is dear, it overrides `available` too.
 */
export interface Cli {
  /** @throws `VibeDeckError` `NOT_SUPPORTED` when the backend cannot do it, `BAD_REQUEST` for an id, model, mode or path that is refused. */
  command(action: Action): CommandSpec;
  /** @throws `VibeDeckError` `AGENT_MISSING` when the program is not there, `FOLDER_MISSING` when the directory is not, `UNAVAILABLE`. */
  start(spec: CommandSpec, signal: AbortSignal, run: RunContext): Promise<AgentProcess>;
  converse(process: AgentProcess): Conversation;
  /** Never starts a session to find out. Absent: not known before the first start. */
  available?(signal: AbortSignal, run: RunContext): Promise<Availability>;
  /** Finds a process by its {@link AgentProcess.record}; `undefined` when it is gone or another one has its number. */
  recover?(record: Json): Promise<Orphan | undefined>;
  /**
   * Checks a directory to work in, and makes it with its parents when `create` is set.
   * @returns the path as the tool will see it, links resolved.
   * @throws `VibeDeckError` `FOLDER_MISSING`, `BAD_REQUEST` for a path that is refused.
   */
  folder?(path: string, owner: Owner, create: boolean): Promise<string>;
  /** What lies in a directory, at most 1,000 names, directories first; empty when it cannot be read. */
  list?(path: string, owner: Owner): Promise<readonly FolderEntry[]>;
  /**
   * How long an agent waits for its next message at most, in milliseconds, where keeping one costs more than its own
   * process. Absent: as long as the host thinks fit.
   */
  readonly idleMs?: number;
  /** The places that it keeps for its users. Absent: it keeps none. */
  readonly places?: Places;
}

/** The `cli` part of a backend that shows sessions but cannot run the tool: every call throws `NOT_SUPPORTED`. */
export function viewOnlyCli(tool: string): Cli {
  const refuse = (): never => {
    throw new VibeDeckError("NOT_SUPPORTED", `The ${tool} backend shows sessions; it cannot run ${tool}.`);
  };
  return { command: refuse, start: async () => refuse(), converse: refuse };
}
