import { html, nothing, type TemplateResult } from "lit";
import { brokenBackends } from "./broken-backends.ts";
import type { ListStatus } from "./session-list.ts";

/** What stands in the list's place until the first page is here. */
export function listSkeleton(): TemplateResult {
  const rows = Array.from({ length: 9 }, () => html`<div class="skeleton"><i></i><i></i></div>`);
  return html`<div aria-busy="true"><span class="hidden-text" role="status">Loading sessions</span>${rows}</div>`;
}

/** Why nothing is shown, and what can be done. */
export interface EmptyList {
  readonly filtered: boolean;
  readonly archived: boolean;
  readonly canStart: boolean;
}

/** What stands in the list's place when there is nothing to show, and what to do about it. */
export function emptyList(
  status: ListStatus,
  { filtered, archived, canStart }: EmptyList,
  retry: () => void,
): TemplateResult {
  const { error } = status;
  if (error !== undefined) {
    return html`<div class="empty" role="alert">
      <h2>The sessions could not be loaded</h2>
      <p>${error.message}</p>
      ${error.hint === undefined ? nothing : html`<p>${error.hint}</p>`}
      <button class="framed" @click=${retry}>Try again</button>
    </div>`;
  }
  if (filtered) {
    return html`<div class="empty"><h2>${archived ? "Nothing archived" : "No match"}</h2>
      <p>${archived ? "Sessions that you archive are kept here." : "No session has all these words in its title, project, branch, model or first prompt."}</p>
      ${status.loaded === "some" ? html`<p>Older sessions are still loading.</p>` : nothing}
    </div>`;
  }
  if (status.indexing) {
    return html`<div class="empty"><h2>Reading the transcripts</h2><p>The newest sessions come first, in a moment.</p></div>`;
  }
  if (status.signedIn) {
    return html`<div class="empty">
      <h2>No sessions yet</h2>
      ${brokenBackends(status.broken)}
      <p>What your agent does appears here while it does it.${canStart ? " Your first message begins a session." : ""}</p>
    </div>`;
  }
  return html`<div class="empty">
    <h2>No sessions yet</h2>
    ${brokenBackends(status.broken)}
    <p>Start your coding agent in any project, for example <code>claude</code>, and the session appears here while it runs.</p>
    <p>Are the transcripts kept elsewhere? <code>vibedeck doctor</code> says where VibeDeck looks, and <code>vibedeck serve --demo</code> shows invented sessions.</p>
  </div>`;
}
