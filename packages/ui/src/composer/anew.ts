import type { AgentInfo } from "@vibedeck/core";
import { type BoxContent, type Boxes, NEW_PLACE } from "./boxes.ts";

/** `/clear` and its other names (Claude Code 2.1.330), and what follows. */
const ANEW = /^\s*\/(clear|reset|new)(?:\s+([\s\S]*))?$/;

/**
 * What follows the command to start anew; `undefined` when a text is another one. The tool would go on under another
 * session id, away from the page that shows this session: so it begins a session of its own instead.
 * @param commands What the tool offers, as far as that is known: one with the name of an alias is somebody's own.
 */
export function anewText(text: string, commands: AgentInfo["commands"]): string | undefined {
  const match = ANEW.exec(text);
  if (match === null) return undefined;
  const [, name, rest = ""] = match;
  if (name !== "clear" && commands.some((command) => command.name === name)) return undefined;
  return rest.trim();
}

/** Takes what stands in a session's box into that of the new session, before what waits there. */
export function takeAnew(boxes: Boxes, place: string, text: string, files: BoxContent["files"]): void {
  const waiting = boxes.read(NEW_PLACE);
  const texts = [text, waiting.text].filter((part) => part !== "");
  boxes.write(NEW_PLACE, { text: texts.join("\n\n"), files: [...waiting.files, ...files] });
  boxes.write(place, { text: "", files: [] });
}
