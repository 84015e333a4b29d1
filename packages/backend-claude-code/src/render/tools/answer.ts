import type { ImageBlock, Json, JsonObject, ToolResultView } from "@vibedeck/core";

/** What one line of a transcript says of a tool's answer. */
export interface Answer {
  /** The text that the model was given, without reminders. */
  readonly text: string;
  readonly images: readonly ImageBlock[];
  /** The line's `toolUseResult`: a structure of the tool's own, an error text, or nothing. */
  readonly detail: Json | undefined;
}

/**
 * Recognises the structure of one kind of tool and turns it into a view; `undefined` when it is another's. The line
 * of an answer does not name the tool, so the shape decides.
 */
export type ResultReader = (detail: JsonObject, answer: Answer) => ToolResultView | undefined;

/** Turns a tool's input into a view; `undefined` when it lacks what the tool cannot do without. */
export type InputReader<View> = (input: JsonObject) => View | undefined;

/** The view of an answer that is just text, with its images. */
export function textAnswer(answer: Answer, text: string = answer.text): ToolResultView {
  return { kind: "text", text, ...(answer.images.length === 0 ? {} : { images: answer.images }) };
}
