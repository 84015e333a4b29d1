import { noChange } from "lit";
import {
  Directive,
  type DirectiveResult,
  directive,
  type ElementPart,
  type PartInfo,
  PartType,
} from "lit/directive.js";
import { GrowingMarkdown } from "./growing-markdown.ts";
import { GrowingPlain } from "./growing-plain.ts";

class GrowingDirective extends Directive {
  #markdown: GrowingMarkdown | undefined;
  #plain: GrowingPlain | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError("Text grows in an element of its own");
  }

  override render(_text: string, _format: "markdown" | "plain"): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [text, format]: [string, "markdown" | "plain"]): unknown {
    if (format === "plain") {
      this.#plain ??= new GrowingPlain(element);
      this.#plain.grow(text);
    } else {
      this.#markdown ??= new GrowingMarkdown(element);
      this.#markdown.show(text);
    }
    return noChange;
  }
}

/** Fills an element that has no other children with a text that grows. */
export const growing: (text: string, format: "markdown" | "plain") => DirectiveResult =
  directive(GrowingDirective);
