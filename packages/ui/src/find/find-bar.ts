import {
  type CSSResultGroup,
  css,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { icon } from "../app/icons.ts";
import { base } from "../style/base.ts";

/** What the find bar shows. */
export interface FindState {
  readonly text: string;
  readonly count: number;
  /** Position of the current match, from 0; -1 when there is none. */
  readonly at: number;
  /** Older messages that are not loaded yet could hold more. */
  readonly more: boolean;
  readonly searching: boolean;
  /** What the last search further back came to. */
  readonly note?: string;
}

/** A pause in typing after which the text is looked for, in milliseconds. */
const PAUSE = 200;

/** The bar for finding in a session. Events: `find-text` with the text, `find-step` with 1 or -1, `find-older`, `find-close`. */
export class FindBar extends LitElement {
  static override properties: PropertyDeclarations = { state: { attribute: false } };
  static override styles: CSSResultGroup = [
    base,
    css`
      :host {
        position: absolute;
        z-index: 3;
        inset-block-start: var(--space-3);
        inset-inline-end: var(--space-5);
        max-width: calc(100% - 2 * var(--space-4));
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-lg);
        background: var(--surface);
        box-shadow: var(--shadow);
        font-size: var(--text-md);
      }

      form {
        display: flex;
        align-items: center;
        gap: var(--space-1);
        padding: var(--space-2);
      }

      input {
        flex: 1;
        min-width: 0;
        width: 14rem;
        height: 1.75rem;
        padding: 0 var(--space-3);
        border: 0;
        border-radius: var(--radius);
        background: var(--sunken);
      }

      output {
        min-width: 4.5em;
        color: var(--faint);
        font-size: var(--text-sm);
        font-variant-numeric: tabular-nums;
        text-align: center;
        white-space: nowrap;
      }

      p {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: 0 var(--space-4) var(--space-3);
        color: var(--muted);
        font-size: var(--text-sm);
      }

      p button {
        min-height: 1.5rem;
        color: var(--accent);
      }

      @media (pointer: coarse) {
        input {
          height: 2.5rem;
          font-size: 1rem;
        }
      }
    `,
  ];

  declare state: FindState;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.state = { text: "", count: 0, at: -1, more: false, searching: false };
  }

  override focus(): void {
    const input = this.renderRoot.querySelector("input");
    input?.focus();
    input?.select();
  }

  /** Types a text, as if it came from the keyboard. */
  type(text: string): void {
    const input = this.renderRoot.querySelector("input");
    if (text === "" || input === null) return;
    input.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
    this.#typed();
  }

  override render(): TemplateResult {
    const { text, count, at } = this.state;
    const told = text.trim() === "" ? "" : count === 0 ? "No match" : `${at + 1} of ${count}`;
    return html`<form role="search" @submit=${this.#submit}>
        <input type="text" placeholder="Find in session" aria-label="Find in session" spellcheck="false" autocomplete="off"
          .value=${text} @input=${this.#typed} @keydown=${this.#key} />
        <output aria-live="polite">${told}</output>
        <button type="button" class="icon" aria-label="Previous match" ?disabled=${count === 0} @click=${() => this.#emit("find-step", -1)}>${icon("previous")}</button>
        <button type="button" class="icon" aria-label="Next match" ?disabled=${count === 0} @click=${() => this.#emit("find-step", 1)}>${icon("next")}</button>
        <button type="button" class="icon" aria-label="Close" @click=${() => this.#emit("find-close", undefined)}>${icon("close")}</button>
      </form>
      ${this.#further()}`;
  }

  #further(): TemplateResult | typeof nothing {
    const { text, more, searching, note } = this.state;
    if (text.trim() === "" || (!more && note === undefined)) return nothing;
    return html`<p role="status">
      <span>${searching ? "Looking further back …" : (note ?? "Earlier messages are not loaded.")}</span>
      ${more && !searching ? html`<button type="button" @click=${() => this.#emit("find-older", undefined)}>Search older</button>` : nothing}
    </p>`;
  }

  /** Half-typed words are not looked for: each would unfold something else. */
  readonly #typed = (): void => {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#flush(), PAUSE);
  };

  #flush(): void {
    clearTimeout(this.#typing);
    const text = this.renderRoot.querySelector("input")?.value ?? "";
    if (text !== this.state.text) this.#emit("find-text", text);
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.renderRoot.querySelector("input")?.value === this.state.text) this.#emit("find-step", 1);
    else this.#flush();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#emit("find-close", undefined);
    else if (event.key === "Enter" && event.shiftKey) this.#emit("find-step", -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("vibedeck-find-bar", FindBar);
