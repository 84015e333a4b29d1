import type { Json, JsonObject } from "@vibedeck/core";
import { Answer, type Call } from "./answer.ts";
import type { Beat } from "./beat.ts";
import { agentId, serviceId, uuid } from "./ids.ts";
import type { ToolUse } from "./tool-use.ts";
import { type Surroundings, TranscriptFile } from "./transcript-file.ts";
import { UsageMeter } from "./usage-meter.ts";

/** Who plays, and where. */
export interface Cast {
  /** Default: a new id. */
  readonly sessionId?: string;
  readonly cwd: string;
  readonly branch: string;
  readonly model: string;
  /** Default `acceptEdits`. */
  readonly mode?: "default" | "acceptEdits" | "plan" | "bypassPermissions";
  /** Tokens in the context before the first prompt. Default 24,000. */
  readonly context?: number;
}

/** What a sub-agent is asked to do. */
export interface Errand {
  readonly type: string;
  readonly description: string;
  readonly prompt: string;
  readonly model: string;
}

const VERSION = "2.1.312";

/** Writes a session the way one would tell it: what the person asks, what Claude thinks, says and does. */
export class SessionScript {
  readonly beats: Beat[] = [];
  readonly sessionId: string;
  readonly #cast: Cast;
  readonly #file: TranscriptFile;
  readonly #meter: UsageMeter;
  readonly #agent: boolean;
  #answer: Answer = new Answer();
  #promptId: string = uuid();
  #messages = 0;
  #turnStart = 0;

