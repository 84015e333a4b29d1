import { tagText } from "./tags.ts";
import { wrapperOf } from "./wrapper.ts";

/** A slash command that a person typed. */
export interface SlashCommand {
  /** With its slash. */
  readonly name: string;
  readonly args: string;
}

/** Reads `<command-name>` and `<command-args>`; `undefined` when the text is no slash command. */
export function parseCommand(text: string): SlashCommand | undefined {
  if (wrapperOf(text) !== "command") return undefined;
  const name = (tagText(text, "command-name") ?? tagText(text, "command-message") ?? "").trim();
  if (name === "") return undefined;
  return {
    name: name.startsWith("/") ? name : `/${name}`,
    args: (tagText(text, "command-args") ?? "").trim(),
  };
}
