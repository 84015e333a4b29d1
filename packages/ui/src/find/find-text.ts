import type { Message } from "@vibedeck/core";

/** Fields that are not shown as text. */
const SILENT: ReadonlySet<string> = new Set([
  "type",
  "kind",
  "toolId",
  "format",
  "mediaType",
  "level",
  "input",
  "data",
  "cursor",
]);
/** Most characters of one message that are searched. */
const MAX_TEXT = 400_000;

const texts = new WeakMap<Message, string>();

/** Everything a message shows, in lower case, for finding. */
export function findText(message: Message): string {
  let text = texts.get(message);
  if (text === undefined) {
    const parts: string[] = [];
    collect(message.blocks, parts, 0);
    text = parts.join("\n").slice(0, MAX_TEXT).toLocaleLowerCase();
    texts.set(message, text);
  }
  return text;
}

/** The ids of the messages in which a text occurs, in file order; case does not matter. */
export function findMessages(messages: readonly Message[], sought: string): readonly string[] {
  const needle = sought.trim().toLocaleLowerCase();
  if (needle === "") return [];
  return messages.filter((message) => findText(message).includes(needle)).map((message) => message.id);
}

function collect(value: unknown, into: string[], depth: number): void {
  if (typeof value === "string") into.push(value);
  if (typeof value !== "object" || value === null || depth > 12) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into, depth + 1);
    return;
  }
  for (const [name, item] of Object.entries(value)) if (!SILENT.has(name)) collect(item, into, depth + 1);
}
