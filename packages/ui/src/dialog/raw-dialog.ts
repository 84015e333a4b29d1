import { isObject, own } from "@vibedeck/core";
import {
  type CSSResultGroup,
  css,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { type Api, ApiError } from "../app/api.ts";
import { icon } from "../app/icons.ts";
import { base } from "../style/base.ts";
import { dialogStyles } from "./dialog-styles.ts";

/** Characters that are shown; copying takes everything. */
const MAX_SHOWN = 300_000;

/** Entries as the transcript has them, one after the other. Event: `copy-text` with the text. */
export class RawDialog extends LitElement {
  static override properties: PropertyDeclarations = {
    at: { state: true },
    text: { state: true },
    failed: { state: true },
  };
  static override styles: CSSResultGroup = [
    base,
    dialogStyles,
    css`
      dialog {
        width: min(64rem, calc(100vw - 2 * var(--space-5)));
        height: min(48rem, calc(100dvh - 2 * var(--space-6)));
      }

      .body {
        background: var(--sunken);
      }

      pre {
        margin: 0;
        font-family: var(--mono);
        font-size: var(--text-sm);
        line-height: var(--leading);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .place {
        color: var(--faint);
        font-size: var(--text-sm);
        font-variant-numeric: tabular-nums;
      }

      p {
        color: var(--muted);
      }
    `,
  ];

  declare at: number;
  declare text: string | undefined;
  declare failed: string | undefined;
  #api: Api | undefined;
  #key = "";
  #cursors: readonly string[] = [];

  constructor() {
    super();
    this.at = 0;
  }

  open(api: Api, key: string, cursors: readonly string[]): void {
    this.#api = api;
    this.#key = key;
    this.#cursors = cursors;
    void this.#go(0);
    void this.updateComplete.then(() => this.renderRoot.querySelector("dialog")?.showModal());
  }

  override render(): TemplateResult {
    const several = this.#cursors.length > 1;
    return html`<dialog aria-labelledby="head" @click=${this.#outside}>
      <header>
        <h2 id="head">As recorded</h2>
        ${
          several
            ? html`<span class="place">Entry ${this.at + 1} of ${this.#cursors.length}</span>
              <button class="icon" aria-label="Previous entry" ?disabled=${this.at === 0} @click=${() => void this.#go(this.at - 1)}>${icon("previous")}</button>
              <button class="icon" aria-label="Next entry" ?disabled=${this.at === this.#cursors.length - 1} @click=${() => void this.#go(this.at + 1)}>${icon("next")}</button>`
            : nothing
        }
        <button class="framed" ?disabled=${this.text === undefined} @click=${() => this.#copy()}>${icon("copy", 14)} Copy</button>
        <form method="dialog"><button class="icon" aria-label="Close">${icon("close")}</button></form>
      </header>
      <div class="body scroll" tabindex="0">${this.#content()}</div>
    </dialog>`;
  }

  #content(): TemplateResult {
    if (this.failed !== undefined) return html`<p role="alert">${this.failed}</p>`;
    if (this.text === undefined) return html`<p role="status">Loading …</p>`;
    const rest = this.text.length - MAX_SHOWN;
    return html`<pre dir="ltr">${this.text.slice(0, MAX_SHOWN)}</pre>
      ${rest > 0 ? html`<p>${rest.toLocaleString()} more characters: copy to get them all.</p>` : nothing}`;
  }

  async #go(at: number): Promise<void> {
    const cursor = this.#cursors[at];
    this.at = at;
    this.text = undefined;
    this.failed = cursor === undefined ? "This message has no place in the transcript." : undefined;
    if (cursor === undefined) return;
    try {
      const answer = await this.#api?.raw(this.#key, cursor);
      const entry = isObject(answer) ? own(answer, "entry") : answer;
      if (this.at === at) this.text = typeof entry === "string" ? entry : JSON.stringify(entry, null, 2);
    } catch (error) {
      if (this.at === at) this.failed = error instanceof ApiError ? error.message : String(error);
    }
  }

  #copy(): void {
    this.dispatchEvent(new CustomEvent("copy-text", { detail: this.text, bubbles: true, composed: true }));
  }

  readonly #outside = (event: Event): void => {
    if (event.target instanceof HTMLDialogElement) event.target.close();
  };
}

customElements.define("vibedeck-raw-dialog", RawDialog);
