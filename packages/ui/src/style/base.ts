import { type CSSResult, css } from "lit";

/** What every widget's shadow root begins with: boxes, text, plain buttons, fields, focus rings, hidden text. */
export const base: CSSResult = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    font-family: var(--font);
    font-size: var(--text-base);
    line-height: var(--leading);
    color: var(--text);
  }

  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p {
    margin: 0;
  }

  button,
  input {
    font: inherit;
    color: inherit;
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    margin: 0;
    padding: 0 var(--space-3);
    min-height: 1.75rem;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: none;
    cursor: pointer;
    white-space: nowrap;
    touch-action: manipulation;
    transition: background-color var(--quick), color var(--quick), border-color var(--quick);
  }

  button:hover {
    background: var(--hover);
  }

  button[aria-pressed="true"] {
    background: var(--chosen);
  }

  button:disabled {
    color: var(--faint);
    cursor: default;
  }

  button.icon {
    width: 1.75rem;
    padding: 0;
    color: var(--muted);
  }

  button.icon:hover {
    color: var(--text);
  }

  button.framed {
    border-color: var(--line-strong);
    background: var(--surface);
  }

  button.framed:hover {
    background: var(--hover);
  }

  button.main {
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 550;
  }

  a {
    color: var(--accent);
  }

  svg {
    flex: none;
    display: block;
  }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .scroll {
    overflow-y: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-strong) transparent;
  }

  kbd {
    display: inline-block;
    min-width: 1.5em;
    padding: 0 0.35em;
    border: 1px solid var(--line-strong);
    border-bottom-width: 2px;
    border-radius: var(--radius-sm);
    background: var(--surface);
    font-family: var(--font);
    font-size: var(--text-sm);
    line-height: 1.5;
    text-align: center;
  }

  @media (pointer: coarse) {
    button {
      min-height: 2.5rem;
    }

    button.icon {
      width: 2.5rem;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
