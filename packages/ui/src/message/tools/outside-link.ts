import { html, type TemplateResult } from "lit";
import { linkPlace, safeLink } from "../../markdown/links.ts";

/** A link to somewhere else, with the place it leads to in sight; plain text when the address is none to follow. */
export function outsideLink(address: string, title: string = address): TemplateResult {
  const url = safeLink(address);
  if (url === undefined) return html`<span dir="auto" title=${address}>${title}</span>`;
  const place = linkPlace(url);
  const link = html`<a href=${url.href} target="_blank" rel="noopener noreferrer nofollow" title=${url.href} dir="auto">${title}</a>`;
  return title.includes(place) ? link : html`${link} <small class="place">(${place})</small>`;
}
