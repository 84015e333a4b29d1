import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { Me } from "../app/me.ts";
import { base } from "../style/base.ts";
import { accountStyles } from "./account-styles.ts";
import { avatar, avatarStyles } from "./avatar.ts";

/** Who is signed in, with a menu. Event: `sign-out`. */
export class AccountMenu extends LitElement {
  static override properties: PropertyDeclarations = {
    me: { attribute: false },
    users: { attribute: false },
    open: { state: true },
  };
  static override styles: CSSResultGroup = [base, avatarStyles, accountStyles];

  declare me: Me;
  /** Address of the page with all users. */
  declare users: string;
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("pointerdown", this.#pressedElsewhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("pointerdown", this.#pressedElsewhere);
    this.open = false;
  }

  override render(): TemplateResult {
    const { id, name = id } = this.me.principal;
    return html`
      <button class="opener" title=${name} aria-haspopup=${this.#hasItems ? "menu" : nothing} aria-expanded=${this.open}
        @click=${this.#toggle} @keydown=${this.#openerKey}>
        <span class="hidden-text">Account: </span>${avatar(id, name)}<span class="name"><bdi>${name}</bdi></span>
        ${name === id ? nothing : html`<span class="hidden-text">(${id})</span>`}
      </button>
      ${this.open ? this.#popup(id, name) : nothing}
    `;
  }

  #popup(id: string, name: string): TemplateResult {
    return html`<div class="popup" @keydown=${this.#menuKey} @focusout=${this.#left}>
      <div class="who">
        ${avatar(id, name)}
        <div><b dir="auto">${name}</b><span class="id">${id}</span></div>
      </div>
      ${this.#hasItems ? html`<div role="menu" aria-label="Account">${this.#items()}</div>` : nothing}
    </div>`;
  }

  #items(): TemplateResult {
    const { principal, canSignOut = false } = this.me;
    return html`
      ${principal.admin === true ? html`<a role="menuitem" tabindex="-1" href=${this.users} @click=${() => this.#close()}>Users</a>` : nothing}
      ${canSignOut ? html`<button role="menuitem" tabindex="-1" @click=${this.#signOut}>Sign out</button>` : nothing}
    `;
  }

  get #hasItems(): boolean {
    return this.me.principal.admin === true || this.me.canSignOut === true;
  }

  get #opener(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".opener");
  }

  async #show(at: "first" | "last"): Promise<void> {
    this.open = true;
    await this.updateComplete;
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=menuitem]")];
    (at === "first" ? items.at(0) : items.at(-1))?.focus();
  }

  #close(): void {
    const inside = this.renderRoot.querySelector(".popup :focus") !== null;
    this.open = false;
    if (inside) this.#opener?.focus();
  }

  readonly #toggle = (): void => {
    if (this.open) this.#close();
    else void this.#show("first");
  };

  readonly #openerKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.open) this.#take(event, () => this.#close());
    else if (event.key === "ArrowDown") this.#take(event, () => void this.#show("first"));
    else if (event.key === "ArrowUp") this.#take(event, () => void this.#show("last"));
  };

  readonly #menuKey = (event: KeyboardEvent): void => {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = items.findIndex((item) => item.matches(":focus"));
    const to = (index: number): void => items.at(index % items.length)?.focus();
    if (event.key === "Escape") this.#take(event, () => this.#close());
    else if (event.key === "ArrowDown") this.#take(event, () => to(at + 1));
    else if (event.key === "ArrowUp") this.#take(event, () => to(at - 1));
    else if (event.key === "Home") this.#take(event, () => to(0));
    else if (event.key === "End") this.#take(event, () => to(-1));
    else if (event.key === " ") this.#take(event, () => items[at]?.click());
    else if (event.key !== "Tab") event.stopPropagation();
  };

  /** The key is ours: the page's own keys hear nothing of it. */
  #take(event: KeyboardEvent, act: () => void): void {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  readonly #left = (event: FocusEvent): void => {
    const { relatedTarget } = event;
    if (relatedTarget instanceof Node && !this.renderRoot.contains(relatedTarget)) this.open = false;
  };

  readonly #pressedElsewhere = (event: PointerEvent): void => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };

  readonly #signOut = (): void => {
    this.#close();
    this.dispatchEvent(new CustomEvent("sign-out"));
  };
}

customElements.define("vibedeck-account", AccountMenu);
