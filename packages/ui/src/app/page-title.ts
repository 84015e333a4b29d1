import type { SessionSummary } from "@vibedeck/core";
import type { Route } from "./route.ts";

const TITLES: { readonly [Page in Route["page"]]?: string } = { new: "New session", admin: "Users" };

/** What the tab is called. */
export function pageTitle(route: Route, session: SessionSummary | undefined): string {
  const title = TITLES[route.page] ?? session?.title;
  return title === undefined ? "VibeDeck" : `${title} · VibeDeck`;
}
