import { type CSSResult, css } from "lit";

/** Styles of the box that a message is written into. */
export const boxStyles: CSSResult = css`
  :host {
    position: relative;
    display: block;
  }

  .box {
    position: relative;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-lg);
    background: var(--surface);
    transition: border-color var(--quick), box-shadow var(--quick);
  }

  .box:has(textarea:focus-visible) {
    border-color: var(--focus);
    box-shadow: 0 0 0 1px var(--focus);
  }

  .box.dragging {
    border-style: dashed;
    border-color: var(--accent);
  }

  textarea {
    display: block;
    width: 100%;
    min-height: var(--box-height, 2.75rem);
    max-height: 40dvh;
    padding: var(--space-4) var(--space-5) var(--space-2);
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font: inherit;
    line-height: var(--leading);
    resize: none;
    overflow-y: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-strong) transparent;
  }

  textarea:focus-visible {
    outline: 0;
  }

  textarea::placeholder {
    color: var(--faint);
    opacity: 1;
  }

  textarea[readonly] {
    color: var(--muted);
  }

  .foot {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    min-width: 0;
    padding: 0 var(--space-3) var(--space-3);
  }

  .space {
    flex: 1;
  }

  .send {
    width: 2rem;
    min-height: 2rem;
    margin-inline-start: var(--space-3);
    padding: 0;
    border-radius: 50%;
  }

  .send:hover {
    background: var(--accent);
    filter: brightness(1.08);
  }

  .send:disabled {
    background: var(--chosen);
    color: var(--faint);
    filter: none;
  }

  .send.unable:enabled {
    background: var(--chosen);
    color: var(--muted);
    filter: none;
  }

  .spin {
    width: 1rem;
    height: 1rem;
    border: 2px solid var(--faint);
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }

  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }

  .refused {
    margin: var(--space-4) var(--space-4) 0;
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius);
    background: var(--error-soft);
    color: var(--error);
    font-size: var(--text-sm);
    overflow-wrap: anywhere;
  }

  .drop {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    border-radius: inherit;
    background: color-mix(in srgb, var(--accent-soft) 92%, transparent);
    color: var(--accent);
    font-weight: 550;
    pointer-events: none;
  }

  @media (pointer: coarse) {
    textarea {
      /* Smaller text makes some phones zoom in. */
      font-size: 1rem;
    }

    .send {
      width: 2.5rem;
      min-height: 2.5rem;
    }
  }
`;
