import { isObject, type Json, type JsonObject } from "@vibedeck/core";

/** A request for a message, as far as the tests look at it. */
export interface Heard {
  readonly model: string;
  /** What the person said last, without the tool's own reminders. */
  readonly said: string;
  /** What tools answered in the last message. */
  readonly results: readonly string[];
  /** What the person said while tools ran; Claude Code tells it in the name of the system. */
  readonly steered: readonly string[];
  /** All of it together. */
  readonly last: string;
  /** Whether the model may call tools: requests without are the tool's own, for titles and the like. */
  readonly tools: boolean;
  readonly body: JsonObject;
}

/** Reads the body of a request. */
export function heardIn(body: JsonObject): Heard {
  const messages = listOf(body["messages"]).filter(isObject);
  const content = messages.findLast(({ role }) => role !== "system")?.["content"];
  const blocks =
    typeof content === "string" ? [{ type: "text", text: content }] : listOf(content).filter(isObject);
  const said = blocks
    .map((block) => block["text"])
    .filter((text) => typeof text === "string" && !text.startsWith("<system-reminder>"))
    .join("\n");
  const results = blocks
    .filter(({ type }) => type === "tool_result")
    .map((block) => textOf(block["content"]));
  const since = messages.slice(messages.findLastIndex(({ role }) => role === "assistant") + 1);
  const steered = since
    .filter(({ role }) => role === "system")
    .map((message) => textOf(message["content"]))
    .filter((text) => text.startsWith("The user sent a new message while you were working:"));
  return {
    model: String(body["model"]),
    said,
    results,
    steered,
    last: [...results, said, ...steered].join("\n"),
    tools: listOf(body["tools"]).length > 0,
    body,
  };
}

function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((block) => (isObject(block) ? String(block["text"] ?? "") : ""))
    .join("\n");
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
