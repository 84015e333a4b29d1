import { isObject, type Message, own, type RawEntry, type SessionFacts } from "@vibedeck/core";

/** What a reducer of the scripted tool's transcript keeps. */
export interface LinesState {
  lines: number;
  title: string;
  cwd: string;
  model: string;
  last: number;
  activity: "working" | "idle";
}

export const NO_LINES: LinesState = { lines: 0, title: "", cwd: "", model: "", last: 0, activity: "idle" };

/** The message that a line of the transcript, or of the protocol, holds. */
export function messageOf(line: unknown, offset = 0): Message {
  const id = text(line, "id") || `x${offset}`;
  const role = text(line, "role");
  const at = field(line, "at");
  return {
    id,
    role: role === "user" || role === "assistant" ? role : "system",
    ...(typeof at === "number" ? { at } : {}),
    ...(role === "user" ? { prompt: true } : {}),
    blocks: [
      text(line, "kind") === "thinking"
        ? { type: "thinking", text: text(line, "text") }
        : { type: "text", text: text(line, "text"), format: "plain" },
    ],
  };
}

/** Folds a line into the state. */
export function reduceLine(state: LinesState, entry: RawEntry): LinesState {
  const at = field(entry.value, "at");
  return {
    lines: state.lines + 1,
    title: state.title || text(entry.value, "text").slice(0, 100),
    cwd: state.cwd || text(entry.value, "cwd"),
    model: text(entry.value, "model") || state.model,
    last: typeof at === "number" ? at : state.last,
    activity: text(entry.value, "state") === "working" ? "working" : "idle",
  };
}

/** What the state says of the session. */
export function factsOf(state: LinesState): SessionFacts {
  return {
    ...(state.title === "" ? {} : { title: state.title, titleSource: "prompt" }),
    ...(state.cwd === "" ? {} : { projectPath: state.cwd, cwd: state.cwd }),
    ...(state.model === "" ? {} : { model: state.model }),
    ...(state.last === 0 ? {} : { lastMessageAt: state.last }),
    activity: { state: state.activity },
    counts: {
      lines: state.lines,
      prompts: 0,
      replies: 0,
      toolCalls: 0,
      toolErrors: 0,
      bad: 0,
      unknown: 0,
      compactions: 0,
    },
  };
}

function field(line: unknown, name: string): unknown {
  return isObject(line) ? own(line, name) : undefined;
}

function text(line: unknown, name: string): string {
  const value = field(line, name);
  return typeof value === "string" ? value : "";
}
