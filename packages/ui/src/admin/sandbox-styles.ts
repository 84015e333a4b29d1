import { type CSSResult, css } from "lit";

/** Styles of the sandboxes below the users. */
export const sandboxStyles: CSSResult = css`
  section {
    margin-block-start: var(--space-7);
  }

  section h2 {
    font-size: var(--text-lg);
    font-weight: 600;
    line-height: var(--leading-tight);
  }

  h3 {
    margin-block: var(--space-5) 0;
    font-size: var(--text-base);
    font-weight: 600;
  }

  .engine {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-5);
    margin-block: var(--space-2) var(--space-4);
    color: var(--muted);
    font-size: var(--text-md);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  section > .failure {
    margin-block: var(--space-4);
  }

  .trouble {
    display: flex;
    gap: var(--space-3);
    margin-block-end: var(--space-4);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--waiting-soft);
    color: var(--waiting);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .trouble svg {
    margin-block-start: 0.125rem;
  }

  .trouble p span {
    display: block;
  }

  [data-place]:focus-visible {
    outline-offset: -2px;
  }

  .place-state {
    display: inline-flex;
    align-items: center;
    gap: var(--space-3);
  }

  .place-state i {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border: 1.5px solid var(--line-strong);
    border-radius: 50%;
  }

  .place-state.running i {
    border-color: var(--ok);
    background: var(--ok);
  }

  .place-state.starting i {
    border-color: var(--working);
    border-inline-end-color: transparent;
  }

  .place-state.paused i {
    border-radius: 1px;
    border-block-color: transparent;
    border-inline-width: 2.5px;
  }

  .place-state.foreign i,
  .place-state.unknown i {
    border: 0;
    border-radius: 1px;
    background: var(--waiting);
    transform: rotate(45deg);
  }

  .detail {
    display: block;
    width: max-content;
    max-width: min(16rem, 100%);
    color: var(--muted);
    font-size: var(--text-sm);
    line-height: var(--leading-tight);
    white-space: normal;
    overflow-wrap: anywhere;
  }

  td:has(.detail) {
    min-width: 12rem;
  }

  .nought {
    color: var(--faint);
  }

  .called {
    display: block;
    min-width: 8rem;
  }

  .memory {
    display: inline-grid;
    gap: var(--space-2);
    min-width: 8rem;
    font-variant-numeric: tabular-nums;
  }

  .bar {
    height: 0.25rem;
    border-radius: 2px;
    background: var(--chosen);
    overflow: hidden;
  }

  .bar i {
    display: block;
    height: 100%;
    background: var(--accent);
    transform: scaleX(var(--share));
    transform-origin: left;
  }

  .bar i:dir(rtl) {
    transform-origin: right;
  }

  .bar.full i {
    background: var(--error);
  }

  button[aria-disabled="true"] {
    color: var(--faint);
    cursor: default;
  }

  @container (max-width: 54rem) {
    .memory {
      display: grid;
      min-width: 0;
      max-width: 10rem;
    }

    .called {
      min-width: 0;
    }

    td:has(.detail) {
      min-width: 0;
    }

    /* One that rests uses nothing. */
    .stopped td:has(.nought),
    .acts:empty {
      display: none;
    }
  }
`;
