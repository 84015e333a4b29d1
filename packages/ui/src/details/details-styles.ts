import { type CSSResult, css } from "lit";

/** Styles of the details panel. */
export const detailsStyles: CSSResult = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--bg);
  }

  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: var(--space-3) var(--space-3) var(--space-3) var(--space-5);
    border-bottom: 1px solid var(--line);
  }

  h2 {
    font-size: var(--text-base);
  }

  .body {
    flex: 1;
    min-height: 0;
    padding: 0 var(--space-5) max(var(--space-6), env(safe-area-inset-bottom));
    font-size: var(--text-md);
  }

  .body:focus-visible {
    outline-offset: -2px;
  }

  section {
    padding: var(--space-5) 0;
    border-bottom: 1px solid var(--line);
  }

  section:last-child {
    border: 0;
  }

  h3 {
    margin-bottom: var(--space-3);
    color: var(--muted);
    font-size: var(--text-sm);
    font-weight: 600;
  }

  * + h3 {
    margin-top: var(--space-5);
  }

  dl {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--space-2) var(--space-4);
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  dl.model + dl.model {
    margin-top: var(--space-4);
  }

  dt {
    color: var(--muted);
    overflow-wrap: anywhere;
  }

  dd {
    margin: 0;
    text-align: end;
  }

  .model dt:first-child {
    color: var(--text);
  }

  .strong {
    font-weight: 600;
  }

  .quiet {
    color: var(--faint);
    font-size: var(--text-sm);
  }

  p.quiet {
    margin-top: var(--space-3);
  }

  .line {
    display: flex;
    align-items: center;
    gap: var(--space-3);
  }

  .line + .line {
    margin-top: var(--space-3);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    margin-top: var(--space-4);
    font-size: var(--text-sm);
  }

  ul {
    display: grid;
    gap: var(--space-3);
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
  }

  li a {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    text-decoration: none;
  }

  li a:hover {
    text-decoration: underline;
  }

  li > span:last-child {
    color: var(--faint);
    font-variant-numeric: tabular-nums;
  }

  .place {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    margin-bottom: var(--space-3);
  }

  .place span {
    grid-column: 1 / -1;
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .place code {
    font-family: var(--mono);
    font-size: var(--text-sm);
    overflow-wrap: anywhere;
    user-select: all;
  }
`;
