import { type JsonObject, own, type Suggestion } from "@vibedeck/core";
import { filledField, firstLine, objectsField, textField, textsField } from "../entry/index.ts";

/** More are no help to anybody. */
const MAX_SUGGESTIONS = 20;
const MAX_WORDS = 300;

const PLACES: ReadonlyMap<string, string> = new Map([
  ["localSettings", ".claude/settings.local.json of this project (yours only)"],
  ["projectSettings", ".claude/settings.json (shared with the team)"],
  ["userSettings", "your settings, all projects"],
  ["session", "only while this agent runs"],
  ["cliArg", "only while this agent runs"],
]);

/** What the tool offers to remember, in words, and the updates as the tool wants them back. */
export interface Suggested {
  readonly suggestions: readonly Suggestion[];
  readonly updates: ReadonlyMap<string, JsonObject>;
}

/** Reads `permission_suggestions`. Kinds that are not known are offered too, by their name. */
export function suggested(request: JsonObject, modes: readonly string[]): Suggested {
  const suggestions: Suggestion[] = [];
  const updates = new Map<string, JsonObject>();
  for (const update of objectsField(request, "permission_suggestions")) {
    if (suggestions.length >= MAX_SUGGESTIONS) break;
    const text = words(update);
    // A mode that this server does not allow must not come in by the back door.
    if (text === undefined || !isAllowed(update, modes)) continue;
    const id = String(suggestions.length + 1);
    suggestions.push({ id, text: firstLine(text, MAX_WORDS), where: whereOf(update) });
    updates.set(id, update);
  }
  return { suggestions, updates };
}

function isAllowed(update: JsonObject, modes: readonly string[]): boolean {
  const mode = own(update, "mode");
  return own(update, "type") !== "setMode" || (typeof mode === "string" && modes.includes(mode));
}

function words(update: JsonObject): string | undefined {
  const type = textField(update, "type");
  const behavior = textField(update, "behavior");
  if (type === "setMode") return modeWords(textField(update, "mode"));
  if (type === "addDirectories") return `Let it work in ${list(textsField(update, "directories"))}`;
  if (type === "removeDirectories")
    return `No longer let it work in ${list(textsField(update, "directories"))}`;
  const rules = list(objectsField(update, "rules").flatMap(ruleWords));
  if (rules === "") return type === undefined ? undefined : `Remember: ${type}`;
  const verb =
    behavior === "deny" ? "Always refuse" : behavior === "ask" ? "Always ask before" : "Always allow";
  if (type === "removeRules") return `Forget the rule for ${rules}`;
  return `${verb} ${rules}`;
}

function modeWords(mode: string | undefined): string | undefined {
  if (mode === "acceptEdits") return "Accept all edits from now on";
  return mode === undefined ? undefined : `Go on in the mode "${mode}"`;
}

function ruleWords(rule: JsonObject): readonly string[] {
  const tool = filledField(rule, "toolName");
  const content = filledField(rule, "ruleContent");
  if (tool === undefined) return [];
  if (content === undefined) return [tool];
  return tool === "Bash" || tool === "PowerShell" ? [`\`${content}\``] : [`${tool} of ${content}`];
}

function list(items: readonly string[]): string {
  return items.join(", ");
}

function whereOf(update: JsonObject): string {
  const destination = textField(update, "destination") ?? "";
  return PLACES.get(destination) ?? (destination === "" ? "as the tool decides" : destination);
}
