import { load } from "./lazy.ts";

/** What shows a session. The list comes before it. */
export const loadReading = (): void => load("reading", () => import("../transcript/reading-view.ts"));

export const loadComposer = (): void => load("composer", () => import("../composer/composer.ts"));

export const loadNewSession = (): void => load("new-session", () => import("../new-session/new-session.ts"));

export const loadAccount = (): void => load("account", () => import("../account/account-menu.ts"));

export const loadAdmin = (): void => load("admin", () => import("../admin/admin-page.ts"));

export const loadDetails = (): void => void import("../details/details-panel.ts");

let soon = false;

/** Loads what an opened session needs, once the browser has nothing else to do. */
export function loadReadingSoon(): void {
  if (soon) return;
  soon = true;
  const idle = "requestIdleCallback" in globalThis ? requestIdleCallback : setTimeout;
  idle(() => loadReading());
}
