import { VibeDeckError } from "./errors.ts";
import type { Json } from "./json.ts";

/** What a person wants the tool to do. */
export type Action =
  | {
      readonly type: "start";
      readonly sessionId: string;
      readonly cwd: string;
      readonly model?: string;
      readonly permissionMode?: string;
    }
  | {
      readonly type: "resume";
      readonly sessionId: string;
      readonly cwd: string;
      readonly model?: string;
      readonly permissionMode?: string;
    }
  | {
      readonly type: "fork";
      readonly sessionId: string;
      readonly newSessionId: string;
      readonly cwd: string;
      readonly model?: string;
    };

/** A command to run: an argument vector, never a shell string. Prompts go over stdin. */
export interface CommandSpec {
  readonly argv: readonly [string, ...string[]];
  /** Absolute working directory. */
  readonly cwd: string;
  /** The whole environment of the process. */
  readonly env: { readonly [name: string]: string };
}

/** A running agent, wherever it runs. */
export interface AgentProcess {
  write(chunk: string): Promise<void>;
  /** Lines of standard output. */
  lines(): AsyncIterable<string>;
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Settles when the process and all it started are gone; `null` when the exit code is not known. */
  readonly exit: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** What the tool says while it runs. Unknown events pass through as `raw`. */
export type ConversationEvent =
  | { readonly type: "text"; readonly messageId: string; readonly delta: string }
  | { readonly type: "end"; readonly ok: boolean; readonly reason?: string; readonly usd?: number }
  | { readonly type: "raw"; readonly value: Json };

/** The tool's own protocol, both ways. */
export interface Conversation {
  events(): AsyncIterable<ConversationEvent>;
  send(text: string): Promise<void>;
  interrupt(): Promise<void>;
}

/** An action to a command (pure), and a command to a running agent. */
export interface Cli {
  /** @throws `VibeDeckError` `NOT_SUPPORTED` when the backend cannot do it. */
  command(action: Action): CommandSpec;
  start(spec: CommandSpec, signal: AbortSignal): Promise<AgentProcess>;
  converse(process: AgentProcess): Conversation;
}

/** The `cli` part of a backend that shows sessions but cannot run the tool: every call throws `NOT_SUPPORTED`. */
export function viewOnlyCli(tool: string): Cli {
  const refuse = (): never => {
    throw new VibeDeckError("NOT_SUPPORTED", `The ${tool} backend shows sessions; it cannot run ${tool}.`);
  };
  return { command: refuse, start: async () => refuse(), converse: refuse };
}
