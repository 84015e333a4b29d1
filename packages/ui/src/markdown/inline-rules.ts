import type { Token } from "markdown-it";
import { linkPlace, safeLink } from "./links.ts";

type MakeToken = (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

/**
 * Rewrites the inline tokens of one paragraph: a link that may not be followed becomes its text, an image becomes a
 * link that shows its whole address, and a link whose text hides where it leads is followed by the host.
 */
export function tameInline(tokens: readonly Token[], make: MakeToken): Token[] {
  const out: Token[] = [];
  let link: { url: URL | undefined; text: string } | undefined;
  for (const token of tokens) {
    if (token.type === "link_open") {
      const target = address(token, "href");
      link = { url: safeLink(target), text: "" };
      out.push(openLink(make, target, link.url));
    } else if (token.type === "link_close") {
      out.push(make("link_close", link?.url ? "a" : "span", -1));
      if (link?.url && hides(link.text, link.url)) out.push(...place(make, link.url));
      link = undefined;
    } else if (token.type === "image") {
      out.push(...imageAsLink(make, token, link !== undefined));
      if (link) link.text += address(token, "src");
    } else {
      if (link) link.text += token.content;
      out.push(token);
    }
  }
  return out;
}

function openLink(make: MakeToken, target: string, url: URL | undefined): Token {
  const token = make("link_open", url ? "a" : "span", 1);
  token.attrs = url
    ? [
        ["href", url.href],
        ["title", url.href],
      ]
    : [["title", target]];
  return token;
}

function imageAsLink(make: MakeToken, image: Token, insideLink: boolean): Token[] {
  const source = address(image, "src");
  const url = insideLink ? undefined : safeLink(source);
  const words = text(make, image.content === "" ? source : `${image.content} (${source})`);
  return [openLink(make, source, url), words, make("link_close", url ? "a" : "span", -1)];
}

function place(make: MakeToken, url: URL): Token[] {
  const open = make("place_open", "small", 1);
  return [open, text(make, ` (${linkPlace(url)})`), make("place_close", "small", -1)];
}

function text(make: MakeToken, content: string): Token {
  const token = make("text", "", 0);
  token.content = content;
  return token;
}

function address(token: Token, name: string): string {
  return String(token.attrGet(name) ?? "");
}

function hides(label: string, url: URL): boolean {
  return !label.toLowerCase().includes(linkPlace(url).toLowerCase());
}
