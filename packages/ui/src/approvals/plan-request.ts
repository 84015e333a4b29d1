import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { markdown } from "../markdown/markdown.ts";
import { messageStyles } from "../message/index.ts";
import { base } from "../style/base.ts";
import { inPlainSight } from "./plain-sight.ts";
import { type Mode, RequestForm } from "./request-form.ts";
import { requestFormStyles } from "./request-form-styles.ts";

/** Modes to go on with where the tool does not say which it has. */
const USUAL: readonly Mode[] = [
  { id: "default", label: "Ask before each change" },
  { id: "acceptEdits", label: "Accept edits of files" },
];

/** A plan to review: approve it and choose how to go on, or say what to change. */
export class PlanRequest extends RequestForm {
  static override properties: PropertyDeclarations = {
    known: { state: true },
    mode: { state: true },
    commenting: { state: true },
    comment: { state: true },
  };
  static override styles: CSSResultGroup = [base, ...messageStyles, requestFormStyles];

  declare known: readonly Mode[];
  /** The mode that the reader chose. */
  declare mode: string | undefined;
  declare commenting: boolean;
  declare comment: string;

  constructor() {
    super();
    this.known = USUAL;
    this.mode = undefined;
    this.commenting = false;
    this.comment = "";
  }

  override get occupied(): boolean {
    return this.commenting;
  }

  override accept(): boolean {
    if (this.commenting) return false;
    const mode = this.#mode;
    this.answer({ type: "allow", ...(mode === undefined ? {} : { permissionMode: mode }) });
    return true;
  }

  override refuse(): boolean {
    if (!this.commenting) void this.#write();
    return true;
  }

  override firstUpdated(): void {
    void this.#askModes();
  }

  override render(): TemplateResult {
    const { plan, view } = this.approval;
    const path = view.kind === "plan" ? view.path : undefined;
    const text = plan ?? (view.kind === "plan" ? view.text : "");
    return html`<div class="message view">
        ${path === undefined ? nothing : html`<p class="what"><code class="whole-path" dir="ltr">${inPlainSight(path)}</code></p>`}
        <div class="prose plan-text" dir="auto" tabindex="0" role="region" aria-label="The plan">${text.trim() === "" ? html`<p class="hint">The plan stands in the messages above.</p>` : markdown(inPlainSight(text))}</div>
      </div>
      <div @keydown=${this.#escape}>${this.commenting ? this.#comments() : this.#choices()}</div>`;
  }

  #choices(): TemplateResult {
    const { busy } = this;
    const mode = this.#mode;
    return html`<div class="ways">
      <fieldset class="modes">
        <legend>Then go on like this</legend>
        ${this.known.map(
          ({ id, label, hint }) => html`<label class="choice" title=${hint ?? nothing}>
            <input type="radio" name="mode" .checked=${id === mode} @change=${() => {
              this.mode = id;
            }} />
            <span class="choice-text">${label}</span>
          </label>`,
        )}
      </fieldset>
      <div class="actions">
        <button class="main primary" ?disabled=${busy} @click=${() => this.accept()}>Approve <kbd aria-hidden="true">a</kbd></button>
        <button class="framed refuse primary" ?disabled=${busy} @click=${() => this.refuse()}>Keep planning … <kbd aria-hidden="true">d</kbd></button>
      </div>
    </div>`;
  }

  #comments(): TemplateResult {
    const typed = (event: Event): void => {
      if (event.target instanceof HTMLTextAreaElement) this.comment = event.target.value;
    };
    return html`<div class="panel">
      <label class="field-label" for="comment">What should be different</label>
      <textarea id="comment" rows="4" maxlength="100000" dir="auto" .value=${this.comment} @input=${typed}></textarea>
      <div class="actions">
        <button class="main primary here" ?disabled=${this.busy} @click=${() => this.#keepPlanning()}>Keep planning</button>
        <button class="framed" ?disabled=${this.busy} @click=${() => void this.#back()}>Back</button>
      </div>
    </div>`;
  }

  get #mode(): string | undefined {
    const wanted = [this.mode, "default", "manual", this.known[0]?.id];
    return wanted.find((id) => this.known.some((mode) => mode.id === id));
  }

  #keepPlanning(): void {
    const message = this.comment.trim();
    this.answer({ type: "deny", ...(message === "" ? {} : { message }) });
  }

  async #askModes(): Promise<void> {
    const modes = await this.modes().catch(() => []);
    const others = modes.filter(({ id }) => id !== "plan");
    if (others.length > 0) this.known = others;
  }

  async #write(): Promise<void> {
    this.commenting = true;
    await this.updateComplete;
    this.renderRoot.querySelector("textarea")?.focus();
    this.renderRoot.querySelector(".panel")?.scrollIntoView({ block: "nearest" });
  }

  async #back(): Promise<void> {
    this.commenting = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".refuse")?.focus();
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.commenting || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#back();
  };
}

customElements.define("vibedeck-plan-request", PlanRequest);
