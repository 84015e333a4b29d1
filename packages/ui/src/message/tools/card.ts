import type { ToolResultBlock } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import type { MessageContext } from "../context.ts";
import { folded } from "../fold.ts";
import { icon } from "../icons.ts";
import type { Shown, ToolFace } from "./face.ts";
import { resultBody, resultStats } from "./result.ts";

type State = "ok" | "error" | "denied" | "waiting";

/** A card: one line that says what was done and how it went, and below it, foldable, all of it. */
export function toolCard(
  face: ToolFace,
  result: ToolResultBlock | undefined,
  context: MessageContext,
): TemplateResult {
  const state = stateOf(result);
  const head = html`${icon(face.icon)}<span class="tool-name">${face.title}</span><span class="tool-summary">${inOneLine(face.summary)}</span><span class="tool-stats">${
    result === undefined ? nothing : resultStats(result.view)
  }${stateLabel(state, result)}</span>`;
  if (face.asked === undefined && result === undefined) {
    return html`<div class="tool" data-state=${state}><div class="tool-head">${head}</div></div>`;
  }
  const open = context.toolsOpen && (face.open || state === "error" || state === "denied");
  return html`<details class="tool" data-state=${state} ?open=${open}>
    <summary class="tool-head">${head}${icon("chevron")}</summary>
    <div class="tool-body">${folded(open, () => body(face, result, context))}</div>
  </details>`;
}

function inOneLine(summary: Shown): Shown {
  return typeof summary === "string" && summary !== "" ? html`<span dir="auto">${summary}</span>` : summary;
}

function body(face: ToolFace, result: ToolResultBlock | undefined, context: MessageContext): TemplateResult {
  const denied: Shown =
    result?.denied === undefined
      ? nothing
      : html`<p class="side bad" dir="auto">Denied: ${result.denied}</p>`;
  const answer = result === undefined || face.complete ? nothing : resultBody(result.view, context);
  return html`${face.asked?.() ?? nothing}${denied}${answer}`;
}

function stateOf(result: ToolResultBlock | undefined): State {
  if (result === undefined) return "waiting";
  if (result.denied !== undefined) return "denied";
  return result.isError ? "error" : "ok";
}

function stateLabel(state: State, result: ToolResultBlock | undefined): TemplateResult | typeof nothing {
  if (state === "ok") return nothing;
  if (state === "waiting")
    return html`<span class="tool-state"><span class="dots"></span>no result yet</span>`;
  const saysSo =
    result?.view.kind === "shell" && (result.view.interrupted || result.view.exitCode !== undefined);
  if (saysSo && state === "error") return nothing;
  return html`<span class="tool-state bad">${icon("cross")}${state}</span>`;
}
