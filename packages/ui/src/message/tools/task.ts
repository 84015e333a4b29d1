import { html, nothing } from "lit";
import type { FaceOf } from "./face.ts";

/** A change to one item of the tool's own task list, or a question about one. */
export const taskFace: FaceOf<"task"> = (view, call) => ({
  icon: "checklist",
  title: call.name,
  summary: html`<span class="aside">${view.action}</span>${view.id === undefined ? nothing : html`<span class="aside">#${view.id}</span>`}<span dir="auto">${view.text}</span>${
    view.status === undefined
      ? nothing
      : html`<span class="aside">→ ${view.status.replaceAll("_", " ")}</span>`
  }`,
  open: false,
});
