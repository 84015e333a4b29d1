import { type CSSResult, css } from "lit";

/** Styles of the ways to answer. */
export const requestFormStyles: CSSResult = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    min-width: 0;
    font-size: var(--text-md);
  }

  .message.view {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    padding: 0;
    font-size: var(--text-md);
    line-height: var(--leading);
  }

  .message.view > * {
    grid-column: 1;
  }

  .what {
    color: var(--muted);
    white-space: pre-wrap;
  }

  .what b {
    color: var(--text);
    font-weight: 600;
  }

  .message .what :is(.path, .path-folder, .path-name) {
    display: inline;
    overflow: visible;
    white-space: normal;
  }

  .message .whole-path {
    color: var(--text);
    font-size: var(--text-sm);
  }

  .message .shell-line {
    max-height: 60vh;
    padding: var(--space-4) var(--space-4) var(--space-4) calc(var(--space-4) + 1.25em);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--sunken);
    font-size: var(--text-md);
  }

  .message .exact > summary {
    justify-content: flex-start;
    font-size: var(--text-sm);
  }

  .message .exact > summary .quiet-label {
    color: var(--muted);
  }

  .plan-text {
    max-width: none;
    max-height: min(70vh, 48rem);
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3);
  }

  .ways {
    display: grid;
    gap: var(--space-4);
  }

  .space {
    flex: 1;
  }

  .actions button {
    min-height: 2.125rem;
    padding-inline: var(--space-4);
    font-size: var(--text-md);
  }

  .actions .primary {
    min-width: 6rem;
  }

  .actions button.main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
  }

  .actions button.main:disabled {
    background: var(--chosen);
    color: var(--muted);
  }

  .actions .refuse {
    border-color: color-mix(in srgb, var(--error) 45%, var(--line-strong));
    color: var(--error);
  }

  .actions .refuse:hover:not(:disabled) {
    background: var(--error-soft);
  }

  .actions kbd {
    border-color: color-mix(in srgb, currentcolor 40%, transparent);
    background: none;
    color: inherit;
  }

  .more-ways {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }

  .more-ways:hover {
    color: var(--text);
  }

  .panel,
  .modes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .panel {
    scroll-margin-block: var(--space-7);
  }

  legend,
  .field-label {
    padding: 0;
    font-weight: 600;
  }

  legend {
    margin-block-end: var(--space-2);
  }

  .panel > .actions {
    margin-block-start: var(--space-2);
  }

  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    column-gap: var(--space-4);
    align-items: center;
    min-height: 2.25rem;
    padding: var(--space-2) var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    cursor: pointer;
  }

  .choice:hover {
    background: var(--hover);
  }

  .choice:has(:checked) {
    border-color: var(--accent);
    background: var(--accent-soft);
  }

  .choice:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }

  .choice input:is([type="radio"], [type="checkbox"]) {
    width: 1.0625rem;
    height: 1.0625rem;
    margin: 0;
    accent-color: var(--accent);
    outline: none;
  }

  .choice-text {
    font-weight: 550;
    unicode-bidi: plaintext;
    text-align: start;
    white-space: pre-wrap;
  }

  .choice-why {
    grid-column: 2;
    color: var(--muted);
    font-size: var(--text-sm);
    unicode-bidi: plaintext;
    text-align: start;
    white-space: pre-wrap;
  }

  .choice > kbd {
    grid-area: 1 / 3;
    color: var(--faint);
  }

  .modes {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
  }

  .modes legend {
    float: left;
    width: 100%;
    color: var(--muted);
    font-weight: 500;
  }

  .modes .choice {
    min-height: 2rem;
    padding-block: var(--space-2);
    column-gap: var(--space-3);
  }

  textarea,
  .own-words {
    width: 100%;
    padding: var(--space-3) var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: inherit;
    font: inherit;
    line-height: var(--leading);
    resize: vertical;
  }

  textarea.mono {
    font-family: var(--mono);
    font-variant-ligatures: none;
    tab-size: 4;
  }

  textarea[aria-invalid="true"] {
    border-color: var(--error);
  }

  textarea::placeholder,
  .own-words::placeholder {
    color: var(--faint);
    opacity: 1;
  }

  .problem {
    color: var(--error);
    font-size: var(--text-sm);
  }

  .problem:empty {
    display: none;
  }

  .hint {
    color: var(--muted);
    font-size: var(--text-sm);
  }

  @media (max-width: 47.5rem) {
    /* One hand holds the phone: everything is as wide as the thumb's way, and the main two are in the bar below. */
    .actions {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }

    .actions button {
      min-height: 3rem;
      white-space: normal;
    }

    .actions .space,
    kbd {
      display: none;
    }

    .actions .primary.here:only-of-type,
    .more-ways[data-opens="deny"] {
      grid-column: 1 / -1;
    }

    .more-ways {
      border-color: var(--line-strong);
      background: var(--surface);
      color: var(--text);
    }

    :host([served]) .actions > .primary:not(.here) {
      display: none;
    }

    .choice {
      min-height: 3rem;
    }

    textarea,
    .own-words {
      font-size: 1rem;
    }
  }

  @media (pointer: coarse) {
    .actions button {
      min-height: 3rem;
    }

    .choice {
      min-height: 3rem;
    }

    .message .exact > summary {
      min-height: 2.75rem;
    }
  }
`;
