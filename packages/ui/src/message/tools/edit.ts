import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { countChanges } from "../../diff/diff-rows.ts";
import { diffView } from "../../diff/diff-view.ts";
import { textDiff } from "../../diff/text-diff.ts";
import { count } from "../amounts.ts";
import { clipped } from "../clipped.ts";
import type { FaceOf, Shown } from "./face.ts";
import { fileBox } from "./file.ts";
import { pathLine } from "./path.ts";

type DiffResult = Extract<ToolResultView, { kind: "diff" }>;

const SHOWN_EDITS = 10;

/** Changes to a file. What really changed is in the result, when there is one. */
export const editFace: FaceOf<"edit"> = (view, call) => ({
  icon: "pencil",
  title: call.name,
  summary: pathLine(view.path),
  open: true,
  ...(call.result?.view.kind === "diff"
    ? {}
    : {
        asked: () =>
          html`${clipped(view.edits, SHOWN_EDITS, (edits) => html`${edits.map(oneEdit)}`, "edits")}`,
      }),
});

/** A diff of a file, or the text of a new one. */
export function diffResult(view: DiffResult): Shown {
  if (view.hunks.length > 0) return diffView(view.hunks);
  if (view.text !== undefined) return fileBox(view.path, view.text, 1);
  return html`<p class="side">No change</p>`;
}

/** Lines added and removed. */
export function diffStats(view: DiffResult): Shown {
  const { added, removed } = countChanges(view.hunks);
  const made = view.created ? html`<span class="good">new</span>` : nothing;
  return html`${made}${added === 0 ? nothing : html`<span class="good">+${count(added)}</span>`}${
    removed === 0 ? nothing : html`<span class="bad">−${count(removed)}</span>`
  }`;
}

function oneEdit(edit: {
  readonly before: string;
  readonly after: string;
  readonly all?: boolean;
}): TemplateResult {
  return html`${edit.all ? html`<p class="side">Everywhere in the file</p>` : nothing}${textDiff(edit.before, edit.after)}`;
}
