import type { Question } from "@vibedeck/core";
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { base } from "../style/base.ts";
import { answerOf, answersOf, type Choice, NO_CHOICE, pick, pickOther } from "./choices.ts";
import { inPlainSight } from "./plain-sight.ts";
import { questionStyles } from "./question-styles.ts";
import { RequestForm } from "./request-form.ts";
import { requestFormStyles } from "./request-form-styles.ts";

/** Questions of the agent: options to choose, words of one's own, by mouse, by digits, by Tab and arrows. */
export class QuestionRequest extends RequestForm {
  static override properties: PropertyDeclarations = { choices: { state: true } };
  static override styles: CSSResultGroup = [base, requestFormStyles, questionStyles];

  declare choices: readonly Choice[];

  constructor() {
    super();
    this.choices = [];
  }

  override press(key: string): boolean {
    if (!/^[1-9]$/.test(key)) return false;
    const index = this.#current();
    const question = this.#questions[index];
    const option = Number(key) - 1;
    if (question === undefined || option > question.options.length) return false;
    if (option === question.options.length) void this.#toOther(index);
    else this.#set(index, pick(question, this.#choice(index), option));
    return true;
  }

  override render(): TemplateResult {
    const questions = this.#questions;
    const answers = answersOf(questions, this.choices);
    return html`<form @submit=${this.#submit} @keydown=${this.#key}>
      ${questions.map((question, index) => this.#question(question, index))}
      <div class="actions">
        <button class="main primary here" type="submit" ?disabled=${this.busy || answers === undefined}>${questions.length > 1 ? "Send answers" : "Send answer"}</button>
        <span class="space"></span>
        <button class="framed" type="button" ?disabled=${this.busy} @click=${() => this.answer({ type: "deny" })}>Don't answer</button>
      </div>
    </form>`;
  }

  #question(question: Question, index: number): TemplateResult {
    const { multiple, options, header } = question;
    const choice = this.#choice(index);
    const current = index === this.#current();
    const type = multiple ? "checkbox" : "radio";
    return html`<fieldset class="question" data-index=${index}>
      <legend dir="auto">${header === undefined || header === "" ? nothing : html`<span class="chip">${inPlainSight(header)}</span>`}${inPlainSight(question.question)}</legend>
      ${multiple ? html`<p class="hint">Several may be chosen.</p>` : nothing}
      ${options.map(
        ({ label, description }, option) => html`<label class="choice">
          <input type=${type} name=${`q${index}`} .checked=${choice.picked.has(option)} @change=${() => this.#set(index, pick(question, choice, option))} />
          <span class="choice-text" dir="auto">${inPlainSight(label)}</span>
          ${description === undefined || description === "" ? nothing : html`<span class="choice-why" dir="auto">${inPlainSight(description)}</span>`}
          ${key(option, current)}
        </label>`,
      )}
      <div class="choice other">
        <input type=${type} name=${`q${index}`} aria-label="Something else" .checked=${choice.useOther}
          @change=${(event: Event) => this.#other(index, event)} />
        <input class="own-words" type="text" aria-label="Something else, in your own words" placeholder="Something else …" maxlength="20000" dir="auto"
          .value=${choice.other} @input=${(event: Event) => this.#typed(index, event)} />
        ${key(options.length, current)}
      </div>
    </fieldset>`;
  }

  get #questions(): readonly Question[] {
    const { questions, view } = this.approval;
    return questions ?? (view.kind === "questions" ? view.questions : []);
  }

  #choice(index: number): Choice {
    return this.choices[index] ?? NO_CHOICE;
  }

  #set(index: number, choice: Choice): void {
    this.choices = this.#questions.map((_, at) => (at === index ? choice : this.#choice(at)));
  }

  /** The question that digits go to: the one that has the keyboard, else the first without an answer. */
  #current(): number {
    const active = this.shadowRoot?.activeElement?.closest<HTMLElement>("fieldset")?.dataset["index"];
    if (active !== undefined) return Number(active);
    const open = this.#questions.findIndex(
      (question, at) => answerOf(question, this.#choice(at)) === undefined,
    );
    return Math.max(0, open);
  }

  #other(index: number, event: Event): void {
    const question = this.#questions[index];
    if (question === undefined || !(event.target instanceof HTMLInputElement)) return;
    this.#set(index, pickOther(question, this.#choice(index), event.target.checked));
    if (event.target.checked) void this.#toOther(index);
  }

  #typed(index: number, event: Event): void {
    const question = this.#questions[index];
    if (question === undefined || !(event.target instanceof HTMLInputElement)) return;
    const other = event.target.value;
    this.#set(index, { ...pickOther(question, this.#choice(index), other.trim() !== ""), other });
  }

  async #toOther(index: number): Promise<void> {
    const question = this.#questions[index];
    if (question !== undefined) this.#set(index, pickOther(question, this.#choice(index), true));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"] .own-words`)?.focus();
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const answers = answersOf(this.#questions, this.choices);
    if (answers !== undefined) this.answer({ type: "answers", answers });
  };

  /** A choice is confirmed by Enter, like a line of text: a form does that by itself only for the latter. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
    this.#submit(event);
  };
}

function key(option: number, current: boolean): TemplateResult | typeof nothing {
  return current && option < 9 ? html`<kbd aria-hidden="true">${option + 1}</kbd>` : nothing;
}

customElements.define("vibedeck-question-request", QuestionRequest);
