import { dressCode } from "../highlight/dress-code.ts";
import { renderMarkdown } from "../markdown/render.ts";
import { GrowingPlain } from "./growing-plain.ts";
import { type Cut, lastCut } from "./settled-length.ts";

/** A last part longer than this, in UTF-16 units, is shown as it is written until it is finished. */
const LONG_PART = 16_384;

/** A Markdown text that grows at its end: finished parts are rendered once, only the last one again and again. */
export class GrowingMarkdown {
  readonly #element: Element;
  #text = "";
  #cut: Cut = { at: 0 };
  #tail: ChildNode[] = [];
  #plain: { readonly at: number; readonly from: number; readonly grown: GrowingPlain } | undefined;

  constructor(element: Element) {
    this.#element = element;
  }

  /** Shows the whole text. One that does not begin with what was shown begins anew. */
  show(text: string): void {
    if (text === this.#text) return;
    if (!text.startsWith(this.#text.slice(0, 200)) || text.length < this.#text.length) this.#clear();
    this.#text = text;
    const before = this.#cut.at;
    this.#cut = lastCut(text, before);
    if (this.#cut.at > before) this.#finish(text.slice(before, this.#cut.at));
    const part = text.slice(this.#cut.at);
    if (this.#cut.fence !== undefined) this.#code(part, this.#cut.fence);
    else if (part.length > LONG_PART) this.#asWritten(part);
    else this.#markdown(part);
  }

  #finish(part: string): void {
    this.#drop();
    if (part.trim() !== "") this.#element.append(rendered(part));
  }

  #markdown(part: string): void {
    const fragment = rendered(part);
    this.#drop();
    this.#tail = [...fragment.childNodes];
    this.#element.append(fragment);
  }

  #code(part: string, info: string): void {
    const first = part.indexOf("\n") + 1;
    this.#growing(first, () => {
      const box = document.createElement("div");
      const pre = document.createElement("pre");
      const code = document.createElement("code");
      box.className = "codebox";
      box.dataset["language"] = info.split(/\s/, 1)[0] ?? "";
      box.append(pre);
      pre.append(code);
      return [box, code];
    }).grow(part.slice(first));
  }

  #asWritten(part: string): void {
    this.#growing(0, () => {
      const plain = document.createElement("div");
      plain.className = "plain";
      return [plain, plain];
    }).grow(part);
  }

  /** The plain text of this part, begun when there is none. */
  #growing(from: number, make: () => readonly [ChildNode, Element]): GrowingPlain {
    const { at } = this.#cut;
    if (this.#plain === undefined || this.#plain.at !== at || this.#plain.from !== from) {
      this.#drop();
      const [outer, inner] = make();
      this.#tail = [outer];
      this.#element.append(outer);
      this.#plain = { at, from, grown: new GrowingPlain(inner) };
    }
    return this.#plain.grown;
  }

  #drop(): void {
    for (const node of this.#tail) node.remove();
    this.#tail = [];
    this.#plain = undefined;
  }

  #clear(): void {
    this.#element.replaceChildren();
    this.#tail = [];
    this.#plain = undefined;
    this.#cut = { at: 0 };
  }
}

/** Colours come with the finished message: code that is written would change them at every line. */
function rendered(part: string): DocumentFragment {
  const fragment = renderMarkdown(part);
  if (fragment !== undefined) {
    dressCode(fragment, false);
    return fragment;
  }
  const plain = document.createElement("div");
  plain.className = "plain";
  plain.textContent = part;
  const holder = document.createDocumentFragment();
  holder.append(plain);
  return holder;
}
