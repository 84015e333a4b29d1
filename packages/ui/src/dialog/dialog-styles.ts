import { type CSSResult, css } from "lit";

/** Styles of modal dialogs. */
export const dialogStyles: CSSResult = css`
  dialog {
    width: min(48rem, calc(100vw - 2 * var(--space-5)));
    max-height: calc(100dvh - 2 * var(--space-6));
    padding: 0;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-lg);
    background: var(--surface);
    color: var(--text);
    box-shadow: var(--shadow);
    overflow: hidden;
  }

  dialog[open] {
    display: flex;
    flex-direction: column;
  }

  dialog::backdrop {
    background: rgb(10 12 15 / 45%);
  }

  dialog > header {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-3) var(--space-3) var(--space-5);
    border-bottom: 1px solid var(--line);
  }

  dialog > header h2 {
    flex: 1;
    font-size: var(--text-lg);
  }

  dialog > .body {
    flex: 1;
    min-height: 0;
    padding: var(--space-5);
    overflow: auto;
  }
`;
