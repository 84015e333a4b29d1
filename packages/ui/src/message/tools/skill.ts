import { html, nothing } from "lit";
import type { FaceOf } from "./face.ts";

/** A skill called up. */
export const skillFace: FaceOf<"skill"> = (view, call) => ({
  icon: "skill",
  title: call.name,
  summary: html`<code>${view.name}</code>${view.args ? html`<span class="aside" dir="auto">${view.args}</span>` : nothing}`,
  open: false,
});
