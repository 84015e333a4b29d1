import { html, nothing, type TemplateResult } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type DirectiveResult, directive } from "lit/directive.js";
import { count } from "./amounts.ts";

/** More than this many items are never added to the page by one click. */
const MOST_AT_ONCE = 2000;

class ClippedDirective extends AsyncDirective {
  #shown: number | undefined;
  #view: (() => TemplateResult) | undefined;

  override render(
    total: number,
    first: number,
    show: (shown: number) => TemplateResult,
    unit: string,
  ): unknown {
    this.#view = () => this.#clip(total, first, show, unit);
    return this.#view();
  }

  #clip(total: number, first: number, show: (shown: number) => TemplateResult, unit: string): TemplateResult {
    // A few more are shown rather than hidden behind a button that is as tall as they are.
    const shown = Math.min(total, Math.max(this.#shown ?? 0, total <= first * 1.25 ? total : first));
    const left = total - shown;
    if (left === 0) return html`${show(total)}${nothing}`;
    const next = Math.min(left, MOST_AT_ONCE);
    const more = (): void => {
      this.#shown = shown + next;
      this.setValue(this.#view?.());
    };
    const label =
      next === left
        ? `Show all ${count(total)} ${unit}`
        : `Show ${count(next)} more of ${count(total)} ${unit}`;
    return html`${show(shown)}${html`<button class="more" type="button" @click=${more}>${label}</button>`}`;
  }
}

const clippedCount: (
  total: number,
  first: number,
  show: (shown: number) => TemplateResult,
  unit: string,
) => DirectiveResult = directive(ClippedDirective);

/** Shows the first items and a button for the rest. */
export function clipped<Item>(
  items: readonly Item[],
  first: number,
  show: (shown: readonly Item[]) => TemplateResult,
  unit: string,
): DirectiveResult {
  return clippedCount(
    items.length,
    first,
    (shown) => show(shown < items.length ? items.slice(0, shown) : items),
    unit,
  );
}
