import { composerPlace } from "../drive/composer-place.ts";
import type { AppHost } from "./app-view.ts";
import { canStart } from "./can-start.ts";
import type { Route } from "./route.ts";

/** What brings the reader elsewhere. */
export interface MoveActions {
  /** Goes to a route. With `replace` the browser's "back" does not come here again. */
  go(route: Route, replace?: boolean): void;
  /** Opens a session of the list. With `replace` the reader is only passing by: the keyboard stays in the list. */
  open(key: string, replace: boolean): void;
  /** To the page for a new session, like the open one. Returns false where no session can be started. */
  begin(): boolean;
  /** Begins to write to a fork of the open session, or leaves it. */
  fork(forking: boolean): void;
  /** The same with one key, where the open session can be forked. */
  toggleFork(): void;
}

export function moveActions({ page, store, router, shown, elements }: AppHost): MoveActions {
  const fork = (forking: boolean): void => {
    page.forking = forking;
    if (forking) void page.updateComplete.then(() => elements.composer?.focus());
  };
  return {
    go: (route, replace) => router.go(route, replace),
    open: (key, replace) => {
      router.go({ page: "session", key }, replace && page.route.page === "session");
      if (!replace) void page.updateComplete.then(() => elements.transcript?.focus());
    },
    begin: () => {
      if (!canStart(store)) return false;
      const from = page.route.page === "session" ? { from: page.route.key } : {};
      router.go({ page: "new", ...from });
      return true;
    },
    fork,
    toggleFork: () => {
      const place = composerPlace(shown.at(page.route), store.backends, store.me);
      if (place.kind === "composer" && place.canFork) fork(!page.forking);
    },
  };
}
