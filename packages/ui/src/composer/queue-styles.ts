import { type CSSResult, css } from "lit";

/** Styles of the messages above the box. */
export const queueStyles: CSSResult = css`
  .queue {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    max-height: 34dvh;
    margin: 0;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius-lg);
    background: var(--surface);
    overflow: auto;
    list-style: none;
    font-size: var(--text-md);
  }

  .sent {
    padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
  }

  .sent + .sent {
    border-block-start: 1px solid var(--line);
  }

  .line {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 1.75rem;
  }

  .word {
    flex: none;
    padding: 0 var(--space-3);
    border-radius: 1rem;
    background: var(--chosen);
    color: var(--muted);
    font-size: var(--text-xs);
    font-weight: 600;
    line-height: 1.25rem;
  }

  .warning .word {
    background: var(--waiting-soft);
    color: var(--waiting);
  }

  .bad .word {
    background: var(--error-soft);
    color: var(--error);
  }

  .text {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .files {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    color: var(--faint);
    font-size: var(--text-sm);
    white-space: nowrap;
  }

  .actions {
    flex: none;
    display: flex;
    gap: var(--space-1);
    margin-inline-start: auto;
  }

  .actions .framed {
    min-height: 1.625rem;
    font-size: var(--text-sm);
  }

  .more,
  .failure {
    padding: 0 var(--space-3) var(--space-2) 0;
    color: var(--muted);
    font-size: var(--text-sm);
    overflow-wrap: anywhere;
  }

  .failure p:first-child {
    color: var(--error);
  }

  .failure p {
    white-space: pre-wrap;
  }

  .failure summary {
    width: fit-content;
    cursor: pointer;
  }

  .failure pre {
    max-height: 12rem;
    margin: var(--space-2) 0 0;
    padding: var(--space-3);
    border-radius: var(--radius);
    background: var(--sunken);
    color: var(--text);
    font-family: var(--mono);
    font-size: var(--text-xs);
    white-space: pre-wrap;
    overflow: auto;
  }

  .editor {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: var(--space-3);
    padding: var(--space-2) var(--space-2) var(--space-2) 0;
  }

  .editor textarea {
    flex: 1 0 100%;
    max-height: 30dvh;
    padding: var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: inherit;
    font: inherit;
    resize: vertical;
  }

  @media (max-width: 47.5rem) {
    .queue {
      max-height: 26dvh;
    }

    .line {
      flex-wrap: wrap;
    }

    .text {
      flex: 1 1 8rem;
    }
  }

  @media (pointer: coarse) {
    .actions .framed {
      min-height: 2.5rem;
    }

    .editor textarea {
      font-size: 1rem;
    }
  }
`;
