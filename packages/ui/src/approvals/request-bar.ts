import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { isTyping } from "../app/shortcuts.ts";
import { icon } from "../message/icons.ts";
import { base } from "../style/base.ts";
import { ApprovalCard } from "./approval-card.ts";
import type { ApprovalElement } from "./approval-places.ts";
import { requestBarStyles } from "./request-bar-styles.ts";
import { requestHeading, requestLine } from "./request-words.ts";

/** A request must have been in view for so long, in milliseconds, before a key anywhere on the page answers it. */
const SEEN_MS = 500;

/**
 * The bar below a transcript while a request waits: on a phone the two main buttons, under the thumb; anywhere the way
 * to a request that is out of view. Nothing is answered from here that is not in view. It also hears the keys that
 * are pressed outside of the card, when there is just one. Events: `show-request` with the element.
 */
export class RequestBar extends LitElement {
  static override properties: PropertyDeclarations = {
    pending: { attribute: false },
    inView: { state: true },
    occupied: { state: true },
    busy: { state: true },
  };
  static override styles: CSSResultGroup = [base, requestBarStyles];

  /** Elements of the requests that wait, oldest first. */
  declare pending: readonly ApprovalElement[];
  declare inView: boolean;
  declare occupied: boolean;
  declare busy: boolean;
  #watched: ApprovalElement | undefined;
  #observer: IntersectionObserver | undefined;
  #seenAt = Number.POSITIVE_INFINITY;

  constructor() {
    super();
    this.pending = [];
    this.inView = true;
    this.occupied = false;
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#key, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#key, { capture: true });
    this.#watch(undefined);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("pending")) this.#watch(this.pending[0]);
  }

  override render(): TemplateResult | typeof nothing {
    const [first] = this.pending;
    if (first === undefined || this.occupied) return nothing;
    const { approval } = first;
    const { kind } = approval;
    const count = this.pending.length;
    const more = count > 1 ? html`<span class="count">1 of ${count}</span>` : nothing;
    if (!this.inView) {
      return html`<div class="bar away" role="region" aria-label="Waiting for you">
        <span class="line"><span class="diamond" aria-hidden="true"></span><b>${requestHeading(approval)}</b> <span class="what" dir="auto">${requestLine(approval)}</span></span>${more}
        <button class="main" @click=${this.#show}>Show ${icon("chevron")}</button>
      </div>`;
    }
    if (kind === "question") return nothing;
    return html`<div class="bar here" role="region" aria-label="Waiting for you">
      <span class="line"><span class="what" dir="auto">${requestLine(approval)}</span></span>${more}
      <button class="framed refuse" ?disabled=${this.busy} @click=${() => this.#act("refuse")}>${kind === "plan" ? "Keep planning …" : "Deny"}</button>
      <button class="main" ?disabled=${this.busy} @click=${() => this.#act("accept")}>${kind === "plan" ? "Approve" : "Allow once"}</button>
    </div>`;
  }

  #watch(element: ApprovalElement | undefined): void {
    const page = this.getRootNode();
    const root = page instanceof ShadowRoot ? page.querySelector(".view.scroll") : null;
    for (const other of this.pending) if (other instanceof ApprovalCard) other.served = other === element;
    if (element === this.#watched && this.#observer?.root === root) return;
    this.#observer?.disconnect();
    this.#watched?.removeEventListener("occupied", this.#looked);
    this.#watched = element;
    this.inView = true;
    this.#seenAt = Number.POSITIVE_INFINITY;
    if (element === undefined || root === null) return;
    element.addEventListener("occupied", this.#looked);
    this.#observer = new IntersectionObserver((entries) => this.#met(entries.at(-1)), {
      root,
      threshold: [0, 0.2, 0.5, 0.9],
    });
    this.#observer.observe(element);
    this.#looked();
  }

  #met(entry: IntersectionObserverEntry | undefined): void {
    if (entry === undefined) return;
    const { intersectionRatio, intersectionRect, rootBounds } = entry;
    const fills = intersectionRect.height > (rootBounds?.height ?? 0) * 0.4;
    const inView = entry.isIntersecting && (intersectionRatio >= 0.5 || fills);
    if (!inView) this.#seenAt = Number.POSITIVE_INFINITY;
    else if (this.#seenAt === Number.POSITIVE_INFINITY) this.#seenAt = performance.now();
    this.inView = inView;
  }

  readonly #looked = (): void => {
    const card = this.#card;
    this.occupied = card?.occupied ?? false;
    this.busy = card?.busy ?? false;
  };

  get #card(): ApprovalCard | undefined {
    return this.#watched instanceof ApprovalCard ? this.#watched : undefined;
  }

  #act(what: "accept" | "refuse"): void {
    const card = this.#card;
    if (what === "accept") card?.accept();
    else card?.refuse();
    this.#looked();
  }

  readonly #show = (): void => {
    this.dispatchEvent(
      new CustomEvent("show-request", { detail: this.#watched, bubbles: true, composed: true }),
    );
  };

  readonly #key = (event: KeyboardEvent): void => {
    const card = this.#card;
    const path = event.composedPath();
    if (card === undefined || this.pending.length !== 1 || event.defaultPrevented || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
    if (path.includes(card) || path.some((target) => target instanceof HTMLDialogElement)) return;
    if (performance.now() - this.#seenAt < SEEN_MS || !Number.isFinite(this.#seenAt)) return;
    if (!card.press(event.key)) return;
    event.preventDefault();
    this.#looked();
  };
}

customElements.define("vibedeck-request-bar", RequestBar);
