import { html, type TemplateResult } from "lit";
import { startable } from "../drive/composer-place.ts";
import { users } from "./account-templates.ts";
import type { AppActions } from "./app-actions.ts";
import { welcome } from "./app-templates.ts";
import type { AppView } from "./app-view.ts";
import { canStart } from "./can-start.ts";
import { loadNewSession } from "./parts.ts";
import { reading } from "./reading-template.ts";

/** What the route is about. */
export function main(view: AppView, actions: AppActions): TemplateResult {
  const { store, router } = view;
  const { route } = view.page;
  if (route.page === "session") return reading(view, actions, route);
  if (route.page === "admin") return users(view, actions);
  if (route.page === "new" && canStart(store) !== false) return starting(view, actions, route.from);
  return welcome(store.state, canStart(store) ? router.href("/new") : undefined);
}

function starting({ store, shown }: AppView, actions: AppActions, from: string | undefined): TemplateResult {
  loadNewSession();
  return html`<vibedeck-new-session .store=${store} .owner=${store.me?.principal.id ?? ""} .sessions=${shown.all}
    .backends=${startable(store.backends, store.me)} .from=${from === undefined ? undefined : shown.all.get(from)}
    @go-session=${(event: CustomEvent<{ key: string }>) => actions.go({ page: "session", key: event.detail.key }, true)}
    @leave=${() => actions.go(from === undefined ? { page: "list" } : { page: "session", key: from })}></vibedeck-new-session>`;
}
