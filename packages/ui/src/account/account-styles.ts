import { type CSSResult, css } from "lit";

/** Styles of the account's button and menu. */
export const accountStyles: CSSResult = css`
  :host {
    position: relative;
    flex: none;
    min-width: 0;
  }

  .opener {
    gap: var(--space-3);
    max-width: 14rem;
    padding: 0 var(--space-3) 0 var(--space-2);
    border-radius: 1rem;
  }

  .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .popup {
    position: absolute;
    z-index: 8;
    inset-block-start: calc(100% + var(--space-2));
    inset-inline-end: 0;
    width: max-content;
    min-width: 12rem;
    max-width: min(20rem, calc(100vw - 2 * var(--space-4)));
    padding: var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-lg);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .who {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    padding: var(--space-3);
    overflow-wrap: anywhere;
  }

  .who b,
  .who .id {
    display: block;
    max-height: 6em;
    overflow: hidden;
  }

  .who .id {
    color: var(--muted);
    font-size: var(--text-sm);
  }

  [role="menu"] {
    display: grid;
    margin-block-start: var(--space-2);
    padding-block-start: var(--space-2);
    border-block-start: 1px solid var(--line);
  }

  [role="menuitem"] {
    display: flex;
    align-items: center;
    justify-content: start;
    min-height: 2rem;
    padding: 0 var(--space-3);
    border: 1px solid transparent;
    border-radius: var(--radius);
    color: var(--text);
    text-decoration: none;
  }

  [role="menuitem"]:hover,
  [role="menuitem"]:focus-visible {
    background: var(--hover);
    outline-offset: -2px;
  }

  @media (pointer: coarse) {
    [role="menuitem"] {
      min-height: 2.75rem;
    }
  }

  @media (max-width: 47.5rem) {
    .name {
      position: absolute;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }

    .opener {
      padding: 0 var(--space-2);
      min-width: 2.25rem;
    }
  }
`;
