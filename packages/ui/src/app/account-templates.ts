import { html, nothing, type TemplateResult } from "lit";
import { lockedPage } from "../account/locked.ts";
import type { AppActions } from "./app-actions.ts";
import { nothingHere } from "./app-templates.ts";
import type { AppView } from "./app-view.ts";
import { loadAccount, loadAdmin } from "./parts.ts";
import { readerGone } from "./reader.ts";

/** Who is signed in; nothing where nobody signs in. */
export function account({ store, router }: AppView, actions: AppActions): TemplateResult | typeof nothing {
  if (store.me?.auth !== true) return nothing;
  loadAccount();
  return html`<vibedeck-account .me=${store.me} .users=${router.href("/admin")} @sign-out=${actions.signOut}></vibedeck-account>`;
}

/** The page of all users, for admins. */
export function users({ page, store, router }: AppView, actions: AppActions): TemplateResult {
  const { me } = store;
  if (me === undefined) return html``;
  if (me.principal.admin !== true) return nothingHere(actions.home);
  loadAdmin();
  return html`<vibedeck-admin .http=${store.api.http} .reader=${me.principal.id} .now=${page.now} .everyone=${router.everyone}
    @tell=${(event: CustomEvent<string>) => actions.tell(event.detail)}></vibedeck-admin>`;
}

/** What stands before everything while the reader is not let in. */
export function locked(
  { page, store, router }: AppView,
  actions: AppActions,
): TemplateResult | typeof nothing {
  return lockedPage(store.access.state, readerGone(), {
    // Where something in front signs people in, the page itself is the way there.
    signIn: store.me?.auth === false ? router.address(page.route) : router.signIn,
    signOut: store.me?.canSignOut === false ? undefined : actions.signOut,
  });
}
