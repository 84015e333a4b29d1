import type { SessionPatch } from "@vibedeck/core";
import type { AppHost } from "./app-view.ts";
import { copyText } from "./copy-text.ts";
import { openRaw } from "./dialogs.ts";
import { asApiError } from "./http.ts";
import { formatRoute, type Route } from "./route.ts";

/** What is done with a session, and with what it says. */
export interface SessionActions {
  patch(key: string, change: SessionPatch): void;
  copy(text: string): void;
  /** Copies the address of a session, or of a place in it. */
  copyLink(place: { readonly key: string; readonly cursor?: string }): void;
  /** Shows entries as the transcript has them. */
  openRaw(entries: { readonly key: string; readonly cursors: readonly string[] }): void;
}

export function sessionActions({ page, store, router, shown, told }: AppHost): SessionActions {
  const patch = async (key: string, change: SessionPatch): Promise<void> => {
    if (shown.isOthers(shown.all.get(key))) {
      told.tell("Only the owner of this session can change it");
      return;
    }
    try {
      await store.patch(key, change);
    } catch (error) {
      told.tell(`Not saved: ${asApiError(error).message}`);
    }
  };
  const copy = async (text: string, done: string): Promise<void> => {
    told.tell((await copyText(text)) ? done : "Could not copy");
  };
  return {
    patch: (key, change) => void patch(key, change),
    copy: (text) => void copy(text, "Copied"),
    copyLink: ({ key, cursor }) => {
      const route: Route = { page: "session", key, ...(cursor === undefined ? {} : { cursor }) };
      void copy(location.origin + formatRoute(route, router.base), "Link copied");
    },
    openRaw: (entries) => void openRaw(page, store.api, entries),
  };
}
