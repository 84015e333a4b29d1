const ELEMENTS = new Set(
  (
    "article header main div span p a button details summary ul ol li dl dt dd pre code table thead tbody tr th td " +
    "blockquote br hr h3 h4 h5 h6 em strong s small del ins mark time"
  ).split(" "),
);
const ICON_ELEMENTS = new Set(["svg", "path", "rect", "circle", "g"]);
const ICON_ATTRIBUTES = /^(?:class|data-icon|viewBox|aria-hidden|d|x|y|r|rx|cx|cy|width|height)$/;
const ATTRIBUTES =
  /^(?:class|title|href|target|rel|dir|tabindex|type|role|datetime|open|start|aria-(?:label|hidden)|data-(?:role|kind|follows|state|status|chosen|level|language|n|said))$/;
const IMAGE_ATTRIBUTES = /^(?:src|alt|loading|decoding)$/;
const OWN_ADDRESS = /^\/(?:s|api\/sessions)\/[\w.\-/]+(?:\?at=[\w.-]+)?$/;

/** What a rendered message holds that it must not: empty when it is inert. */
export function violations(root: ParentNode): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll("*")) {
    const name = element.localName;
    if (ICON_ELEMENTS.has(name)) {
      if (element.closest("svg.icon[data-icon]") === null) found.push(`<${name}> outside of an icon`);
      found.push(...unknownAttributes(element, ICON_ATTRIBUTES));
    } else if (name === "img") {
      if (!OWN_ADDRESS.test(element.getAttribute("src") ?? ""))
        found.push(`<img src=${element.getAttribute("src")}>`);
      found.push(...unknownAttributes(element, IMAGE_ATTRIBUTES));
    } else {
      if (!ELEMENTS.has(name)) found.push(`<${name}>`);
      found.push(...unknownAttributes(element, ATTRIBUTES));
    }
    if (name === "a") found.push(...badLink(element));
  }
  return found;
}

function unknownAttributes(element: Element, known: RegExp): string[] {
  return element
    .getAttributeNames()
    .filter((name) => !known.test(name))
    .map((name) => `<${element.localName} ${name}=${element.getAttribute(name)}>`);
}

function badLink(link: Element): string[] {
  const address = link.getAttribute("href");
  if (address === null || OWN_ADDRESS.test(address)) return [];
  const rel = link.getAttribute("rel") ?? "";
  const safe = /^(?:https?:\/\/|mailto:)/.test(address);
  const hardened =
    link.getAttribute("target") === "_blank" &&
    ["noopener", "noreferrer", "nofollow"].every((word) => rel.includes(word));
  return safe && hardened ? [] : [`<a href=${address} rel=${rel}>`];
}
