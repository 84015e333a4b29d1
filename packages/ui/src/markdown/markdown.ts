import { html, noChange, type TemplateResult } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type DirectiveResult, directive } from "lit/directive.js";
import { dressCode } from "../highlight/dress-code.ts";

type Render = (text: string) => DocumentFragment | undefined;

let render: Render | undefined;
let loading: Promise<void> | undefined;

/** Loads the Markdown chunk, so that later texts are rendered at once. Shown as written while it has not come. */
export function loadMarkdown(): Promise<void> {
  loading ??= import("./render.ts").then(
    (module) => {
      render = module.renderMarkdown;
    },
    () => {
      // Offline, or a newer server: the texts stay readable as they are; the next message tries again.
      loading = undefined;
    },
  );
  return loading;
}

class MarkdownDirective extends AsyncDirective {
  #text: string | undefined;

  override render(text: string): unknown {
    if (text === this.#text) return noChange;
    this.#text = text;
    if (render !== undefined) return shown(render, text);
    void loadMarkdown().then(() => {
      if (render !== undefined && this.#text === text) this.setValue(shown(render, text));
    });
    return plain(text);
  }
}

/** Shows a text as Markdown. */
export const markdown: (text: string) => DirectiveResult = directive(MarkdownDirective);

function shown(renderer: Render, text: string): DocumentFragment | TemplateResult {
  const fragment = renderer(text);
  if (fragment === undefined) return plain(text);
  dressCode(fragment);
  return fragment;
}

function plain(text: string): TemplateResult {
  return html`<div class="plain">${text}</div>`;
}
