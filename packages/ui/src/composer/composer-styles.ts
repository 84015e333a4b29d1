import { type CSSResult, css } from "lit";

/** Styles of what stands around the box. */
export const composerStyles: CSSResult = css`
  :host {
    position: relative;
    z-index: 3;
    display: block;
    /* As far in as the transcript, whose scroll bar has a place of its own. */
    padding: 0 calc(var(--space-5) + var(--scroll-bar, 0px)) max(var(--space-4), env(safe-area-inset-bottom))
      var(--space-5);
    background: var(--bg);
  }

  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    width: min(50rem, 100%);
    margin-inline: auto;
    padding-block-start: var(--space-3);
  }

  .run {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 1.75rem;
    padding-inline: var(--space-4) var(--space-2);
    color: var(--muted);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
  }

  .run .phase {
    min-width: 0;
    overflow: hidden;
    color: var(--text);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .run .space {
    flex: 1;
  }

  .run .later {
    white-space: nowrap;
  }

  .run kbd {
    font-size: var(--text-xs);
  }

  .stop svg {
    color: var(--error);
  }

  .segments {
    display: inline-flex;
    padding: 1px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .segments button {
    min-height: 1.5rem;
    border-radius: calc(var(--radius) - 1px);
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .segments button[aria-pressed="true"] {
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line);
    color: var(--text);
  }

  .figures {
    display: inline-flex;
    align-items: center;
    gap: var(--space-4);
    padding-inline: var(--space-3);
    color: var(--faint);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  @media (max-width: 47.5rem) {
    :host {
      padding-inline: var(--space-3);
      padding-block-end: max(var(--space-3), env(safe-area-inset-bottom));
    }

    .run kbd,
    .run .later,
    .figures {
      display: none;
    }
  }

  @media (pointer: coarse) {
    .segments button {
      min-height: 2.375rem;
    }
  }
`;
