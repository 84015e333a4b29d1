import { type JsonObject, own } from "@vibedeck/core";
import { clip } from "./clip.ts";
import type { FactsState } from "./state.ts";

const MAX_LINKS = 8;
const MAX_URL = 200;
const MAX_LABEL = 80;

/** `pr-link`: a pull request that the session works on. */
export function readPullRequest(state: FactsState, line: JsonObject): void {
  const number = own(line, "prNumber");
  const repository = own(line, "prRepository");
  const label = `${typeof repository === "string" ? repository : ""}#${typeof number === "number" ? number : "?"}`;
  addLink(state, own(line, "prUrl"), label);
}

/** `frame-link`: a page that the session published. */
export function readPublishedPage(state: FactsState, line: JsonObject): void {
  const title = own(line, "title");
  addLink(state, own(line, "frameUrl"), typeof title === "string" ? title : "page");
}

/** The same links are written again and again; the last distinct ones are kept. */
function addLink(state: FactsState, url: unknown, label: string): void {
  if (typeof url !== "string" || state.links.some((link) => link.url === url) || !isWebAddress(url)) return;
  if (state.links.length >= MAX_LINKS) state.links.shift();
  state.links.push({ label: clip(label, MAX_LABEL) ?? url, url });
}

function isWebAddress(url: string): boolean {
  return url.length <= MAX_URL && /^https?:\/\/[^\s"'<>\\]+$/.test(url);
}
