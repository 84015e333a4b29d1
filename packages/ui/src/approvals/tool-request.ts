import type { JsonObject } from "@vibedeck/core";
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { messageStyles } from "../message/index.ts";
import { base } from "../style/base.ts";
import { inputEditor, readInput } from "./edited-input.ts";
import { inPlainSight } from "./plain-sight.ts";
import { RequestForm } from "./request-form.ts";
import { requestFormStyles } from "./request-form-styles.ts";
import { requestView } from "./request-view.ts";

type Panel = "always" | "edit" | "deny";

/** A tool that wants to do something: allow once, allow always, change what it does, deny. */
export class ToolRequest extends RequestForm {
  static override properties: PropertyDeclarations = {
    panel: { state: true },
    chosen: { state: true },
    draft: { state: true },
    reason: { state: true },
  };
  static override styles: CSSResultGroup = [base, ...messageStyles, requestFormStyles];

  declare panel: Panel | undefined;
  /** Ids of the suggestions to take over; absent: the first. */
  declare chosen: ReadonlySet<string> | undefined;
  /** What the reader made of the input. */
  declare draft: string | undefined;
  declare reason: string;

  constructor() {
    super();
    this.panel = undefined;
    this.chosen = undefined;
    this.draft = undefined;
    this.reason = "";
  }

  override get occupied(): boolean {
    return this.panel !== undefined;
  }

  override accept(): boolean {
    if (this.panel !== undefined) return false;
    this.answer({ type: "allow" });
    return true;
  }

  override refuse(): boolean {
    if (this.panel !== undefined) return false;
    this.answer({ type: "deny" });
    return true;
  }

  override render(): TemplateResult {
    return html`${requestView(this.approval)}
      <div @keydown=${this.#escape}>${this.panel === undefined ? this.#actions() : this.#opened(this.panel)}</div>`;
  }

  #actions(): TemplateResult {
    const { busy } = this;
    return html`<div class="actions">
      <button class="main primary" ?disabled=${busy} @click=${() => this.accept()}>Allow once <kbd aria-hidden="true">a</kbd></button>
      <button class="framed refuse primary" ?disabled=${busy} @click=${() => this.refuse()}>Deny <kbd aria-hidden="true">d</kbd></button>
      <span class="space"></span>
      ${this.approval.suggestions.length === 0 ? nothing : this.#opener("always", "Always allow …")}
      ${this.approval.clipped === true ? nothing : this.#opener("edit", "Edit …")}
      ${this.#opener("deny", "Deny, with a reason …")}
    </div>`;
  }

  #opener(panel: Panel, label: string): TemplateResult {
    return html`<button class="framed more-ways" data-opens=${panel} ?disabled=${this.busy} @click=${() => void this.#open(panel)}>${label}</button>`;
  }

  #opened(panel: Panel): TemplateResult {
    if (panel === "always") return this.#always();
    return panel === "edit" ? this.#edit() : this.#deny();
  }

  #always(): TemplateResult {
    const { suggestions } = this.approval;
    const chosen = this.#chosen();
    const change = (id: string) => (event: Event) => {
      const next = new Set(chosen);
      if (event.target instanceof HTMLInputElement && event.target.checked) next.add(id);
      else next.delete(id);
      this.chosen = next;
    };
    const confirm = (): void => this.answer({ type: "allow", suggestions: [...chosen] });
    return html`<fieldset class="panel">
      <legend>Allow this, and remember</legend>
      ${suggestions.map(
        ({ id, text, where }) => html`<label class="choice">
          <input type="checkbox" .checked=${chosen.has(id)} @change=${change(id)} />
          <span class="choice-text" dir="auto">${inPlainSight(text)}</span>
          <span class="choice-why" dir="auto">${inPlainSight(where)}</span>
        </label>`,
      )}
      ${this.#buttons("Allow and remember", chosen.size > 0, confirm)}
    </fieldset>`;
  }

  #edit(): TemplateResult {
    const { approval } = this;
    const edited = readInput(approval, this.draft);
    const confirm = (): void => {
      if (edited.input !== undefined) this.answer(allowed(edited.input));
    };
    return html`<div class="panel">
      ${inputEditor(approval, this.draft, edited, (text) => {
        this.draft = text;
      })}
      ${this.#buttons("Allow with this", edited.input !== undefined, confirm)}
    </div>`;
  }

  #deny(): TemplateResult {
    const confirm = (): void => {
      const message = this.reason.trim();
      this.answer({ type: "deny", ...(message === "" ? {} : { message }) });
    };
    const typed = (event: Event): void => {
      if (event.target instanceof HTMLTextAreaElement) this.reason = event.target.value;
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      confirm();
    };
    return html`<div class="panel">
      <label class="field-label" for="reason">Why not, or what to do instead</label>
      <textarea id="reason" rows="2" maxlength="20000" dir="auto" placeholder="Optional; the agent reads it" .value=${this.reason}
        @input=${typed} @keydown=${key}></textarea>
      ${this.#buttons("Deny", true, confirm, "refuse")}
    </div>`;
  }

  #buttons(
    label: string,
    ready: boolean,
    confirm: () => void,
    kind: "main" | "refuse" = "main",
  ): TemplateResult {
    return html`<div class="actions">
      <button class=${`${kind === "main" ? "main" : "framed refuse"} primary here`} ?disabled=${this.busy || !ready} @click=${confirm}>${label}</button>
      <button class="framed" ?disabled=${this.busy} @click=${() => void this.#close()}>Back</button>
    </div>`;
  }

  #chosen(): ReadonlySet<string> {
    if (this.chosen !== undefined) return this.chosen;
    const [first] = this.approval.suggestions;
    return new Set(first === undefined ? [] : [first.id]);
  }

  async #open(panel: Panel): Promise<void> {
    this.panel = panel;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".panel :is(input, textarea)")?.focus();
    this.renderRoot.querySelector(".panel")?.scrollIntoView({ block: "nearest" });
  }

  async #close(): Promise<void> {
    const { panel } = this;
    this.panel = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-opens="${panel}"]`)?.focus();
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.panel === undefined || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#close();
  };
}

function allowed(input: JsonObject): { readonly type: "allow"; readonly input: JsonObject } {
  return { type: "allow", input };
}

customElements.define("vibedeck-tool-request", ToolRequest);
