import { type CSSResult, css } from "lit";

/** Styles of the bar below a transcript. */
export const requestBarStyles: CSSResult = css`
  :host {
    display: block;
    min-width: 0;
  }

  .bar {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-5);
    border-block-start: 1px solid color-mix(in srgb, var(--waiting) 40%, var(--line));
    background: var(--waiting-soft);
    font-size: var(--text-md);
  }

  .line {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
    overflow: hidden;
    white-space: nowrap;
  }

  .line b {
    flex: none;
    font-weight: 600;
  }

  .what {
    min-width: 0;
    overflow: hidden;
    color: var(--muted);
    font-family: var(--mono);
    font-size: var(--text-sm);
    text-overflow: ellipsis;
  }

  .count {
    color: var(--muted);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .diamond {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 2px;
    background: var(--waiting);
    rotate: 45deg;
  }

  .icon {
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.5;
    rotate: 90deg;
  }

  button {
    min-height: 2.125rem;
    padding-inline: var(--space-4);
  }

  .refuse {
    border-color: color-mix(in srgb, var(--error) 45%, var(--line-strong));
    color: var(--error);
  }

  /* With room for it the card's own buttons do. */
  .here {
    display: none;
  }

  @media (max-width: 47.5rem) {
    .bar {
      padding: var(--space-3) var(--space-4) max(var(--space-3), env(safe-area-inset-bottom));
    }

    .here {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }

    .here .line {
      grid-column: 1 / -1;
    }

    .here:has(.count) .line {
      grid-column: 1;
    }

    .here .count {
      justify-self: end;
    }

    .bar button {
      min-height: 3.25rem;
      font-size: var(--text-lg);
      font-weight: 600;
      border-radius: var(--radius-lg);
    }

    .away {
      grid-template-columns: minmax(0, 1fr) auto auto;
    }

    .away .what {
      display: none;
    }
  }
`;
