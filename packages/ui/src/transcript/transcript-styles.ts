import { type CSSResult, css } from "lit";

/** Styles of the transcript around its messages. */
export const transcriptStyles: CSSResult = css`
  :host {
    display: grid;
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    background: var(--bg);
  }

  .stage {
    position: relative;
    min-height: 0;
  }

  .view {
    height: 100%;
    overflow-y: scroll;
    overflow-x: hidden;
    /* The scroller keeps the reader's place itself, in every browser and also where pages come in above. */
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-gutter: stable;
  }

  .view:focus-visible {
    outline-offset: -2px;
  }

  .column {
    --message-gutter: var(--space-5);
    padding-block: var(--space-5) var(--space-7);
  }

  .column.working {
    --tool-waits: running;
  }

  /* What stands between messages is as wide as they are. */
  .column > :is(.edge, .activity, .ghost, vibedeck-approval),
  .run > summary {
    width: min(50rem, 100% - 2 * var(--message-gutter));
    margin-inline: auto;
  }

  .run > summary {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 1.75rem;
    border-radius: var(--radius-sm);
    color: var(--faint);
    font-size: var(--text-sm);
    line-height: var(--leading-tight);
    list-style: none;
    white-space: nowrap;
    cursor: pointer;
  }

  .run > summary::-webkit-details-marker {
    display: none;
  }

  .run > summary:hover {
    color: var(--text);
  }

  .run > summary svg {
    transition: rotate var(--quick);
  }

  .run[open] > summary svg {
    rotate: 90deg;
  }

  .run .kinds {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .run[open] {
    padding-block-end: var(--space-3);
  }

  .run:not([open]):has([data-found]) {
    box-shadow: -3px 0 0 0 var(--waiting);
  }

  section.measured {
    content-visibility: auto;
  }

  .entry {
    scroll-margin-top: var(--space-8);
    border-radius: var(--radius);
  }

  .entry.flash {
    animation: flash 2.4s ease-out;
  }

  .entry[data-found] {
    box-shadow: -3px 0 0 0 var(--waiting);
  }

  .entry[data-found="current"] {
    box-shadow: -3px 0 0 0 var(--accent);
    background: var(--accent-soft);
  }

  ::highlight(vibedeck-find) {
    background-color: var(--mark);
    color: var(--text);
  }

  @keyframes flash {
    0%,
    40% {
      background: var(--accent-soft);
      box-shadow: 0 0 0 var(--space-3) var(--accent-soft);
    }
  }

  .edge {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-3);
    min-height: var(--space-8);
    color: var(--faint);
    font-size: var(--text-sm);
    text-align: center;
  }

  .activity {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    margin-top: var(--space-5);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius-lg);
    font-size: var(--text-md);
  }

  .activity.working {
    color: var(--working);
    background: var(--working-soft);
  }

  .activity.waiting {
    color: var(--waiting);
    background: var(--waiting-soft);
  }

  .activity.error {
    color: var(--error);
    background: var(--error-soft);
  }

  .to-end {
    position: absolute;
    z-index: 2;
    inset-block-end: max(var(--space-5), env(safe-area-inset-bottom));
    inset-inline-start: 50%;
    translate: -50% 0;
    min-height: 2rem;
    padding: 0 var(--space-5);
    border: 1px solid var(--line-strong);
    border-radius: 2rem;
    background: var(--surface);
    box-shadow: var(--shadow);
    font-size: var(--text-md);
  }

  .to-end.fresh {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }

  /* Keys do this elsewhere. */
  .prompt-steps {
    display: none;
    position: absolute;
    z-index: 2;
    inset-block-end: max(var(--space-5), env(safe-area-inset-bottom));
    inset-inline-end: var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: 2rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .prompt-steps button.icon {
    width: 2.75rem;
    min-height: 2.75rem;
    border-radius: 2rem;
  }

  .view > .notice {
    display: grid;
    justify-items: start;
    gap: var(--space-4);
    max-width: 32rem;
    margin: 15vh auto 0;
    padding: 0 var(--space-6);
    color: var(--muted);
    overflow-wrap: anywhere;
  }

  .view > .notice h1 {
    color: var(--text);
    font-size: var(--text-xl);
    line-height: var(--leading-tight);
  }

  /* Pages that come at once do not flash a placeholder first. */
  .ghost {
    animation: appear 1ms 150ms both;
    display: grid;
    gap: var(--space-4);
    padding-block: var(--space-5);
  }

  .ghost i {
    width: var(--w, 100%);
    height: 0.75rem;
    border-radius: var(--radius-sm);
    background: var(--chosen);
    animation: breathe 1.6s ease-in-out infinite;
  }

  .ghost i:first-child {
    --w: 6rem;
  }

  .ghost i:last-child {
    --w: 62%;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }

  @media (max-width: 47.5rem) {
    .column {
      --message-gutter: var(--space-4);
      padding-block: var(--space-3) calc(2 * var(--space-8) + env(safe-area-inset-bottom));
    }

    .prompt-steps {
      display: flex;
    }

    /* While a request waits, what it needs is not covered, and the bar below leads to it. */
    .stage:has(+ vibedeck-request-bar) :is(.prompt-steps, .to-end:not(.fresh)) {
      display: none;
    }
  }

  @media (pointer: coarse) {
    .to-end {
      min-height: 2.75rem;
    }

    .run > summary {
      min-height: 2.5rem;
    }
  }
`;
