import { signOut } from "../account/sign-out.ts";
import type { BannerActions } from "./app-templates.ts";
import type { AppHost } from "./app-view.ts";
import { openKeys } from "./dialogs.ts";
import { asApiError } from "./http.ts";
import { loadDetails } from "./parts.ts";
import { writePreference } from "./preferences.ts";
import { applyTheme, nextTheme } from "./theme.ts";

/** What changes the page around the sessions. */
export interface FrameActions extends BannerActions {
  toggleDetails(): void;
  signOut(): void;
  /** Says something to the reader, for a moment. */
  tell(text: string): void;
}

export function frameActions({ page, store, router, told }: AppHost): FrameActions {
  const tell = (text: string): void => told.tell(text);
  return {
    theme: () => {
      page.theme = nextTheme(page.theme);
      applyTheme(page.theme);
    },
    keys: () => void openKeys(page),
    sidebar: () => {
      page.listHidden = !page.listHidden;
    },
    reconnect: () => store.connection.connect(),
    dismiss: (id) => {
      page.dismissed = new Set([...page.dismissed, id]);
    },
    reload: () => location.reload(),
    home: router.address({ page: "list" }),
    toggleDetails: () => {
      page.detailsOpen = !page.detailsOpen;
      writePreference("details", page.detailsOpen);
      if (page.detailsOpen) loadDetails();
    },
    signOut: () => {
      signOut(store.api.http).catch((error: unknown) => tell(`Not signed out: ${asApiError(error).message}`));
    },
    tell,
  };
}
