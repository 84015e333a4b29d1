import { type CSSResult, css } from "lit";

/** Styles of the page where a session begins. */
export const newSessionStyles: CSSResult = css`
  :host {
    display: block;
    background: var(--bg);
  }

  .page {
    height: 100%;
    padding: clamp(var(--space-5), 9dvh, 6rem) var(--space-5) var(--space-6);
    overflow-x: hidden;
  }

  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5);
    width: min(42rem, 100%);
    margin: 0 auto;
  }

  header {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    margin-inline-start: calc(-1 * var(--space-3));
  }

  h1 {
    font-size: var(--text-xl);
    font-weight: 600;
    letter-spacing: -0.01em;
  }

  h1.alone {
    margin-inline-start: var(--space-3);
  }

  .like {
    color: var(--muted);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .quick {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    margin-block-start: calc(-1 * var(--space-3));
  }

  .quick button {
    max-width: 100%;
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .quick button[aria-pressed="true"] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--text);
  }

  .quick bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .quick span {
    color: var(--faint);
  }

  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-5);
    margin: 0;
    padding: 0;
    border: 0;
  }

  fieldset label {
    display: inline-flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 1.75rem;
    cursor: pointer;
  }

  fieldset input {
    width: 1rem;
    height: 1rem;
    margin: 0;
    accent-color: var(--accent);
  }

  .first {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-2);
  }

  legend,
  .label {
    padding: 0;
    color: var(--muted);
    font-size: var(--text-md);
    font-weight: 550;
  }

  vibedeck-message-box {
    --box-height: 7rem;
  }

  @media (max-width: 47.5rem) {
    .page {
      padding: var(--space-4);
    }
  }

  @media (pointer: coarse) {
    fieldset label {
      min-height: 2.5rem;
    }
  }
`;
