import type { Answer, Approval, RequestState } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { Http } from "../app/http.ts";
import { isTyping } from "../app/shortcuts.ts";
import { DriveApi } from "../drive/drive-api.ts";
import { icon } from "../message/icons.ts";
import { base } from "../style/base.ts";
import { Answering, type AnsweringState } from "./answering.ts";
import { approvalStyles } from "./approval-styles.ts";
import { inPlainSight } from "./plain-sight.ts";
import "./plan-request.ts";
import "./question-request.ts";
import { type Mode, RequestForm } from "./request-form.ts";
import { requestHeading, requestIcon } from "./request-words.ts";
import { settled } from "./settled.ts";
import "./tool-request.ts";

/**
 * A request of the agent: what it wants and why, and the ways to answer; what became of it, once that is known.
 * Events: `approval-shown` once it stands in the page, `approval-settled` with the request as it was settled.
 */
export class ApprovalCard extends LitElement {
  static override properties: PropertyDeclarations = {
    approval: { attribute: false },
    http: { attribute: false },
    served: { attribute: false },
  };
  static override styles: CSSResultGroup = [base, approvalStyles];

  declare approval: Approval;
  declare http: Http;
  /** The bar at the bottom of the page has this one's main buttons. */
  declare served: boolean;
  readonly #answering = new Answering(() => {
    this.requestUpdate();
    this.dispatchEvent(new Event("occupied"));
  });
  #sawItWait = false;
  #settled: Approval | undefined;

  constructor() {
    super();
    this.served = false;
  }

  /** Whether an answer is on its way. */
  get busy(): boolean {
    return this.#answering.busy;
  }

  /** Whether this page knows already that it no longer waits. */
  get over(): boolean {
    return this.#settled !== undefined;
  }

  /** Whether something else than the main buttons is open in it. */
  get occupied(): boolean {
    return this.#form?.occupied ?? false;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("section")?.focus({ preventScroll: true });
  }

  accept(): boolean {
    return !this.busy && (this.#form?.accept() ?? false);
  }

  refuse(): boolean {
    return !this.busy && (this.#form?.refuse() ?? false);
  }

  /** Takes a key that was pressed outside of any field; returns whether it meant something. */
  press(key: string): boolean {
    return this.approval.state === "pending" && !this.over && !this.busy && (this.#form?.press(key) ?? false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.#key);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("approval") && this.approval.state === "pending") this.#sawItWait = true;
  }

  override firstUpdated(): void {
    this.dispatchEvent(new Event("approval-shown", { bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const over = this.#over();
    return over ?? this.#pending();
  }

  #pending(): TemplateResult {
    const { approval } = this;
    const { kind, reason } = approval;
    return html`<section class="card" data-kind=${kind} tabindex="-1" aria-labelledby="heading" aria-busy=${this.busy}>
      <header>
        <span class="mark">${icon(requestIcon(approval))}</span>
        <h2 id="heading">${requestHeading(approval)}</h2>
        <span class="needs">Needs you</span>
      </header>
      ${reason === undefined || reason.trim() === "" ? nothing : html`<p class="reason" dir="auto">${inPlainSight(reason)}</p>`}
      <div @answer=${(event: CustomEvent<Answer>) => void this.#answer(event.detail)}>${this.#formFor(kind)}</div>
      ${this.#trouble()}
    </section>`;
  }

  #formFor(kind: Approval["kind"]): TemplateResult {
    const { approval, busy, served } = this;
    if (kind === "question")
      return html`<vibedeck-question-request data-form .approval=${approval} .busy=${busy} .served=${served}></vibedeck-question-request>`;
    if (kind === "plan")
      return html`<vibedeck-plan-request data-form .approval=${approval} .busy=${busy} .served=${served} .modes=${this.#modes}></vibedeck-plan-request>`;
    return html`<vibedeck-tool-request data-form .approval=${approval} .busy=${busy} .served=${served}></vibedeck-tool-request>`;
  }

  /** What went wrong with the answer; always there, so that it is read out when it fills. */
  #trouble(): TemplateResult {
    const { state } = this.#answering;
    if (state.step === "kept") {
      const again = (): void => void this.#answer(state.answer);
      return html`<div class="trouble" role="alert">
        <p>Your answer could not be sent yet. ${state.text} <span>${state.hint ?? nothing}</span></p>
        <button class="framed" @click=${again}>Send it again</button>
      </div>`;
    }
    if (state.step === "refused")
      return html`<div class="trouble" role="alert"><p>${state.text} <span>${state.hint ?? nothing}</span></p></div>`;
    return html`<p class="hidden-text" role="status">${state.step === "sending" ? "Sending your answer" : nothing}</p>`;
  }

  /** One line, once it is settled: as the server says, or as its refusal of our answer did. */
  #over(): TemplateResult | undefined {
    const { state } = this.#answering;
    const { approval } = this;
    const known = approval.state === "pending" ? (this.#settled ?? approval) : approval;
    const words = settled(known, this.#sawItWait && bySomebodyElse(state, known));
    const refused = state.step === "refused" && state.over ? state.text : undefined;
    if (words === undefined && refused === undefined) return undefined;
    const {
      icon: mark,
      tone,
      text,
      detail,
    } = words ?? { icon: "info", tone: "quiet", text: refused, detail: undefined };
    const about = this.approval.kind === "tool" ? inPlainSight(this.approval.tool) : undefined;
    return html`<p class=${`settled ${tone}`} role="status">
      ${icon(mark)}<b>${text}</b>${about === undefined ? nothing : html`<span class="about">${about}</span>`}
      ${detail === undefined ? nothing : html`<span class="detail" dir="auto">${inPlainSight(detail)}</span>`}
    </p>`;
  }

  get #form(): RequestForm | undefined {
    const form = this.renderRoot.querySelector("[data-form]");
    return form instanceof RequestForm ? form : undefined;
  }

  async #answer(answer: Answer): Promise<void> {
    const drive = new DriveApi(this.http);
    const approval = await this.#answering.send(this.approval.id, answer, (id, sent) =>
      drive.answer(id, sent),
    );
    if (approval === undefined) return;
    this.#settled = approval;
    this.requestUpdate();
    this.dispatchEvent(
      new CustomEvent("approval-settled", { detail: approval, bubbles: true, composed: true }),
    );
  }

  /** The modes that the tool offers in the session's folder. */
  readonly #modes = async (): Promise<readonly Mode[]> =>
    (await new DriveApi(this.http).agent(this.approval.session)).permissionModes;

  readonly #key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event) && !choosing(event)) return;
    if (!this.press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** An answer of ours that was refused may have been taken before: its own answer got lost, and it was sent again. */
function bySomebodyElse(state: AnsweringState, { state: became }: Approval): boolean {
  if (state.step === "open") return true;
  return state.step === "refused" && BECOMES[state.answer.type] !== became;
}

const BECOMES: { readonly [Type in Answer["type"]]: RequestState } = {
  allow: "allowed",
  deny: "denied",
  answers: "answered",
};

/** Digits work on the options, too, which are inputs and nothing is typed into. */
function choosing(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement && (target.type === "radio" || target.type === "checkbox");
}

customElements.define("vibedeck-approval", ApprovalCard);
