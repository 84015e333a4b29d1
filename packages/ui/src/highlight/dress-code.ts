import { createCopyButton } from "../message/copy-button.ts";
import { highlightInto } from "./highlight-into.ts";

/**
 * Gives the code blocks of rendered Markdown a copy button, their language's name, and colours.
 * @param colours False for a text that is still being written.
 */
export function dressCode(fragment: DocumentFragment, colours = true): void {
  for (const code of fragment.querySelectorAll("pre > code")) {
    const pre = code.parentElement;
    if (pre === null) continue;
    const info = /(?:^| )language-(\S+)/.exec(code.className)?.[1] ?? "";
    const box = document.createElement("div");
    box.className = "codebox";
    box.dataset["language"] = info;
    pre.replaceWith(box);
    pre.tabIndex = 0;
    box.append(
      pre,
      createCopyButton(() => code.textContent ?? "", "Copy code"),
    );
    if (colours) highlightInto(code, { info });
  }
  for (const table of fragment.querySelectorAll("table")) {
    const box = document.createElement("div");
    box.className = "tablebox";
    box.tabIndex = 0;
    table.replaceWith(box);
    box.append(table);
  }
}
