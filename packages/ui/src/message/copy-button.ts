import { render } from "lit";
import { copyButton } from "./copy.ts";

/** A copy button for places that are not rendered by a template. */
export function createCopyButton(text: () => string, label: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  render(copyButton(text, label), fragment);
  return fragment;
}
