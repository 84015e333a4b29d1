import { html, nothing, type TemplateResult } from "lit";
import { fullTime, relativeTime } from "../format/relative-time.ts";

/** A cell of a table that turns into cards: there it says what it is. @param figure Numbers stand under numbers. */
export function cell(label: string, value: TemplateResult, figure = false): TemplateResult {
  return html`<td role="cell" class=${figure ? "figure" : nothing}><span class="label" aria-hidden="true">${label}</span>${value}</td>`;
}

/** A time, in milliseconds since the epoch, or what stands for none. Times that no clock can have had are not told. */
export function timeOr(none: TemplateResult, at: number | undefined, now: number): TemplateResult {
  if (at === undefined || !Number.isFinite(at) || at <= 0 || at > 8.64e15) return none;
  return html`<time datetime=${new Date(at).toISOString()} title=${fullTime(at)}>${relativeTime(at, now)}</time>`;
}
