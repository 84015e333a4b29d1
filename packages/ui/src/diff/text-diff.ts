import type { DiffHunk } from "@vibedeck/core";
import { html, noChange } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type DirectiveResult, directive } from "lit/directive.js";
import { diffView } from "./diff-view.ts";

class TextDiffDirective extends AsyncDirective {
  #before: string | undefined;
  #after: string | undefined;

  override render(before: string, after: string): unknown {
    if (before === this.#before && after === this.#after) return noChange;
    this.#before = before;
    this.#after = after;
    void this.#compare(before, after);
    return html`<div class="pending">…</div>`;
  }

  async #compare(before: string, after: string): Promise<void> {
    const hunks = await compare(before, after);
    if (this.#before === before && this.#after === after) this.setValue(diffView(hunks, false));
  }
}

/** The difference of two texts, without line numbers: they are parts of a file, it is not known which. */
export const textDiff: (before: string, after: string) => DirectiveResult = directive(TextDiffDirective);

async function compare(before: string, after: string): Promise<readonly DiffHunk[]> {
  try {
    const { lineDiff } = await import("./line-diff.ts");
    return lineDiff(before, after) ?? [replaced(before, after)];
  } catch {
    // The chunk did not come: everything removed, everything added is still the truth.
    return [replaced(before, after)];
  }
}

function replaced(before: string, after: string): DiffHunk {
  const old = before === "" ? [] : before.split("\n").map((line) => `-${line}`);
  const fresh = after === "" ? [] : after.split("\n").map((line) => `+${line}`);
  return {
    oldStart: 1,
    oldLines: old.length,
    newStart: 1,
    newLines: fresh.length,
    lines: [...old, ...fresh],
  };
}
