import type { RawEntry } from "../../entry.ts";
import type { Message } from "../../message.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { Hub } from "../stream/hub.ts";
import { wireMessages } from "../view/wire-messages.ts";
import { messagesEvent } from "./messages-event.ts";

/** Who may want to know what a transcript got. */
export interface ShowSources {
  readonly hub: Hub;
  /** Whether `seen` wants to know of a session. Asked for every append: it must cost nothing. */
  readonly driven: (key: string) => boolean;
  /** A driven session's transcript got these messages; after a whole reading its last ones, some of them known. */
  readonly seen: (record: FileRecord, messages: readonly Message[]) => void;
}

/** Entries that were appended between two offsets of a generation. */
export interface Appended {
  readonly current: string;
  readonly entries: readonly RawEntry[];
  readonly from: number;
  readonly to: number;
}

/** Renders what was appended once, for those who follow the session and for what drives it; for nobody not at all. */
export function showAppended(
  { hub, driven, seen }: ShowSources,
  record: FileRecord,
  appended: Appended,
): void {
  const { current, entries, from, to } = appended;
  const wanted = driven(record.key);
  const followed = hub.followed.has(record.key);
  if (!wanted && !followed) return;
  const messages = entries.flatMap((entry) => wireMessages(record.mounted.backend, current, entry, false));
  if (followed) {
    const data = messagesEvent(record, current, messages, from, to);
    hub.followed.keep(record.key, { epoch: record.epoch, from, to, data });
  }
  if (wanted) seen(record, messages);
}
