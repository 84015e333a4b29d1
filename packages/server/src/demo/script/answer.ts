import type { JsonObject } from "@vibedeck/core";
import { serviceId, signature } from "./ids.ts";
import type { ToolUse } from "./tool-use.ts";
import type { TranscriptFile } from "./transcript-file.ts";
import type { UsageMeter } from "./usage-meter.ts";

/** A block of an answer and how long it took. */
interface Piece {
  readonly pause: number;
  readonly block: JsonObject;
  readonly characters: number;
}

/** A call that was made, and the entry it stands in. */
export interface Call {
  readonly id: string;
  readonly entry: string;
  readonly use: ToolUse;
}

const THINKING_PER_SECOND = 120;
const WRITING_PER_SECOND = 200;

/** One answer of the model while it grows: Claude Code writes a line for each of its blocks. */
export class Answer {
  readonly #pieces: Piece[] = [];
  readonly #uses: { readonly id: string; readonly use: ToolUse; readonly piece: number }[] = [];
  #thinking = 0;

  think(text: string): void {
    this.#thinking += text.length;
    this.#piece({ type: "thinking", thinking: text, signature: signature() }, text, THINKING_PER_SECOND);
  }

  say(text: string): void {
    this.#piece({ type: "text", text }, text, WRITING_PER_SECOND);
  }

  call(use: ToolUse): void {
    const id = serviceId("toolu");
    this.#uses.push({ id, use, piece: this.#pieces.length });
    const { name, input } = use;
    this.#piece(
      { type: "tool_use", id, name, input, caller: { type: "direct" } },
      JSON.stringify(input),
      WRITING_PER_SECOND,
    );
  }

  get empty(): boolean {
    return this.#pieces.length === 0;
  }

  /** Writes the answer; all of its lines share the id and the usage. */
  write(file: TranscriptFile, meter: UsageMeter, model: string): readonly Call[] {
    const written = this.#pieces.reduce((sum, { characters }) => sum + characters, 0);
    const message = {
      model,
      id: serviceId("msg"),
      type: "message",
      role: "assistant",
      stop_reason: this.#uses.length > 0 ? "tool_use" : "end_turn",
      stop_sequence: null,
      stop_details: null,
      usage: meter.answer(written - this.#thinking, this.#thinking),
    };
    const requestId = serviceId("req");
    const entries = this.#pieces.map(({ pause, block }) =>
      file.entry(pause, { type: "assistant", message: { ...message, content: [block] }, requestId }),
    );
    return this.#uses.map(({ id, use, piece }) => ({ id, use, entry: entries[piece] ?? "" }));
  }

  #piece(block: JsonObject, text: string, perSecond: number): void {
    const pause = 600 + Math.round((text.length / perSecond) * 1_000);
    this.#pieces.push({ pause, block, characters: text.length });
  }
}
