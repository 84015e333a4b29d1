import type { AppActions } from "./app-actions.ts";
import type { AppHost } from "./app-view.ts";
import { runShortcut } from "./commands.ts";
import { isTyping, shortcutOf } from "./shortcuts.ts";

/**
 * Does what keys, and clicks on the app's own links, ask for, until the signal aborts.
 * @param locked Whether the keys mean nothing now.
 */
export function watchInput(
  host: AppHost,
  actions: AppActions,
  locked: () => boolean,
  signal: AbortSignal,
): void {
  const pressed = (event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event, isTyping(event));
    if (shortcut === undefined || event.defaultPrevented || locked() || host.elements.dialogOpen) return;
    if (runShortcut(shortcut, host, actions)) event.preventDefault();
  };
  const clicked = (event: MouseEvent): void => {
    const route = host.router.routeOfClick(event);
    if (route === undefined) return;
    event.preventDefault();
    host.router.go(route);
  };
  addEventListener("keydown", pressed, { signal });
  host.page.addEventListener("click", clicked, { signal });
}
