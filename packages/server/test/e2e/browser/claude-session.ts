import { randomUUID } from "node:crypto";

/** Where and how a session runs. */
export interface Setting {
  readonly sessionId?: string;
  readonly cwd?: string;
  readonly branch?: string;
  readonly model?: string;
  /** When its first entry was written, in milliseconds since the epoch. */
  readonly start?: number;
}

/** Writes lines as Claude Code 2 does, each the child of the one before and a second later. */
export class ClaudeSession {
  readonly #setting: Required<Setting>;
  #parent: string | null = null;
  #at: number;
  #calls = 0;

  constructor(setting: Setting = {}) {
    const { sessionId = randomUUID(), cwd = "/home/ada/deck", branch = "main" } = setting;
    const { model = "claude-sonnet-4-5-20250929", start = Date.now() - 3_600_000 } = setting;
    this.#setting = { sessionId, cwd, branch, model, start };
    this.#at = start;
  }

  prompt(text: string): string {
    return this.#line({ type: "user", message: { role: "user", content: text } });
  }

  reply(text: string): string {
    return this.#assistant({ type: "text", text }, "end_turn");
  }

  thinking(thinking: string): string {
    return this.#assistant({ type: "thinking", thinking, signature: "c2ln" }, null);
  }

  /** A tool call, and what it gave. */
  tool(name: string, input: object, result: string, isError = false): readonly string[] {
    const id = `toolu_${String(++this.#calls).padStart(24, "0")}`;
    return this.toolWithId(id, name, input, result, isError);
  }

  toolWithId(id: string, name: string, input: object, result: string, isError = false): readonly string[] {
    const content = [{ type: "tool_result", tool_use_id: id, content: result, is_error: isError }];
    return [
      this.#assistant({ type: "tool_use", id, name, input }, "tool_use"),
      this.#line({ type: "user", message: { role: "user", content }, toolUseResult: result }),
    ];
  }

  title(customTitle: string): string {
    return JSON.stringify({ type: "custom-title", customTitle, sessionId: this.#setting.sessionId });
  }

  #assistant(block: object, stopReason: string | null): string {
    return this.#line({
      type: "assistant",
      requestId: `req_${randomUUID()}`,
      message: {
        id: `msg_${randomUUID()}`,
        type: "message",
        role: "assistant",
        model: this.#setting.model,
        content: [block],
        stop_reason: stopReason,
        stop_sequence: null,
        usage: {
          input_tokens: 12,
          cache_creation_input_tokens: 4_000,
          cache_read_input_tokens: 20_000,
          cache_creation: { ephemeral_5m_input_tokens: 4_000, ephemeral_1h_input_tokens: 0 },
          output_tokens: 900,
          service_tier: "standard",
        },
      },
    });
  }

  #line(what: object): string {
    const uuid = randomUUID();
    const { sessionId, cwd, branch } = this.#setting;
    const line = {
      parentUuid: this.#parent,
      isSidechain: false,
      userType: "external",
      cwd,
      sessionId,
      version: "2.0.76",
      gitBranch: branch,
      ...what,
      uuid,
      timestamp: new Date(this.#at).toISOString(),
    };
    this.#parent = uuid;
    this.#at += 1_000;
    return JSON.stringify(line);
  }
}

/** A prompt or an answer for every number from one to another, each with its mark in the text. */
export function talk(session: ClaudeSession, from: number, to: number): string[] {
  const lines: string[] = [];
  for (let n = from; n < to; n++) {
    lines.push(
      n % 10 === 0 ? session.prompt(`Please look at ${mark(n)}.`) : session.reply(`Looked at ${mark(n)}.`),
    );
  }
  return lines;
}

/** A word that names one entry and is in no other. */
export function mark(n: number): string {
  return `mark-${String(n).padStart(6, "0")}`;
}
