import type { SessionPatch, SessionSummary } from "@vibedeck/core";
import type { Composer } from "../composer/composer.ts";
import type { SessionList } from "../list/session-list.ts";
import type { SessionCommand, SessionHead } from "../session/session-head.ts";
import type { TranscriptView } from "../transcript/transcript-view.ts";
import type { BannerActions } from "./app-templates.ts";
import type { Shortcut } from "./shortcuts.ts";

/** The parts of the page that keys and buttons act on, where they are there. */
export interface CommandHost {
  readonly actions: BannerActions;
  session(): SessionSummary | undefined;
  transcript(): TranscriptView | null;
  composer(): Composer | null;
  list(): SessionList | null;
  head(): SessionHead | null;
  toList(): void;
  /** Returns false where no session can be started. */
  begin(): boolean;
  fork(): void;
  toggleDetails(): void;
  patch(key: string, change: SessionPatch): void;
}

/** Does what a key asks for. Returns false when the key should do what it always does. */
export function runShortcut(shortcut: Shortcut, host: CommandHost): boolean {
  const transcript = host.transcript();
  if (shortcut === "filter") host.list()?.focusFilter();
  else if (shortcut === "next-session" || shortcut === "previous-session")
    host.list()?.move(shortcut === "next-session" ? 1 : -1);
  else if (shortcut === "theme") host.actions.theme();
  else if (shortcut === "keys") host.actions.keys();
  else if (shortcut === "new-session") return host.begin();
  else if (transcript === null) return false;
  else if (shortcut === "find") void transcript.find();
  else if (shortcut === "first") transcript.toStart();
  else if (shortcut === "last") transcript.toEnd();
  else if (shortcut === "page-down") transcript.page(0.85);
  else if (shortcut === "page-up") transcript.page(-0.85);
  else if (shortcut === "sidebar") host.actions.sidebar();
  else if (shortcut === "write") host.composer()?.focus();
  else if (shortcut === "rename") void host.head()?.rename();
  else runCommand(shortcut === "list" ? "back" : shortcut, host);
  return true;
}

/** Does what a button of the session's head asks for. */
export function runCommand(command: SessionCommand, host: CommandHost): void {
  const transcript = host.transcript();
  const session = host.session();
  if (command === "back") host.toList();
  else if (command === "find") void transcript?.find();
  else if (command === "next-prompt") void transcript?.toPrompt(1);
  else if (command === "previous-prompt") void transcript?.toPrompt(-1);
  else if (command === "tools") transcript?.toggleTools();
  else if (command === "details") host.toggleDetails();
  else if (command === "fork") host.fork();
  else if (session !== undefined && command === "pin") host.patch(session.key, { pinned: !session.pinned });
  else if (session !== undefined) host.patch(session.key, { archived: !session.archived });
}
