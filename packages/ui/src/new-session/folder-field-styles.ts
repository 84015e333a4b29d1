import { type CSSResult, css } from "lit";

/** Styles of the field for a folder. */
export const folderFieldStyles: CSSResult = css`
  :host {
    position: relative;
    display: grid;
    gap: var(--space-2);
  }

  label {
    color: var(--muted);
    font-size: var(--text-md);
    font-weight: 550;
  }

  input {
    width: 100%;
    height: 2.5rem;
    padding: 0 var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-lg);
    background: var(--surface);
    font-family: var(--mono);
    font-size: var(--text-md);
  }

  input:focus-visible {
    border-color: var(--focus);
    outline-offset: -1px;
  }

  input[aria-invalid="true"] {
    border-color: var(--error);
  }

  .empty {
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .empty:empty {
    display: none;
  }

  .popup {
    inset-block: calc(100% + var(--space-2)) auto;
  }

  @media (pointer: coarse) {
    input {
      height: 2.75rem;
      font-size: 1rem;
    }
  }
`;
