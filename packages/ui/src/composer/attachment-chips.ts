import { type CSSResult, css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { byteSize } from "../format/figures.ts";
import type { Attached } from "./attachments.ts";

/** The files that go along: images as pictures, texts by name, each with its way out. */
export function attachmentChips(
  files: readonly Attached[],
  fixed: boolean,
  remove: (file: Attached) => void,
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<ul class="chips" aria-label="Attached files">
    ${files.map(
      (file) => html`<li title=${`${file.name}, ${byteSize(file.bytes)}`}>
        ${file.preview === undefined ? nothing : html`<img src=${file.preview} alt="" />`}
        <span><bdi>${file.name}</bdi><small>${byteSize(file.bytes)}</small></span>
        <button class="icon" aria-label=${`Remove ${file.name}`} ?disabled=${fixed} @click=${() => remove(file)}>${icon("close", 12)}</button>
      </li>`,
    )}
  </ul>`;
}

/** Styles of {@link attachmentChips}. */
export const chipStyles: CSSResult = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    max-height: 9rem;
    margin: 0;
    padding: var(--space-4) var(--space-4) var(--space-1);
    overflow: auto;
    list-style: none;
  }

  .chips li {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    flex: none;
    max-width: 15rem;
    min-height: 2.5rem;
    padding-inline-start: var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
    overflow: hidden;
    font-size: var(--text-sm);
    line-height: var(--leading-tight);
  }

  .chips img {
    width: 2.5rem;
    height: 2.5rem;
    margin-inline-start: calc(-1 * var(--space-3));
    object-fit: cover;
  }

  .chips span {
    display: grid;
    min-width: 0;
  }

  .chips bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .chips small {
    color: var(--faint);
    font-size: var(--text-xs);
  }
`;
