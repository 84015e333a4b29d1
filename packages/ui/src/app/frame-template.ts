import type { SessionPatch } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import "../list/session-list.ts";
import { account } from "./account-templates.ts";
import type { AppActions } from "./app-actions.ts";
import { banners, everyoneBanner, progressBar, topBar } from "./app-templates.ts";
import type { AppView } from "./app-view.ts";
import { canStart } from "./can-start.ts";
import { connectionLabel } from "./connection-label.ts";
import { details } from "./details-template.ts";
import { main } from "./main-template.ts";

/** Everything but what stands before it while the reader is not let in. */
export function frame(view: AppView, actions: AppActions): TemplateResult {
  const { page, store, router, shown } = view;
  const { state } = store;
  const label = connectionLabel(store.connectionState, navigator.onLine, page.now);
  const session = shown.at(page.route);
  return html`
    ${topBar(label, page.theme, account(view, actions), actions)}
    <div class="banners" role="region" aria-label="Notices">${router.everyone ? everyoneBanner(router.base) : nothing} ${banners(state, label, page.dismissed, actions)} ${progressBar(state.progress)}</div>
    <div class="body on-${page.route.page} ${page.listHidden && page.route.page === "session" ? "no-list" : ""}">
      ${list(view, actions)}
      <main>${main(view, actions)}</main>
      ${page.detailsOpen && session !== undefined ? details(view, actions, session) : nothing}
    </div>
  `;
}

function list({ page, store, router, attention, shown }: AppView, actions: AppActions): TemplateResult {
  const { state, error, broken, me } = store;
  const indexing = state.progress !== undefined && !state.progress.done;
  return html`<vibedeck-session-list role="navigation" aria-label="Sessions"
    .sessions=${shown.all} .selected=${page.route.page === "session" ? page.route.key : undefined} .now=${page.now}
    .status=${{ loaded: state.loaded, total: state.total, indexing, error, broken, signedIn: me?.auth === true }} .href=${router.sessionHref}
    .reader=${router.everyone ? (me?.principal.id ?? "") : undefined}
    @open-session=${(event: CustomEvent<{ key: string; replace: boolean }>) => actions.open(event.detail.key, event.detail.replace)}
    .notifier=${attention.notifier} @tell=${(event: CustomEvent<string>) => actions.tell(event.detail)}
    .canStart=${canStart(store)} @new-session=${() => actions.begin()}
    @expand-session=${(event: CustomEvent<{ key: string }>) => void store.readDetail(event.detail.key)}
    @patch-session=${(event: CustomEvent<{ key: string; change: SessionPatch }>) => actions.patch(event.detail.key, event.detail.change)}
    @retry=${() => void store.read()}
  ></vibedeck-session-list>`;
}
