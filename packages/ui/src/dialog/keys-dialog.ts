import { type CSSResultGroup, css, html, LitElement, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { base } from "../style/base.ts";
import { dialogStyles } from "./dialog-styles.ts";
import { KEY_GROUPS } from "./key-groups.ts";

/** Keys that the card of a request takes, or the page while there is just one. */
const REQUEST: readonly (readonly [key: string, label: string])[] = [
  ["a", "Allow once, approve the plan"],
  ["d", "Deny, keep planning"],
  ["1 – 9", "Choose an answer"],
  ["Esc", "Back to the buttons"],
];

/** The keyboard map. */
export class KeysDialog extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    dialogStyles,
    css`
      .body {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr));
        gap: var(--space-6);
      }

      h3 {
        margin-bottom: var(--space-3);
        color: var(--muted);
        font-size: var(--text-sm);
      }

      dl {
        display: grid;
        grid-template-columns: 4.5rem 1fr;
        gap: var(--space-3);
        margin: 0;
        font-size: var(--text-md);
      }

      dd {
        margin: 0;
      }
    `,
  ];

  open(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector("dialog")?.showModal());
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="head" @click=${this.#outside}>
      <header>
        <h2 id="head">Keyboard</h2>
        <form method="dialog"><button class="icon" aria-label="Close">${icon("close")}</button></form>
      </header>
      <div class="body" tabindex="0" role="group" aria-label="Keys">
        ${KEY_GROUPS.map(
          ({ group, keys }) => html`<section>
            <h3>${group}</h3>
            <dl>${keys.map(({ key, label }) => html`<dt><kbd>${key === " " ? "Space" : key}</kbd></dt><dd>${label}</dd>`)}</dl>
          </section>`,
        )}
        <section>
          <h3>While a request waits</h3>
          <dl>${REQUEST.map(([key, label]) => html`<dt><kbd>${key}</kbd></dt><dd>${label}</dd>`)}</dl>
        </section>
      </div>
    </dialog>`;
  }

  readonly #outside = (event: Event): void => {
    if (event.target instanceof HTMLDialogElement) event.target.close();
  };
}

customElements.define("vibedeck-keys-dialog", KeysDialog);
