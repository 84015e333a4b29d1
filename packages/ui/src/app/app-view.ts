import type { LitElement } from "lit";
import type { Attending } from "../notify/attending.ts";
import type { DeckStore } from "./deck-store.ts";
import type { PageElements } from "./page-elements.ts";
import type { Route } from "./route.ts";
import type { Router } from "./router.ts";
import type { ShownSessions } from "./shown-sessions.ts";
import type { Theme } from "./theme.ts";
import type { Told } from "./told.ts";

/** What the page itself knows, beside what the server tells. A change of it is shown. */
export interface PageState {
  route: Route;
  theme: Theme;
  /** For what is shown relative to it, in milliseconds since 1970. */
  now: number;
  detailsOpen: boolean;
  listHidden: boolean;
  /** Ids of the notices that the reader has put away. */
  dismissed: ReadonlySet<string>;
  forking: boolean;
}

/** What the templates of the page show. */
export interface AppView {
  readonly page: Readonly<PageState>;
  readonly store: DeckStore;
  readonly router: Router;
  readonly attention: Attending;
  readonly shown: ShownSessions;
}

/** What the actions of the page work on. */
export interface AppHost extends AppView {
  readonly page: LitElement & PageState;
  readonly elements: PageElements;
  readonly told: Told;
}
