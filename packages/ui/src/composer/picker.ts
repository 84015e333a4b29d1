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

/** Something to pick. */
export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

/** A button that shows what holds and a list to pick another from. Events: `pick` with the id, `picker-open`. */
export class Picker extends LitElement {
  static override properties: PropertyDeclarations = {
    name: { attribute: false },
    items: { attribute: false },
    value: { attribute: false },
    text: { attribute: false },
    note: { attribute: false },
    open: { state: true },
    active: { state: true },
  };

  /** What is picked, for people: "Model". */
  declare name: string;
  declare items: readonly PickerItem[];
  declare value: string | undefined;
  /** Shown on the button. */
  declare text: string;
  /** Stands in the list while there are no items: that they are on their way, or why there are none. */
  declare note: string | undefined;
  declare open: boolean;
  declare active: number;

  constructor() {
    super();
    this.name = "";
    this.items = [];
    this.text = "";
    this.open = false;
    this.active = 0;
  }

  override render(): TemplateResult {
    const { open, items, active } = this;
    return html`<button role="combobox" aria-haspopup="listbox" aria-expanded=${open} aria-controls="items" aria-label=${`${this.name}: ${this.text}`}
        aria-activedescendant=${open && items.length > 0 ? `item-${active}` : nothing} title=${this.name}
        @click=${() => this.#toggle()} @keydown=${this.#key} @blur=${() => this.#close()}>
        <bdi>${this.text}</bdi>${icon("next", 12)}
      </button>
      <div id="items" class="scroll" role="listbox" aria-label=${this.name} ?hidden=${!open}>
        ${open ? this.#items() : nothing}
      </div>`;
  }

  #items(): TemplateResult | readonly TemplateResult[] {
    if (this.items.length === 0)
      return html`<p role="option" aria-disabled="true" aria-selected="false">${this.note ?? "Loading …"}</p>`;
    return this.items.map(
      (
        { id, label, hint },
        index,
      ) => html`<div id=${`item-${index}`} role="option" class=${index === this.active ? "active" : ""}
        aria-selected=${id === this.value}
        @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#pick(index)}>
        <span class="check">${id === this.value ? icon("check", 14) : nothing}</span>
        <span><bdi>${label}</bdi>${hint === undefined ? nothing : html`<small>${hint}</small>`}</span>
      </div>`,
    );
  }

  #toggle(): void {
    this.open = !this.open;
    if (!this.open) return;
    this.active = Math.max(0, this.#at);
    this.dispatchEvent(new CustomEvent("picker-open"));
  }

  get #at(): number {
    return this.items.findIndex(({ id }) => id === this.value);
  }

  #close(): void {
    this.open = false;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.items.length - 1;
    const moves: { readonly [key: string]: number } = {
      ArrowDown: this.open ? Math.min(last, this.active + 1) : this.active,
      ArrowUp: this.open ? Math.max(0, this.active - 1) : this.active,
      Home: 0,
      End: last,
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move !== undefined) {
      if (!this.open) this.#toggle();
      else this.#go(move);
    } else if (this.open && (event.key === "Enter" || event.key === " ")) this.#pick(this.active);
    else if (this.open && event.key === "Escape") this.#close();
    else if (this.open && event.key.length === 1 && !event.ctrlKey && !event.metaKey) this.#seek(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #seek(letter: string): void {
    const wanted = letter.toLowerCase();
    const order = [...this.items.keys()].map((index) => (index + this.active + 1) % this.items.length);
    const found = order.find((index) => this.items[index]?.label.toLowerCase().startsWith(wanted) ?? false);
    if (found !== undefined) this.#go(found);
  }

  #go(index: number): void {
    this.active = index;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector(".active")?.scrollIntoView({ block: "nearest" }),
    );
  }

  #pick(index: number): void {
    const item = this.items[index];
    this.#close();
    if (item !== undefined && item.id !== this.value)
      this.dispatchEvent(new CustomEvent("pick", { detail: item.id }));
  }

  static override styles: CSSResultGroup = [
    base,
    css`
      :host {
        position: relative;
        display: inline-block;
        min-width: 0;
        font-size: var(--text-sm);
      }

      button {
        max-width: 100%;
        padding: 0 var(--space-2) 0 var(--space-3);
        color: var(--muted);
      }

      button:hover,
      button[aria-expanded="true"] {
        color: var(--text);
        background: var(--hover);
      }

      button bdi {
        overflow: hidden;
        text-overflow: ellipsis;
      }

      #items {
        position: absolute;
        z-index: 7;
        inset-block-end: calc(100% + var(--space-2));
        inset-inline-start: 0;
        width: max-content;
        min-width: 14rem;
        max-width: min(22rem, calc(100vw - 2 * var(--space-5)));
        max-height: min(22rem, 50dvh);
        padding: var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-lg);
        background: var(--surface);
        box-shadow: var(--shadow);
        font-size: var(--text-md);
      }

      #items p {
        padding: var(--space-3);
        color: var(--muted);
      }

      #items div {
        display: flex;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-3) var(--space-2) var(--space-2);
        border-radius: var(--radius-sm);
        color: var(--text);
        line-height: var(--leading-tight);
        cursor: pointer;
      }

      #items div:hover {
        background: var(--hover);
      }

      #items div.active {
        background: var(--accent-soft);
      }

      .check {
        flex: none;
        width: 1rem;
        padding-block-start: 1px;
        color: var(--accent);
      }

      small {
        display: block;
        color: var(--muted);
        font-size: var(--text-sm);
        white-space: normal;
      }

      @media (pointer: coarse) {
        #items div {
          min-height: 2.5rem;
          align-items: center;
        }
      }
    `,
  ];
}

customElements.define("vibedeck-picker", Picker);
