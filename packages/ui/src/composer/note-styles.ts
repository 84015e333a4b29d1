import { type CSSResult, css } from "lit";

/** Styles of a sentence with buttons: what stands in the way, and what can be done. */
export const noteStyles: CSSResult = css`
  .note {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
    border-radius: var(--radius-lg);
    background: var(--accent-soft);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .note p {
    flex: 1 1 12rem;
    min-width: 0;
    padding-block: var(--space-2);
  }

  .note .ways {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
  }

  .note .icon {
    order: 1;
  }

  @media (max-width: 47.5rem) {
    .note .icon {
      order: 0;
    }

    .note .ways {
      flex-basis: 100%;
      padding-block-end: var(--space-2);
    }
  }

  .note p span {
    display: block;
    color: var(--muted);
  }

  .note.warning {
    background: var(--waiting-soft);
    color: var(--waiting);
  }

  .note.error {
    background: var(--error-soft);
    color: var(--error);
  }

  .note .framed {
    color: var(--text);
  }
`;
