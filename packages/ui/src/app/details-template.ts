import type { SessionPatch, SessionSummary } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import type { AppActions } from "./app-actions.ts";
import type { AppView } from "./app-view.ts";

/** What is known of the open session, beside it. */
export function details(
  { store, router, shown }: AppView,
  actions: AppActions,
  session: SessionSummary,
): TemplateResult {
  const agents = [...shown.all.values()].filter((other) => other.parent === session.key);
  return html`<vibedeck-details .api=${store.api} .session=${session} .agents=${agents} .href=${router.href}
    @close-details=${() => actions.toggleDetails()} @copy-text=${(event: CustomEvent<string>) => actions.copy(event.detail)}
    @patch-session=${(event: CustomEvent<{ key: string; change: SessionPatch }>) => actions.patch(event.detail.key, event.detail.change)}></vibedeck-details>`;
}
