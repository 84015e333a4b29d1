import type { SessionSummary } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { shownTitle } from "../list/shown-title.ts";
import { folderOf, type recentFolders } from "./recent-folders.ts";

/** Folders that are offered as buttons. */
const QUICK = 5;

/** What the buttons are made of. */
export interface QuickFolders {
  /** The session that the new one is to be like. */
  readonly from: SessionSummary | undefined;
  readonly recent: ReturnType<typeof recentFolders>;
  /** The folder that is chosen now. */
  readonly chosen: string;
  readonly choose: (path: string) => void;
}

/** The folders that are most likely meant, to be chosen by a touch. */
export function quickFolders({
  from,
  recent,
  chosen,
  choose,
}: QuickFolders): TemplateResult | typeof nothing {
  const own = from === undefined ? undefined : folderOf(from);
  const others = recent.filter(({ path }) => path !== own).slice(0, QUICK);
  if (own === undefined && others.length === 0) return nothing;
  const chip = (path: string, name: TemplateResult | string): TemplateResult =>
    html`<button type="button" class="framed" title=${path} aria-pressed=${path === chosen} @click=${() => choose(path)}>${name}</button>`;
  return html`<div class="quick" role="group" aria-label="Recent folders">
    ${own === undefined || from === undefined ? nothing : chip(own, html`<span>Same as</span> <bdi>${shownTitle(from)}</bdi>`)}
    ${others.map(({ path, name }) => chip(path, html`<bdi>${name}</bdi>`))}
  </div>`;
}
