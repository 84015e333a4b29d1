import type { Progress } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { byteSize } from "../format/figures.ts";
import type { DeckState } from "../stream/state.ts";
import type { ConnectionLabel } from "./connection-label.ts";
import { icon } from "./icons.ts";
import type { Theme } from "./theme.ts";

/** What the buttons of the frame do. */
export interface BannerActions {
  readonly home: string;
  theme(): void;
  keys(): void;
  sidebar(): void;
  reconnect(): void;
  dismiss(id: string): void;
  reload(): void;
}

/** The bar at the top: name, connection, theme, help, and who is signed in. */
export function topBar(
  label: ConnectionLabel,
  theme: Theme,
  account: TemplateResult | typeof nothing,
  actions: BannerActions,
): TemplateResult {
  const themeLabel = `Theme: ${theme} (m)`;
  return html`<header class="bar">
    <button class="icon sidebar" aria-label="Show or hide the list" title="Show or hide the list (b)" @click=${actions.sidebar}>${icon("menu")}</button>
    <a class="home" href=${actions.home}><i aria-hidden="true"><b></b></i>VibeDeck</a>
    <span class="space"></span>
    <button class="connection ${label.tone}" title=${label.sentence} @click=${actions.reconnect}>
      <i></i><span role="status">${label.word}</span>
    </button>
    <button class="icon" aria-label=${themeLabel} title=${themeLabel} @click=${actions.theme}>${icon(theme)}</button>
    <button class="icon keys" aria-label="Keyboard map" title="Keyboard map (?)" @click=${actions.keys}>${icon("keys")}</button>
    ${account}
  </header>`;
}

/** What the reader should know before anything else: a lost connection, a newer server, the server's notices. */
export function banners(
  state: DeckState,
  label: ConnectionLabel,
  dismissed: ReadonlySet<string>,
  actions: BannerActions,
): TemplateResult {
  const updated = state.serverVersion !== state.firstVersion;
  const notices = state.notices.filter(({ id }) => !dismissed.has(id));
  return html`
    ${label.tone === "bad" ? html`<div class="banner error"><p>${label.sentence}</p><button class="framed" @click=${actions.reconnect}>Try now</button></div>` : nothing}
    ${updated ? html`<div class="banner info"><p>VibeDeck was updated to ${state.serverVersion}.</p><button class="framed" @click=${actions.reload}>Reload</button></div>` : nothing}
    ${notices.map(
      ({ id, level, text, hint }) => html`<div class="banner ${level}">
        ${icon("notice")}
        <p>${text}${hint === undefined ? nothing : html` <span>${hint}</span>`}</p>
        <button class="icon" aria-label="Dismiss" @click=${() => actions.dismiss(id)}>${icon("close")}</button>
      </div>`,
    )}
  `;
}

/** How far the first reading has come; nothing once it is done. */
export function progressBar(progress: Progress | undefined): TemplateResult | typeof nothing {
  if (progress === undefined || progress.done || progress.totalFiles === 0) return nothing;
  const { files, totalFiles, bytes, totalBytes } = progress;
  const share = totalBytes > 0 ? bytes / totalBytes : files / totalFiles;
  return html`<div class="progress" role="progressbar" aria-label="Reading transcripts" aria-valuemin="0" aria-valuemax="100"
    aria-valuenow=${Math.round(share * 100)} .style=${`--share:${Math.min(1, share)}`}>
    Reading transcripts: ${files.toLocaleString()} of ${totalFiles.toLocaleString()}, ${byteSize(bytes)} of ${byteSize(totalBytes)}
  </div>`;
}

/** Why no message can be sent to a session from here. */
export function whyNot(text: string, parent: string | undefined): TemplateResult {
  return html`<p class="why">${text} ${parent === undefined ? nothing : html`<a href=${parent}>Go to the parent</a>`}</p>`;
}

/** What stands where a transcript will be. @param start Address of the page for a new session, where one can be started. */
export function welcome(
  { loaded, sessions }: Pick<DeckState, "loaded" | "sessions">,
  start: string | undefined,
): TemplateResult {
  const button =
    start === undefined ? nothing : html`<a class="main" href=${start}>${icon("plus")} New session</a>`;
  if (loaded === "all" && sessions.size === 0) {
    return html`<div class="welcome"><h1>Nothing to watch yet</h1><p>The first session opens the deck.</p>${button}</div>`;
  }
  return html`<div class="welcome">
    <h1>${loaded === "none" ? "VibeDeck" : "Pick a session"}</h1>
    <p>Every session on the left is live: what the agent does shows up here while it does it.</p>
    ${button}
    <dl>
      ${start === undefined ? nothing : html`<dt><kbd>n</kbd></dt><dd>start a session</dd>`}
      <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>go through the list</dd>
      <dt><kbd>/</kbd></dt><dd>filter it</dd>
      <dt><kbd>J</kbd> <kbd>K</kbd></dt><dd>jump between prompts</dd>
      <dt><kbd>?</kbd></dt><dd>all keys</dd>
    </dl>
  </div>`;
}

/** Reminds an admin of what they look at. @param base Address of their own list. */
export function everyoneBanner(base: string): TemplateResult {
  return html`<div class="banner warning everyone">
    ${icon("notice")}<p>You see everybody's sessions; this is recorded.</p><a href=${base}>Only mine</a>
  </div>`;
}

/** What stands where there is no such page, or not for this reader. */
export function nothingHere(list: string): TemplateResult {
  return html`<div class="welcome"><h1>There is nothing here</h1><p>The page was moved, or it is not yours to see.</p><a class="main" href=${list}>To the list</a></div>`;
}
