import { type CSSResult, css } from "lit";

/** Styles of the frame of a request. */
export const approvalStyles: CSSResult = css`
  :host {
    display: block;
    min-width: 0;
    scroll-margin: var(--space-6);
  }

  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    padding: var(--space-4) var(--space-5) var(--space-5);
    border: 1px solid color-mix(in srgb, var(--waiting) 40%, var(--line));
    border-radius: var(--radius-lg);
    background: var(--surface);
    box-shadow: 0 0 0 3px var(--waiting-soft);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .card:focus-visible {
    outline-offset: -1px;
  }

  header {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
  }

  h2 {
    flex: 1;
    min-width: 0;
    font-size: var(--text-lg);
    font-weight: 620;
    line-height: var(--leading-tight);
    letter-spacing: -0.01em;
  }

  .mark {
    display: grid;
    flex: none;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    border-radius: var(--radius);
    background: var(--waiting-soft);
    color: var(--waiting);
  }

  .icon {
    flex: none;
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .needs {
    flex: none;
    padding: 0.1rem 0.5rem;
    border-radius: 1rem;
    background: var(--waiting-soft);
    color: var(--waiting);
    font-size: var(--text-sm);
    font-weight: 600;
  }

  .reason {
    padding-inline-start: var(--space-4);
    border-inline-start: 3px solid var(--waiting);
    color: var(--text);
    unicode-bidi: plaintext;
    white-space: pre-wrap;
    max-height: 12rem;
    overflow-y: auto;
  }

  .trouble {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3) var(--space-4);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--error-soft);
    color: var(--error);
  }

  .trouble p {
    flex: 1 1 16rem;
    min-width: 0;
  }

  .trouble button {
    color: var(--text);
  }

  .settled {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    min-height: 1.75rem;
    color: var(--muted);
    font-size: var(--text-md);
    line-height: var(--leading-tight);
    overflow-wrap: anywhere;
  }

  .settled b {
    font-weight: 600;
  }

  .settled.good :is(.icon, b) {
    color: var(--ok);
  }

  .settled.bad :is(.icon, b) {
    color: var(--error);
  }

  .settled .about::before,
  .settled .detail::before {
    content: "·";
    margin-inline-end: var(--space-3);
    color: var(--faint);
  }

  .settled :is(.about, .detail) {
    min-width: 0;
    max-width: 100%;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }

  @media (max-width: 47.5rem) {
    .card {
      padding: var(--space-4);
    }
  }
`;
