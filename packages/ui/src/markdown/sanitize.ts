import createPurifier, { type Config, type DOMPurify, type WindowLike } from "dompurify";
import { safeLink } from "./links.ts";

const TAGS = [
  "a",
  "blockquote",
  "br",
  "code",
  "del",
  "em",
  "h3",
  "h4",
  "h5",
  "h6",
  "hr",
  "li",
  "ol",
  "p",
  "pre",
  "s",
  "small",
  "span",
  "strong",
  "table",
  "tbody",
  "td",
  "th",
  "thead",
  "tr",
  "ul",
];
const CLASS = /^(?:language-[\w+#.-]{1,40}|align-(?:left|center|right))$/;

const CONFIG = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ["href", "title", "class", "start"],
  // Checked by the hook below; it is no address, which is what other attributes are taken for.
  ADD_URI_SAFE_ATTR: ["start"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_DOM_FRAGMENT: true,
} as const satisfies Config;

/**
 * Makes the sanitiser of a window. What it lets through holds no element that loads, runs, styles or submits
 * anything, and no name that scripts could mistake for one of theirs. It makes a Trusted Types policy named
 * `dompurify` at its first use.
 */
export function createSanitizer(window: WindowLike): (html: string) => DocumentFragment {
  const purifier = createPurifier(window);
  purifier.addHook("uponSanitizeAttribute", (_element, event) => {
    if (event.attrName === "class" && !CLASS.test(event.attrValue)) event.keepAttr = false;
    if (event.attrName === "start" && !/^\d{1,9}$/.test(event.attrValue)) event.keepAttr = false;
  });
  purifier.addHook("afterSanitizeAttributes", hardenLink);
  return (html) => sanitizeWith(purifier, html);
}

function sanitizeWith(purifier: DOMPurify, html: string): DocumentFragment {
  return purifier.sanitize(html, CONFIG);
}

function hardenLink(element: Element): void {
  if (element.localName !== "a") return;
  if (safeLink(element.getAttribute("href") ?? "") === undefined) {
    element.removeAttribute("href");
    return;
  }
  element.setAttribute("target", "_blank");
  element.setAttribute("rel", "noopener noreferrer nofollow");
}
