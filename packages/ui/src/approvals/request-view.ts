import type { Approval, ToolUseBlock, ToolView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { code } from "../highlight/code.ts";
import { duration } from "../message/amounts.ts";
import { plainBox } from "../message/blocks/small-blocks.ts";
import { clippedText } from "../message/clipped-text.ts";
import { folded } from "../message/fold.ts";
import { icon } from "../message/icons.ts";
import { faceOf } from "../message/tools/tool.ts";
import { allInPlainSight, inPlainSight } from "./plain-sight.ts";

/** Lines of a command that are shown at once: what is cut off must not be what matters. */
const COMMAND_LINES = 400;

const shown = new WeakMap<ToolView, ToolView>();

/** What a tool wants to do, whole and with nothing hidden in it, and below it exactly what it would be given. */
export function requestView(approval: Approval): TemplateResult {
  const view = inSight(approval.view);
  return html`<div class="message view">
    ${view.kind === "shell" ? command(view) : anyView(approval, view)}
    ${approval.clipped === true ? html`<p class="what"><b>Not all of it is shown: it is too large.</b></p>` : nothing}
    <details class="quiet exact">
      <summary>${icon("code")}<span class="quiet-label">${approval.clipped === true ? "What the tool gets, as far as it is shown" : "Exactly what the tool gets"}</span>${icon("chevron")}</summary>
      <div class="quiet-body">${folded(false, () => plainBox(pretty(approval)))}</div>
    </details>
  </div>`;
}

/** The same object for the same view, so that what was rendered of it stays. */
function inSight(view: ToolView): ToolView {
  let known = shown.get(view);
  if (known === undefined) {
    known = allInPlainSight(view);
    shown.set(view, known);
  }
  return known;
}

function command(view: Extract<ToolView, { kind: "shell" }>): TemplateResult {
  const notes = [
    view.description,
    view.background ? "in the background" : undefined,
    view.timeoutMs === undefined ? undefined : `at most ${duration(view.timeoutMs)}`,
  ].filter((note) => note !== undefined && note !== "");
  return html`${notes.length === 0 ? nothing : html`<p class="what" dir="auto">${notes.join(" · ")}</p>`}
    <div class="shell">${clippedText(
      view.command,
      (text) =>
        html`<pre class="shell-line" tabindex="0" aria-label="Command">${code(text, { info: "bash" })}</pre>`,
      COMMAND_LINES,
    )}</div>`;
}

function anyView({ tool, toolId = "" }: Approval, view: ToolView): TemplateResult {
  const call: ToolUseBlock = { type: "tool_use", toolId, name: inPlainSight(tool), input: {}, view };
  const face = faceOf(call);
  const file = view.kind === "edit" || view.kind === "write" || view.kind === "read" ? view.path : undefined;
  const about = file === undefined ? face.summary : html`<code class="whole-path" dir="ltr">${file}</code>`;
  return html`<p class="what"><b>${face.title}</b> <span class="summary">${about}</span></p>
    ${face.asked?.() ?? nothing}`;
}

function pretty({ input }: Approval): string {
  return inPlainSight(JSON.stringify(input, undefined, 2) ?? "");
}
