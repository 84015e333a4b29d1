import type { DriveState } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import type { QueueControl } from "./queue-control.ts";
import { queueRow } from "./queue-row.ts";
import { goesOnAlone } from "./run-line.ts";
import { queueOf } from "./send-words.ts";

/** The messages above the box; nothing when none waits or came to nothing. */
export function queueList(
  drive: DriveState | undefined,
  { dismissed, editing, busy, actions }: QueueControl,
): TemplateResult | typeof nothing {
  const sends = queueOf(drive, dismissed);
  if (sends.length === 0) return nothing;
  const view = { running: drive?.state === "running" && !goesOnAlone(drive), editing, busy, now: Date.now() };
  return html`<ol class="queue" aria-label="Messages that wait">${sends.map((send) => queueRow(send, view, actions))}</ol>`;
}
