import { noChange } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type DirectiveResult, directive } from "lit/directive.js";
import { highlightInto } from "./highlight-into.ts";

class CodeDirective extends AsyncDirective {
  #element: HTMLElement | undefined;
  #text: string | undefined;

  override render(text: string, language: string | undefined): unknown {
    if (text === this.#text) return noChange;
    this.#text = text;
    this.#element = document.createElement("code");
    this.#element.textContent = text;
    highlightInto(this.#element, language);
    return this.#element;
  }
}

/** A `code` element that holds the text and gets its colours when it comes near the window. */
export const code: (text: string, language: string | undefined) => DirectiveResult = directive(CodeDirective);
