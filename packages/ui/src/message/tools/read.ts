import { html, nothing } from "lit";
import { count } from "../amounts.ts";
import type { FaceOf, ViewOf } from "./face.ts";
import { pathLine } from "./path.ts";

/** A file read. */
export const readFace: FaceOf<"read"> = (view, call) => {
  const part = range(view);
  return {
    icon: "file",
    title: call.name,
    summary: html`${pathLine(view.path)}${part === undefined ? nothing : html`<span class="aside">${part}</span>`}`,
    open: false,
  };
};

function range(view: ViewOf<"read">): string | undefined {
  if (view.pages !== undefined) return `pages ${view.pages}`;
  if (view.offset === undefined && view.limit === undefined) return undefined;
  const first = view.offset ?? 1;
  return view.limit === undefined
    ? `from line ${count(first)}`
    : `lines ${count(first)}–${count(first + view.limit - 1)}`;
}
