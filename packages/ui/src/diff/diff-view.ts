import type { DiffHunk } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { clipped } from "../message/clipped.ts";
import { type DiffRow, diffRows } from "./diff-rows.ts";

/** Rows shown before the reader asks for the rest. */
const SHOWN_ROWS = 40;

/** A unified diff with line numbers. */
export function diffView(hunks: readonly DiffHunk[], numbered = true): TemplateResult {
  const rows = diffRows(hunks);
  return html`${clipped(rows, SHOWN_ROWS, (shown) => table(shown, numbered), "lines")}`;
}

function table(rows: readonly DiffRow[], numbered: boolean): TemplateResult {
  return html`<div class=${numbered ? "diff" : "diff bare"} tabindex="0"><div class="diff-rows">${rows.map((row) => line(row, numbered))}</div></div>`;
}

function line(row: DiffRow, numbered: boolean): TemplateResult {
  if (row.kind === "gap") return html`<div class="diff-gap" aria-label="Lines left out"></div>`;
  const numbers = numbered
    ? html`<span class="diff-no" data-n=${row.before ?? ""}></span><span class="diff-no" data-n=${row.after ?? ""}></span>`
    : nothing;
  const content = html`${numbers}<code>${marked(row)}</code>`;
  if (row.kind === "added") return html`<ins class="diff-row added">${content}</ins>`;
  if (row.kind === "removed") return html`<del class="diff-row removed">${content}</del>`;
  return html`<div class=${`diff-row ${row.kind}`}>${content}</div>`;
}

function marked(row: DiffRow): TemplateResult | string {
  const [start, end] = row.mark ?? [0, 0];
  if (start === end) return row.text === "" ? " " : row.text;
  return html`${row.text.slice(0, start)}<mark>${row.text.slice(start, end)}</mark>${row.text.slice(end)}`;
}
