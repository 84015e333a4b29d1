import { type CSSResult, css } from "lit";

/** The small blocks: quiet lines that open, notices, dividers, commands, images. */
export const blockStyles: CSSResult = css`
  .message summary {
    list-style: none;
    cursor: pointer;
  }

  .message summary::-webkit-details-marker {
    display: none;
  }

  .message :is(summary, .tool-head) > [data-icon="chevron"] {
    color: var(--faint);
    transition: rotate var(--quick);
  }

  .message details[open] > summary > [data-icon="chevron"] {
    rotate: 90deg;
  }

  .message details.quiet > summary,
  .message div.quiet,
  .message details.notice > summary,
  .message div.notice {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
    min-height: 1.75rem;
    color: var(--faint);
    font-size: var(--text-md);
    line-height: var(--leading-tight);
  }

  .message details.quiet > summary:hover {
    color: var(--text);
  }

  .quiet-label {
    flex: none;
    max-width: 60%;
    overflow: hidden;
    color: var(--muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .quiet-text {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .quiet-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    margin-block: var(--space-2) var(--space-3);
    margin-inline-start: calc(var(--space-3) - 1px);
    padding-inline-start: var(--space-5);
    border-inline-start: 2px solid var(--line);
  }

  .thinking .prose {
    color: var(--muted);
    font-size: var(--text-md);
  }

  .thinking > summary > [data-icon="thought"] {
    color: var(--think);
  }

  .message[data-kind="folded"] {
    padding-block: 0;
  }

  .message[data-kind="folded"] > details.quiet > summary {
    min-height: 1.375rem;
    font-size: var(--text-sm);
  }

  .message[data-kind="folded"] > details.quiet > summary > [data-icon="chevron"] {
    width: 0.875rem;
    height: 0.875rem;
  }

  .message div.notice,
  .message details.notice > summary {
    padding: var(--space-3) var(--space-4);
    align-items: flex-start;
    color: var(--muted);
    line-height: var(--leading);
  }

  .message .notice {
    border-radius: var(--radius);
    background: var(--hover);
  }

  .notice .icon {
    margin-block-start: 0.125rem;
  }

  .notice-text {
    flex: 1;
    min-width: 0;
    white-space: pre-wrap;
  }

  .message .notice[data-level="info"] {
    background: none;
  }

  .message div.notice[data-level="info"],
  .message details.notice[data-level="info"] > summary {
    padding-inline: 0;
  }

  .message .notice[data-level="warning"] {
    background: var(--waiting-soft);
  }

  .notice[data-level="warning"] :is([data-icon="alert"]) {
    color: var(--waiting);
  }

  .message .notice[data-level="error"] {
    background: var(--error-soft);
  }

  .notice[data-level="error"] :is([data-icon="alert"]) {
    color: var(--error);
  }

  .notice:not([data-level="info"]) .notice-text {
    color: var(--text);
  }

  .notice > .quiet-body {
    margin-inline: var(--space-4);
    padding-block-end: var(--space-4);
    border: 0;
  }

  .divider {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    padding-block: var(--space-4);
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .divider::before,
  .divider::after {
    flex: 1;
    min-width: var(--space-6);
    height: 1px;
    background: var(--line-strong);
    content: "";
  }

  .divider-label {
    font-weight: 600;
  }

  .divider-text {
    max-width: 75%;
    text-align: center;
  }

  .divider-detail {
    color: var(--faint);
  }

  .command {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--space-1) var(--space-3);
    font-size: var(--text-md);
  }

  .command-name {
    padding: 0 var(--space-2);
    border-radius: var(--radius-sm);
    background: var(--surface);
    box-shadow: inset 0 0 0 1px var(--line-strong);
    font-weight: 600;
  }

  .command-args {
    white-space: pre-wrap;
  }

  .message .out {
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--sunken);
    font-size: var(--text-sm);
    unicode-bidi: plaintext;
    white-space: pre;
  }

  @container (max-width: 40rem) {
    .message .out {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  }

  .stderr > .out {
    border-inline-start: 2px solid var(--error);
    border-start-start-radius: 0;
    border-end-start-radius: 0;
  }

  .message .more {
    justify-self: start;
    margin-block-start: var(--space-2);
    padding: var(--space-2) var(--space-3);
    border: 0;
    border-radius: var(--radius-sm);
    background: none;
    color: var(--accent);
    font: var(--text-sm) / var(--leading-tight) var(--font);
    cursor: pointer;
  }

  .message .more:hover {
    background: var(--hover);
  }

  .pictures {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
  }

  .picture {
    display: block;
    justify-self: start;
    max-width: 100%;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }

  .picture img {
    display: block;
    max-width: min(100%, 40rem);
    max-height: 24rem;
    min-width: 2rem;
    min-height: 2rem;
    object-fit: contain;
    background: var(--sunken);
  }
`;
