import type { StreamItem } from "@vibedeck/core";

/** Writes events as the stream's text. */
export function framesOf(items: readonly StreamItem[]): string {
  let text = "";
  for (const item of items)
    text += `id: ${oneLine(item.id)}\nevent: ${item.type}\ndata: ${oneLine(item.data)}\n\n`;
  return text;
}

/** Says goodbye and when to come back. It carries no id: whoever resumes does so after the last real event. */
export function byeFrame(retryMs: number): string {
  return `retry: ${retryMs}\nevent: bye\ndata: ${JSON.stringify({ retryMs })}\n\n`;
}

/** Says that the reader is signed in no more. A stream that begins again is answered 401. */
export const AUTH_FRAME = "event: auth\ndata: {}\n\n";

/** Keeps proxies from closing a quiet stream, and finds out whether somebody is still there. */
export const HEARTBEAT = ":\n\n";

/** Data is JSON on one line already; should it ever not be, a line break must not begin a field. */
function oneLine(text: string): string {
  return text.includes("\n") || text.includes("\r") ? text.replace(/[\r\n]+/g, " ") : text;
}
