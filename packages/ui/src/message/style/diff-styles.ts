import { type CSSResult, css } from "lit";

/** Unified diffs. */
export const diffStyles: CSSResult = css`
  .message .diff {
    border-radius: var(--radius);
    background: var(--sunken);
    font-size: var(--text-sm);
  }

  .diff-rows {
    width: max-content;
    min-width: 100%;
    padding-block: var(--space-2);
  }

  .diff-row {
    display: grid;
    grid-template-columns: 5ch 5ch minmax(0, 1fr);
    text-decoration: none;
    font-family: var(--mono);
  }

  .diff.bare .diff-row {
    grid-template-columns: minmax(0, 1fr);
  }

  .diff-row.added {
    background: var(--added);
  }

  .diff-row.removed {
    background: var(--removed);
  }

  .diff-no {
    padding-inline-end: 1ch;
    color: var(--faint);
    text-align: end;
    user-select: none;
  }

  .diff-no::before {
    content: attr(data-n);
  }

  .message .diff-row > code {
    padding-inline: 2.5ch var(--space-4);
    text-indent: -1.5ch;
    white-space: pre;
    unicode-bidi: plaintext;
  }

  .diff-row > code::before {
    display: inline-block;
    width: 1.5ch;
    text-indent: 0;
    content: "";
  }

  .diff-row.added > code::before {
    color: var(--ok);
    content: "+";
  }

  .diff-row.removed > code::before {
    color: var(--error);
    content: "−";
  }

  .diff-row mark {
    border-radius: 2px;
    color: inherit;
  }

  .diff-row.added mark {
    background: color-mix(in srgb, var(--ok) 28%, transparent);
  }

  .diff-row.removed mark {
    background: color-mix(in srgb, var(--error) 24%, transparent);
  }

  .diff-row.note {
    color: var(--faint);
  }

  .diff-gap {
    margin-block: var(--space-2);
    border-block-start: 1px dashed var(--line-strong);
  }

  @container (max-width: 40rem) {
    .diff:not(.bare) .diff-row {
      grid-template-columns: 5ch minmax(0, 1fr);
    }

    .diff-no:first-child {
      display: none;
    }
  }

  .message .pending {
    color: var(--faint);
  }
`;
