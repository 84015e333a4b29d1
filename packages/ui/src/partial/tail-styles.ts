import { type CSSResult, css } from "lit";

/** Styles of what stands behind the last message, beside those of messages. */
export const tailStyles: CSSResult = css`
  :host {
    display: block;
  }

  .requests,
  .activity,
  .ended,
  .failed {
    width: min(50rem, 100% - 2 * var(--message-gutter, 0px));
    margin-inline: auto;
  }

  .requests {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }

  ::slotted(vibedeck-approval) {
    margin-block: var(--space-4);
  }

  .send-state {
    color: var(--faint);
    font-size: var(--text-sm);
  }

  .piece {
    display: block;
    min-height: 1lh;
  }

  /* Takes no room, so that nothing moves when it goes. */
  .writing > :last-child:is(p, h3, h4, h5, h6)::after,
  .writing > :last-child:is(ul, ol) > li:last-child::after {
    content: "";
    display: inline-block;
    width: 0.5em;
    height: 1em;
    margin-inline: 0.15em -0.65em;
    border-radius: 1px;
    background: var(--accent);
    vertical-align: text-bottom;
    animation: caret 1.1s steps(2, jump-none) infinite;
  }

  @keyframes caret {
    50%,
    100% {
      opacity: 0.15;
    }
  }

  .pulse {
    animation: pulse 1.6s ease-in-out infinite;
  }

  @keyframes pulse {
    50% {
      opacity: 0.45;
    }
  }

  .tool .dots {
    animation-play-state: running;
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

  .activity.idle {
    color: var(--muted);
    background: var(--hover);
  }

  .doing {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .figures {
    flex: none;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .ended {
    margin-top: var(--space-4);
    color: var(--faint);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
  }

  .failed {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-3) var(--space-4);
    margin-top: var(--space-5);
    padding: var(--space-4) var(--space-5);
    border-radius: var(--radius-lg);
    background: var(--error-soft);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .failed .icon {
    width: 1.125rem;
    height: 1.125rem;
    margin-block-start: 0.1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.4;
    color: var(--error);
  }

  .failed > div {
    display: grid;
    gap: var(--space-2);
  }

  .failed h2 {
    color: var(--error);
    font-size: var(--text-base);
    font-weight: 620;
  }

  .failed .said {
    white-space: pre-wrap;
    max-height: 12rem;
    overflow-y: auto;
  }

  .failed .faint {
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .failed .stderr {
    display: block;
    padding: 0;
  }

  .failed summary {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 2rem;
    color: var(--muted);
    cursor: pointer;
  }

  .failed summary .icon {
    width: 0.875rem;
    height: 0.875rem;
    margin: 0;
    color: inherit;
  }
`;
