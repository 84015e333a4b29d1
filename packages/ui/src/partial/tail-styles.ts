import { type CSSResult, css } from "lit";

/** Styles of what stands behind the last message, beside those of messages. */
export const tailStyles: CSSResult = css`
  :host {
    display: block;
  }

  .requests,
  .turn {
    width: min(50rem, 100% - 2 * var(--message-gutter, 0px));
    margin-inline: auto;
  }

  .requests {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
  }

  ::slotted(vibedeck-approval:first-child) {
    margin-block-start: var(--space-4);
  }

  /* As high as the buttons that stand there later. */
  .message-head {
    min-height: 1.75rem;
  }

  .send-state {
    display: inline-flex;
    align-items: center;
    min-height: 1.75rem;
    color: var(--faint);
    font-size: var(--text-sm);
  }

  @media (pointer: coarse) {
    .message-head,
    .send-state {
      min-height: 2.5rem;
    }
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

  .turn .kept {
    visibility: hidden;
  }

  .turn {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 1.5rem;
    margin-block-start: var(--space-3);
    color: var(--faint);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
  }
`;
