import type { DriveState, SessionSummary } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { type ComposerPlace, composerPlace } from "../drive/composer-place.ts";
import type { SessionCommand } from "../session/session-head.ts";
import type { AppActions } from "./app-actions.ts";
import { whyNot } from "./app-templates.ts";
import type { AppView } from "./app-view.ts";
import { loadComposer, loadReading } from "./parts.ts";
import type { Route } from "./route.ts";

/** What is known of an open session so far; all but the key comes later. */
interface Open {
  readonly key: string;
  readonly cursor: string | undefined;
  readonly session: SessionSummary | undefined;
  readonly drive: DriveState | undefined;
  readonly place: ComposerPlace;
}

/** An open session: its head, its transcript, and where to write to it. */
export function reading(
  view: AppView,
  actions: AppActions,
  route: Extract<Route, { readonly page: "session" }>,
): TemplateResult {
  loadReading();
  const { store, shown } = view;
  const { key, cursor } = route;
  const session = shown.at(route);
  const drive = shown.isOthers(session) ? undefined : store.drive.state(key);
  const open: Open = { key, cursor, session, drive, place: composerPlace(session, store.backends, store.me) };
  return html`
    ${head(view, actions, open)}
    ${transcript(view, actions, open)}
    ${composing(view, actions, open)}
  `;
}

function head(
  { page, router, attention, shown }: AppView,
  actions: AppActions,
  { key, session, place }: Open,
): TemplateResult {
  return html`<vibedeck-session-head .session=${session} .href=${router.href} .needing=${attention.others(key)} .detailsOpen=${page.detailsOpen} .canFork=${place.kind === "composer" && place.canFork} ?composing=${place.kind === "composer"}
    .parent=${session?.parent === undefined ? undefined : shown.all.get(session.parent)}
    @command=${(event: CustomEvent<SessionCommand>) => actions.command(event.detail)}
    @rename=${(event: CustomEvent<string | null>) => actions.patch(key, { title: event.detail })}
  ></vibedeck-session-head>`;
}

function transcript(
  { store, router, shown }: AppView,
  actions: AppActions,
  { key, cursor, session, drive }: Open,
): TemplateResult {
  return html`<vibedeck-transcript .api=${store.api} .sessionKey=${key} .cursor=${cursor} .session=${session} .agents=${shown.agents} .href=${router.href}
    .drive=${drive} .feed=${store.drive}
    @transcript-ready=${() => store.connection.connect()}
    @open-raw=${(event: CustomEvent<{ key: string; cursors: readonly string[] }>) => actions.openRaw(event.detail)}
    @copy-link=${(event: CustomEvent<{ key: string; cursor?: string }>) => actions.copyLink(event.detail)}
    @copy-text=${(event: CustomEvent<string>) => actions.copy(event.detail)}
    @tell=${(event: CustomEvent<string>) => actions.tell(event.detail)}
  ></vibedeck-transcript>`;
}

function composing(
  { page, store, router }: AppView,
  actions: AppActions,
  { key, session, drive, place }: Open,
): TemplateResult | typeof nothing {
  if (place.kind === "nothing") return nothing;
  if (place.kind === "why")
    return whyNot(place.text, place.parent === undefined ? undefined : router.sessionHref(place.parent));
  loadComposer();
  return html`<vibedeck-composer .store=${store} .owner=${store.me?.principal.id ?? ""} .sessionKey=${key} .session=${session} .drive=${drive}
    .canFork=${place.canFork} .forking=${page.forking} @fork=${(event: CustomEvent<boolean>) => actions.fork(event.detail)}
    @go-session=${(event: CustomEvent<{ key: string }>) => actions.go({ page: "session", key: event.detail.key })} @new-session=${() => actions.begin()}
    @tell=${(event: CustomEvent<string>) => actions.tell(event.detail)}></vibedeck-composer>`;
}
