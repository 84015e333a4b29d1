import MarkdownIt, { type Token } from "markdown-it";
import { tameInline } from "./inline-rules.ts";

const TASK = /^\[([ xX])\] /;

/** Markdown without HTML in it. Its output still goes through the sanitiser. */
export function createParser(): InstanceType<typeof MarkdownIt> {
  const md = new MarkdownIt({ html: false, linkify: true, breaks: false });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  // Every address becomes a token here; whether it becomes a link is decided once, below.
  md.validateLink = () => true;
  md.core.ruler.push("tame", (state) => {
    for (const token of state.tokens) tameBlock(token);
    for (const token of state.tokens) {
      if (token.children) token.children = tameInline(token.children, (...args) => new state.Token(...args));
    }
  });
  return md;
}

function tameBlock(token: Token): void {
  if (token.type === "heading_open" || token.type === "heading_close") {
    // The page has headings of its own above a message's.
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
  }
  const align = /text-align:(left|center|right)/.exec(String(token.attrGet("style") ?? ""))?.[1];
  if (align !== undefined) token.attrs = [["class", `align-${align}`]];
  const first = token.type === "inline" ? token.children?.[0] : undefined;
  const task = first?.type === "text" ? TASK.exec(first.content) : null;
  if (first && task) first.content = (task[1] === " " ? "☐ " : "☑ ") + first.content.slice(task[0].length);
}
