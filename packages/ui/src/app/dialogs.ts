import type { LitElement } from "lit";
import type { Api } from "./api.ts";

/** Shows the keyboard map; its code comes when it is first wanted. */
export async function openKeys(app: LitElement): Promise<void> {
  await import("../dialog/keys-dialog.ts");
  const dialog = only(app, "vibedeck-keys-dialog");
  if ("open" in dialog && typeof dialog.open === "function") dialog.open();
}

/** Shows entries as the transcript has them. */
export async function openRaw(
  app: LitElement,
  api: Api,
  { key, cursors }: { readonly key: string; readonly cursors: readonly string[] },
): Promise<void> {
  const { RawDialog } = await import("../dialog/raw-dialog.ts");
  const dialog = only(app, "vibedeck-raw-dialog");
  if (dialog instanceof RawDialog) dialog.open(api, key, cursors);
}

/** The app's one dialog, replaced by the wanted kind. It stands in the app, so that its events come out there. */
function only(app: LitElement, name: string): HTMLElement {
  for (const old of app.renderRoot.querySelectorAll("[data-dialog]")) old.remove();
  const dialog = document.createElement(name);
  dialog.dataset["dialog"] = "";
  app.renderRoot.append(dialog);
  return dialog;
}