  /** @param agent id of the sub-agent whose transcript this is. */
  constructor(cast: Cast, agent?: string) {
    this.sessionId = cast.sessionId ?? uuid();
    this.#cast = cast;
    this.#agent = agent !== undefined;
    const { cwd, branch } = cast;
    const around: Surroundings = { sessionId: this.sessionId, cwd, branch, version: VERSION };
    this.#file = new TranscriptFile(agent === undefined ? around : { ...around, agentId: agent }, this.beats);
    this.#meter = new UsageMeter(cast.context ?? 24_000);
    if (!this.#agent) this.#open();
  }

  /** A person writes, after thinking it over. Images are PNG files. */
  prompt(text: string, images: readonly Uint8Array[] = [], afterSeconds = 40): void {
    this.#flush();
    this.#promptId = uuid();
    if (!this.#agent) this.#file.checkpoint();
    this.#turnStart = this.beats.length;
    const content = images.length === 0 ? text : [...imageBlocks(images), { type: "text", text }];
    this.#user(afterSeconds * 1_000, content, this.#agent ? {} : this.#typed());
    this.#meter.take(text.length + images.length * 5_000);
    if (!this.#agent) this.state({ type: "last-prompt", lastPrompt: text, leafUuid: this.#file.last });
  }

  think(text: string): void {
    this.#answer.think(text);
  }

  say(text: string): void {
    this.#answer.say(text);
  }

  /** Calls tools at the same time, and takes what they answer in that order. */
  use(...uses: readonly ToolUse[]): void {
    for (const { id, entry, use } of this.call(...uses)) this.result(id, entry, use);
  }

  /** Calls tools that have not answered yet. */
  call(...uses: readonly ToolUse[]): readonly Call[] {
    for (const use of uses) this.#answer.call(use);
    return this.#flush();
  }

  /** What a tool answers to a call. */
  result(toolId: string, entry: string, use: ToolUse): void {
    const block: JsonObject = {
      tool_use_id: toolId,
      type: "tool_result",
      content: use.content,
      ...(use.failed === true ? { is_error: true } : {}),
    };
    this.#user(use.seconds * 1_000, [block], { toolUseResult: use.detail, sourceToolAssistantUUID: entry });
    this.#meter.take(JSON.stringify(use.content).length);
  }

  /** Claude's last words in a turn. */
  finish(text: string): void {
    this.say(text);
    this.#flush();
    if (this.#agent) return;
    const durationMs = this.beats.slice(this.#turnStart).reduce((sum, beat) => sum + beat.pause, 0);
    this.system({ subtype: "turn_duration", durationMs, messageCount: this.#messages, isMeta: false });
  }

  /** The name that Claude Code gives the session. */
  title(aiTitle: string): void {
    this.state({ type: "ai-title", aiTitle });
  }

  /** Writes an answer that was begun. */
  settle(): void {
    this.#flush();
  }

  /** Others act: beats of other transcripts while this one waits. */
  meanwhile(beats: readonly Beat[]): void {
    this.#flush();
    this.beats.push(...beats);
  }

  /** Tokens in the context now. */
  get context(): number {
    return this.#meter.context;
  }

  /** An entry that keeps a state of the session. */
  state(fields: JsonObject): void {
    this.#flush();
    this.#file.state(fields);
  }

  /** An entry of the tool chain itself. */
  system(fields: JsonObject, pauseMs = 30): void {
    this.#flush();
    this.#file.entry(pauseMs, { type: "system", ...fields });
  }

  /** What the tool chain tells the model beside the conversation. */
  attach(attachment: JsonObject): void {
    this.#flush();
    this.#file.entry(20, { type: "attachment", attachment });
  }

  /** A line that stands in the person's name and that nobody typed as a prompt. */
  aside(content: Json, fields: JsonObject = {}, pauseMs = 500): void {
    this.#flush();
    this.#user(pauseMs, content, fields);
  }

  /** What Claude Code says in the model's name when a request fails. */
  apiError(text: string, error: string): void {
    this.#flush();
    const usage = {
      input_tokens: 0,
      output_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    };
    const message = {
      id: uuid(),
      model: "<synthetic>",
      role: "assistant",
      type: "message",
      stop_reason: "stop_sequence",
      stop_sequence: "",
      usage,
      content: [{ type: "text", text }],
    };
    this.#file.entry(900, {
      type: "assistant",
      message,
      requestId: serviceId("req"),
      error,
      isApiErrorMessage: true,
    });
  }

  /** The conversation is replaced by a summary of it. */
  compact(summary: string, tokens: number): void {
    this.#flush();
    const compactMetadata = {
      trigger: "auto",
      preTokens: this.#meter.context,
      postTokens: tokens,
      durationMs: 48_200,
    };
    this.system(
      { subtype: "compact_boundary", content: "Conversation compacted", level: "info", compactMetadata },
      48_200,
    );
    this.#meter.compact(tokens);
    const opening = "This session is being continued from a previous conversation that ran out of context.";
    this.#user(100, `${opening} The summary below covers the earlier part.\n\n${summary}`, {
      isVisibleInTranscriptOnly: true,
      isCompactSummary: true,
    });
  }

  /** A sub-agent of this session: a transcript of its own, with beats of its own. */
  agent(errand: Errand): { readonly id: string; readonly script: SessionScript } {
    const id = agentId();
    const { cwd, branch } = this.#cast;
    const cast: Cast = { sessionId: this.sessionId, cwd, branch, model: errand.model, context: 14_000 };
    const script = new SessionScript(cast, id);
    script.prompt(errand.prompt, [], 1);
    return { id, script };
  }

  #open(): void {
    this.state({ type: "mode", mode: "normal" });
    this.state({ type: "permission-mode", permissionMode: this.#cast.mode ?? "acceptEdits" });
  }

  #typed(): JsonObject {
    const { mode = "acceptEdits" } = this.#cast;
    return { permissionMode: mode, origin: { kind: "human" }, promptSource: "typed" };
  }

  #user(pauseMs: number, content: Json, fields: JsonObject): void {
    this.#messages++;
    this.#file.entry(pauseMs, {
      promptId: this.#promptId,
      type: "user",
      message: { role: "user", content },
      ...fields,
    });
  }

  #flush(): readonly Call[] {
    if (this.#answer.empty) return [];
    const answer = this.#answer;
    this.#answer = new Answer();
    this.#messages++;
    return answer.write(this.#file, this.#meter, this.#cast.model);
  }
}

function imageBlocks(images: readonly Uint8Array[]): readonly JsonObject[] {
  return images.flatMap((png, index) => [
    { type: "text", text: `[Image #${index + 1}]` },
    {
      type: "image",
      source: { type: "base64", media_type: "image/png", data: Buffer.from(png).toString("base64") },
    },
  ]);
}
