import { type CSSResult, css } from "lit";

/** Styles of questions, beside those of all ways to answer. */
export const questionStyles: CSSResult = css`
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5);
  }

  .question {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-2);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .question + .question {
    padding-block-start: var(--space-5);
    border-block-start: 1px solid var(--line);
  }

  legend {
    float: left;
    margin-block-end: var(--space-3);
    width: 100%;
    font-size: var(--text-base);
    unicode-bidi: plaintext;
    text-align: start;
    white-space: pre-wrap;
  }

  .chip {
    margin-inline-end: var(--space-3);
    padding: 0.05rem var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-sm);
    color: var(--muted);
    font-size: var(--text-sm);
    font-weight: 500;
  }

  .other {
    padding-block: var(--space-1);
  }

  .other .own-words {
    min-height: 2rem;
    padding: var(--space-2) var(--space-3);
    border-color: transparent;
    background: none;
  }

  .other:has(:checked) .own-words {
    border-color: var(--line-strong);
    background: var(--bg);
  }

  .own-words:focus-visible {
    outline: none;
  }
`;
