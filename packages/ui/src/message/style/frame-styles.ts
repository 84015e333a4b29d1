import { type CSSResult, css } from "lit";

/** The frame of a message: where it sits, who speaks, what can be done with it. */
export const frameStyles: CSSResult = css`
  .message {
    position: relative;
    display: grid;
    grid-template-columns:
      minmax(var(--message-gutter, 0px), 1fr) minmax(0, 50rem) minmax(var(--message-gutter, 0px), 1fr);
    padding-block: var(--space-2);
    color: var(--text);
    font: var(--text-base) / var(--leading-prose) var(--font);
    overflow-wrap: anywhere;
    contain: layout paint style;
    container-type: inline-size;
  }

  .message > * {
    grid-column: 2;
    min-width: 0;
  }

  .message :where(p, ul, ol, dl, dd, pre, figure) {
    margin: 0;
  }

  .message :where(a) {
    color: var(--accent);
    text-decoration-color: color-mix(in srgb, currentcolor 40%, transparent);
    text-underline-offset: 0.15em;
  }

  .message :where(a:hover) {
    text-decoration-color: currentcolor;
  }

  .message :where(a, button, summary, [tabindex="0"]):focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: -2px;
    border-radius: var(--radius-sm);
  }

  .message .icon {
    flex: none;
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .message .offscreen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .message .mono,
  .message code,
  .message pre {
    font-family: var(--mono);
    font-variant-ligatures: none;
  }

  .message .chip {
    flex: none;
    padding: 0 var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-sm);
    color: var(--muted);
    font-size: var(--text-sm);
    line-height: var(--leading);
  }

  .message .bad {
    color: var(--error);
  }

  .message .good {
    color: var(--ok);
  }

  .message-head {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 1.75rem;
    color: var(--muted);
    font-size: var(--text-sm);
    line-height: var(--leading-tight);
  }

  .message-role {
    color: var(--text);
    font-size: var(--text-md);
    font-weight: 600;
  }

  .message-space {
    flex: 1;
  }

  .message-cost,
  .message-time {
    color: var(--faint);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .message .message-time {
    color: var(--faint);
    text-decoration: none;
  }

  .message a.message-time:hover {
    color: var(--text);
    text-decoration: underline;
  }

  .message-cost,
  .message-acts {
    opacity: 0;
    transition: opacity var(--quick);
  }

  .message:hover :is(.message-cost, .message-acts),
  .message:focus-within :is(.message-cost, .message-acts) {
    opacity: 1;
  }

  .message-acts {
    display: flex;
  }

  .message .act {
    display: inline-grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    padding: 0;
    border: 0;
    border-radius: var(--radius-sm);
    background: none;
    color: var(--muted);
    cursor: pointer;
  }

  .message .act:hover {
    background: var(--chosen);
    color: var(--text);
  }

  .message .copy [data-icon="check"],
  .message .copy[data-said="copied"] [data-icon="copy"] {
    display: none;
  }

  .message .copy[data-said="copied"] [data-icon="check"] {
    display: block;
    color: var(--ok);
  }

  .message .copy[data-said="failed"] {
    color: var(--error);
  }

  .message-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
  }

  /* What a person wrote: the landmarks of a transcript. */
  .message[data-kind="prompt"] {
    padding-block: var(--space-6) var(--space-4);
  }

  .message[data-kind="prompt"] > * {
    padding-inline: var(--space-5);
    background: var(--accent-soft);
    border-inline-start: 3px solid var(--accent);
  }

  .message[data-kind="prompt"] > .message-head {
    padding-block: var(--space-3) 0;
    border-start-end-radius: var(--radius-lg);
  }

  .message[data-kind="prompt"] > .message-body {
    padding-block: var(--space-1) var(--space-4);
    border-end-end-radius: var(--radius-lg);
  }

  .message[data-kind="prompt"] .message-role {
    color: var(--accent);
  }

  /* The head of a message that goes on where the one before stopped, or explains itself, waits until it is wanted. */
  .message:is([data-kind="bare"], [data-follows]) > .message-head {
    position: absolute;
    grid-column: 2 / 3;
    inset-block-start: 0;
    inset-inline-end: 2.25rem;
    z-index: 1;
    gap: var(--space-2);
    padding-inline: var(--space-3) var(--space-2);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    opacity: 0;
    pointer-events: none;
  }

  .message:is([data-kind="bare"], [data-follows]):is(:hover, :focus-within) > .message-head {
    opacity: 1;
    pointer-events: auto;
  }

  .message:is([data-kind="bare"], [data-follows]) > .message-head :is(.message-role, .message-model, .message-space) {
    display: none;
  }

  @container (min-width: 70rem) {
    .message:is([data-kind="bare"], [data-follows]) > .message-head {
      grid-column: 3 / 4;
      inset-inline: var(--space-3) auto;
      border: 0;
      background: none;
      padding: 0;
    }

    .message[data-follows] > .message-head .message-cost {
      display: none;
    }
  }

  @media (pointer: coarse) {
    .message .act {
      width: 2.5rem;
      height: 2.5rem;
    }

    .message summary,
    .message a.message-time {
      min-height: 2.5rem;
    }

    .message a.message-time {
      display: inline-flex;
      align-items: center;
    }

    .message[data-kind="folded"] > details.quiet > summary {
      min-height: 2.5rem;
    }
  }

  @container (max-width: 40rem) {
    .message-cost {
      display: none;
    }
  }
`;
