import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { code } from "../../highlight/code.ts";
import { duration } from "../amounts.ts";
import { outputBox } from "../blocks/text.ts";
import { clippedText } from "../clipped-text.ts";
import { copyButton } from "../copy.ts";
import { firstLine, unmasked } from "../short-text.ts";
import type { FaceOf, Shown, ViewOf } from "./face.ts";

type ShellResult = Extract<ToolResultView, { kind: "shell" }>;

/** A command for a shell. */
export const shellFace: FaceOf<"shell"> = (view, call) => ({
  icon: "terminal",
  title: call.name,
  summary: html`<code>${unmasked(firstLine(view.command))}</code>${view.background ? html`<span class="aside">&amp;</span>` : nothing}`,
  open: true,
  asked: () => html`${note(about(view))}
    <div class="shell">${clippedText(
      unmasked(view.command),
      (text) => html`<pre class="shell-line">${code(text, { info: "bash" })}</pre>`,
    )}${copyButton(() => view.command, "Copy command")}</div>
    `,
});

/** What a shell printed, and how it ended. */
export function shellResult(view: ShellResult): TemplateResult {
  const silent = view.stdout.trim() === "" && view.stderr.trim() === "";
  return html`${view.stdout.trim() === "" ? nothing : outputBox(view.stdout)}
    ${view.stderr.trim() === "" ? nothing : html`<div class="stderr">${outputBox(view.stderr, "Errors")}</div>`}
    ${silent && !view.interrupted && view.background === undefined ? note("No output") : nothing}
    ${view.interrupted ? html`<p class="side bad">Interrupted</p>` : nothing}
    ${view.background === undefined ? nothing : note(`Runs in the background as ${view.background}`)}
    ${note(view.note)}`;
}

/** How it ended, in a word or two. */
export function shellStats(view: ShellResult): Shown {
  if (view.interrupted) return html`<span class="bad">interrupted</span>`;
  if (view.exitCode !== undefined && view.exitCode !== 0)
    return html`<span class="bad">exit ${view.exitCode}</span>`;
  return view.background === undefined ? nothing : "in the background";
}

function about(view: ViewOf<"shell">): string {
  const limit = view.timeoutMs === undefined ? undefined : `at most ${duration(view.timeoutMs)}`;
  return [view.description, limit].filter((part) => part !== undefined && part !== "").join(" · ");
}

function note(text: string | undefined): Shown {
  return text === undefined || text === "" ? nothing : html`<p class="side" dir="auto">${text}</p>`;
}
