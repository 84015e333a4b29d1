import { type JsonObject, own, type TitleSource } from "@vibedeck/core";
import { clip, keep } from "./clip.ts";
import { type FactsState, MAX_PROMPT, MAX_TITLE } from "./state.ts";

const MAX_FOREIGN_TITLES = 24;
const MAX_FOREIGN_TITLE = 80;

/** A UUID and a little more. */
const MAX_ANCHOR = 40;

/** `custom-title`: a person's own; an empty one takes it back. */
export function readCustomTitle(state: FactsState, line: JsonObject): void {
  state.customTitle = text(line, "customTitle");
}

/** `agent-name`: a person's own too, or the name of a job in the background. */
export function readAgentName(state: FactsState, line: JsonObject): void {
  state.agentName = text(line, "agentName");
}

/** `ai-title`: written again and again, mostly the same. */
export function readAiTitle(state: FactsState, line: JsonObject): void {
  if (own(line, "aiTitle") !== state.aiTitle) state.aiTitle = text(line, "aiTitle");
}

/** `last-prompt`: the last resort for a title when the prompts themselves are gone. */
export function readLastPrompt(state: FactsState, line: JsonObject): void {
  const prompt = own(line, "lastPrompt");
  if (typeof prompt === "string") state.recordedPrompt = clip(prompt, MAX_PROMPT) ?? state.recordedPrompt;
}

/**
 * `summary`: a title for whichever session holds the entry `leafUuid`, mostly another file's. The last ones are
 * kept for the others, and compared with the entries that follow.
 */
export function readSummary(state: FactsState, line: JsonObject): void {
  const anchor = keep(own(line, "leafUuid"), MAX_ANCHOR);
  const title = text(line, "summary");
  if (anchor === null || title === null) return;
  if (anchor === state.anchor) state.summary = title;
  const known = state.titlesFor.findIndex((item) => item.anchor === anchor);
  if (known >= 0) state.titlesFor.splice(known, 1);
  else if (state.titlesFor.length >= MAX_FOREIGN_TITLES) state.titlesFor.shift();
  state.titlesFor.push({ anchor, title: clip(title, MAX_FOREIGN_TITLE) ?? title });
}

/** The uuid of an entry: what a summary in any file may refer to. */
export function readAnchor(state: FactsState, line: JsonObject): void {
  const uuid = own(line, "uuid");
  if (typeof uuid !== "string" || uuid === "" || uuid.length > MAX_ANCHOR) return;
  state.anchor = uuid;
  for (const item of state.titlesFor) if (item.anchor === uuid) state.summary = item.title;
}

/** The best title that is known, and where it came from. */
export function titleOf(
  state: FactsState,
): { readonly title: string; readonly source: TitleSource } | undefined {
  const custom = state.customTitle ?? state.agentName;
  if (custom !== null) return { title: custom, source: "custom" };
  if (state.aiTitle !== null) return { title: state.aiTitle, source: "ai" };
  if (state.summary !== null) return { title: state.summary, source: "summary" };
  const prompt = state.firstPrompt ?? state.recordedPrompt ?? state.firstCommand;
  if (prompt !== null) return { title: clip(prompt, MAX_TITLE) ?? prompt, source: "prompt" };
  return state.slug === null ? undefined : { title: state.slug, source: "id" };
}

function text(line: JsonObject, key: string): string | null {
  const value = own(line, key);
  return typeof value === "string" ? clip(value, MAX_TITLE) : null;
}
