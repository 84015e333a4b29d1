import { highlight } from "../find/highlights.ts";
import type { FindControl } from "./find-control.ts";

/** Frames the messages in which a text was found, and colours it in them. */
export class FoundMarks {
  readonly #root: ParentNode;
  #marking = false;

  constructor(root: ParentNode) {
    this.#root = root;
  }

  /** After each change of the DOM. Costs nothing while nothing is sought. */
  mark({ open, text, found, current }: Pick<FindControl, "open" | "text" | "found" | "current">): void {
    if (!open && !this.#marking) return;
    this.#marking = open;
    const ids = new Set(open ? found : []);
    const marked: HTMLElement[] = [];
    for (const entry of this.#root.querySelectorAll<HTMLElement>(".entry")) {
      const id = entry.dataset["id"] ?? "";
      if (ids.has(id)) marked.push(entry);
      if (ids.has(id)) entry.dataset["found"] = id === current ? "current" : "";
      else delete entry.dataset["found"];
    }
    highlight(marked, open ? text : "");
  }

  clear(): void {
    highlight([], "");
  }
}
