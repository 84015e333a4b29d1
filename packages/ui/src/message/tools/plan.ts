import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { markdown } from "../../markdown/markdown.ts";
import { firstLine } from "../short-text.ts";
import type { FaceOf, Shown } from "./face.ts";
import { pathLine } from "./path.ts";

type PlanResult = Extract<ToolResultView, { kind: "plan" }>;

/** A plan put before the person. */
export const planFace: FaceOf<"plan"> = (view, call) => {
  const result = call.result?.view.kind === "plan" ? call.result.view : undefined;
  return {
    icon: "plan",
    title: call.name,
    summary: html`<span dir="auto">${firstLine(view.text).replace(/^#+\s*/, "")}</span>`,
    open: true,
    asked: () => planText(view.text, view.path ?? result?.path),
    complete:
      result !== undefined && (result.text === undefined || result.text === view.text || view.text !== ""),
  };
};

/** A plan, as a result that stands alone. */
export function planResult(view: PlanResult): TemplateResult {
  return planText(view.text ?? "", view.path);
}

/** What became of it. */
export function planStats(view: PlanResult): Shown {
  return view.approved ? html`<span class="good">approved</span>` : html`<span class="bad">rejected</span>`;
}

function planText(text: string, path: string | undefined): TemplateResult {
  return html`${path === undefined ? nothing : html`<p class="side">${pathLine(path)}</p>`}<div class="prose plan" dir="auto">${markdown(text)}</div>`;
}
