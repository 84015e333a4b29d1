import { html } from "lit";
import type { FaceOf } from "./face.ts";
import { fieldLine, fieldList } from "./fields.ts";

/** A tool that has no form of its own. */
export const genericFace: FaceOf<"generic"> = (view, call) => ({
  icon: "tool",
  title: call.name,
  summary: html`<span dir="auto">${view.summary ?? fieldLine(view.fields)}</span>`,
  open: false,
  asked: () => fieldList(view.fields),
});
