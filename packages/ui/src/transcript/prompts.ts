import type { Message } from "@vibedeck/core";

/**
 * The prompt before or after a message.
 * @param from The id of the message in view. With `inside`, its own beginning is out of view already, so that "previous"
 * may be that message itself.
 */
export function neighbourPrompt(
  messages: readonly Message[],
  from: string | undefined,
  step: 1 | -1,
  inside: boolean,
): Message | undefined {
  const at = messages.findIndex((message) => message.id === from);
  if (step === 1) return messages.slice(at + 1).find((message) => message.prompt);
  if (at < 0) return undefined;
  return messages.slice(0, inside ? at + 1 : at).findLast((message) => message.prompt);
}

/** The message that holds the entry at a cursor, else the last one that begins before it, else the first. */
export function messageAt(
  messages: readonly Message[],
  offset: number,
  offsetOf: (message: Message) => number,
): Message | undefined {
  return messages.findLast((message) => offsetOf(message) <= offset) ?? messages[0];
}
