import type { Question, ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { clipped } from "../clipped.ts";
import { icon } from "../icons.ts";
import type { FaceOf } from "./face.ts";

type Answers = Extract<ToolResultView, { kind: "answers" }>["answers"];

const SHOWN = 20;

/** Questions to the person; with the answers, once they are there. */
export const questionsFace: FaceOf<"questions"> = (view, call) => {
  const answers = call.result?.view.kind === "answers" ? call.result.view.answers : [];
  return {
    icon: "question",
    title: call.name,
    summary: html`<span dir="auto">${view.questions[0]?.question ?? ""}</span>`,
    open: true,
    asked: () =>
      html`${clipped(view.questions, SHOWN, (shown) => html`${shown.map((each) => question(each, answers))}`, "questions")}`,
    complete:
      answers.length > 0 &&
      answers.every((answer) => view.questions.some((each) => each.question === answer.question)),
  };
};

/** Answers whose questions are not at hand. */
export function answersResult(answers: Answers): TemplateResult {
  return html`${clipped(
    answers,
    SHOWN,
    (shown) =>
      html`<dl class="fields">${shown.map(
        (each) =>
          html`<div class="field long"><dt dir="auto">${each.question}</dt><dd dir="auto">${each.answer}</dd></div>`,
      )}</dl>`,
    "answers",
  )}`;
}

function question(asked: Question, answers: Answers): TemplateResult {
  const answer = answers.find((each) => each.question === asked.question)?.answer;
  const chosen = asked.options.filter((option) => isChosen(option.label, answer, asked.multiple));
  return html`<div class="question">
    <p class="question-text" dir="auto">${asked.header ? html`<span class="chip">${asked.header}</span>` : nothing}${asked.question}</p>
    <ul class="options">${asked.options.map((option) => {
      const picked = chosen.includes(option);
      return html`<li data-chosen=${picked ? "yes" : "no"}><span class="option-mark" role="img" aria-label=${picked ? "chosen" : "not chosen"}>${picked ? icon("check") : nothing}</span><span class="option-label" dir="auto">${option.label}</span>${
        option.description ? html`<span class="option-why" dir="auto">${option.description}</span>` : nothing
      }</li>`;
    })}</ul>
    ${answer === undefined || chosen.length > 0 ? nothing : html`<p class="answer" dir="auto">${icon("check")}${answer}</p>`}
  </div>`;
}

function isChosen(label: string, answer: string | undefined, multiple: boolean): boolean {
  if (answer === undefined) return false;
  return answer === label || (multiple && answer.split(/,\s*/).includes(label));
}
