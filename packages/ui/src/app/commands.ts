import type { SessionCommand } from "../session/session-head.ts";
import type { AppActions } from "./app-actions.ts";
import type { AppHost } from "./app-view.ts";
import type { Shortcut } from "./shortcuts.ts";

/** Does what a key asks for. Returns false when the key should do what it always does. */
export function runShortcut(shortcut: Shortcut, host: AppHost, actions: AppActions): boolean {
  const { list, head, composer, transcript } = host.elements;
  if (shortcut === "filter") list?.focusFilter();
  else if (shortcut === "next-session" || shortcut === "previous-session")
    list?.move(shortcut === "next-session" ? 1 : -1);
  else if (shortcut === "theme") actions.theme();
  else if (shortcut === "keys") actions.keys();
  else if (shortcut === "new-session") return actions.begin();
  else if (transcript === null) return false;
  else if (shortcut === "find") void transcript.find();
  else if (shortcut === "first") transcript.toStart();
  else if (shortcut === "last") transcript.toEnd();
  else if (shortcut === "page-down") transcript.page(0.85);
  else if (shortcut === "page-up") transcript.page(-0.85);
  else if (shortcut === "sidebar") actions.sidebar();
  else if (shortcut === "write") composer?.focus();
  else if (shortcut === "rename") void head?.rename();
  else runCommand(shortcut === "list" ? "back" : shortcut, host, actions);
  return true;
}

/** Does what a button of the session's head asks for. */
export function runCommand(command: SessionCommand, host: AppHost, actions: AppActions): void {
  const { transcript } = host.elements;
  const session = host.shown.at(host.page.route);
  if (command === "back") actions.go({ page: "list" });
  else if (command === "find") void transcript?.find();
  else if (command === "next-prompt") void transcript?.toPrompt(1);
  else if (command === "previous-prompt") void transcript?.toPrompt(-1);
  else if (command === "tools") transcript?.toggleTools();
  else if (command === "details") actions.toggleDetails();
  else if (command === "fork") actions.toggleFork();
  else if (session !== undefined && command === "pin")
    actions.patch(session.key, { pinned: !session.pinned });
  else if (session !== undefined) actions.patch(session.key, { archived: !session.archived });
}
