import { noChange } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type DirectiveResult, directive } from "lit/directive.js";
import { type CodeHint, highlightInto } from "./highlight-into.ts";

class CodeDirective extends AsyncDirective {
  #element: HTMLElement | undefined;
  #text: string | undefined;

  override render(text: string, hint: CodeHint): unknown {
    if (text === this.#text) return noChange;
    this.#text = text;
    this.#element = document.createElement("code");
    this.#element.textContent = text;
    highlightInto(this.#element, hint);
    return this.#element;
  }
}

/** A `code` element that holds the text and gets its colours when it comes near the window. */
export const code: (text: string, hint: CodeHint) => DirectiveResult = directive(CodeDirective);
