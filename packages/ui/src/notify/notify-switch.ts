import { html, nothing, svg, type TemplateResult } from "lit";
import type { NotifierState } from "./notifier.ts";

const TOLD: { readonly [State in NotifierState]: string } = {
  missing: "This browser cannot notify you here.",
  off: "Notifications are off.",
  on: "You are notified when a session needs you or its turn ends, while VibeDeck is not in view.",
  blocked: "Your browser blocks notifications of this page; its settings can allow them.",
};

/** The switch for notifications of the browser; nothing where there are none. */
export function notifySwitch(
  state: NotifierState,
  toggle: () => Promise<NotifierState>,
  tell: (text: string) => void,
): TemplateResult | typeof nothing {
  if (state === "missing") return nothing;
  const on = state === "on";
  const press = async (): Promise<void> => tell(TOLD[await toggle()]);
  return html`<button role="switch" aria-checked=${on} title=${on ? "Notifications are on" : "Notify me when a session needs me"} @click=${press}>
    <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
      >${svg`<path d="M8 2a4 4 0 0 1 4 4c0 4 1.500 5 1.500 5h-11S4 10 4 6a4 4 0 0 1 4-4zM6.500 13.500h3"/>`}${on ? nothing : svg`<path d="M2.500 2.500l11 11"/>`}</svg>
    Notify me
  </button>`;
}
