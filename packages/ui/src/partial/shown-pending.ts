import type { Message } from "@vibedeck/core";
import type { PendingSend } from "../drive/pending-sends.ts";

/**
 * The reader's messages that the transcript does not hold yet.
 * @param messages What is loaded, its end being the end of the transcript.
 * @param atStart Whether its beginning is that of the transcript.
 */
export function shownPending(
  sends: readonly PendingSend[],
  messages: readonly Message[],
  atStart: boolean,
): readonly PendingSend[] {
  if (sends.length === 0) return sends;
  const first = atStart ? undefined : messages[0]?.at;
  const wanted = new Set(sends.map(({ id }) => id));
  const held = new Set(messages.flatMap(({ id }) => (wanted.has(id) ? [id] : [])));
  // Older than everything that is loaded: it stands further up, in a page that was not read.
  return sends.filter(({ id, at }) => !held.has(id) && !(first !== undefined && first > at));
}
