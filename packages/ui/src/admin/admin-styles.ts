import { type CSSResult, css } from "lit";

/** Styles of the page with all users. */
export const adminStyles: CSSResult = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .page {
    height: 100%;
    padding: var(--space-6) var(--space-6) max(var(--space-6), env(safe-area-inset-bottom));
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-4);
    margin-block-end: var(--space-5);
  }

  h1 {
    font-size: var(--text-xl);
    font-weight: 600;
    line-height: var(--leading-tight);
  }

  .sub,
  .none {
    color: var(--muted);
    font-size: var(--text-md);
  }

  input {
    width: min(20rem, 100%);
    min-height: 2.25rem;
    margin-block-end: var(--space-4);
    padding: 0 var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--text-md);
  }

  th,
  td {
    padding: var(--space-4) var(--space-4) var(--space-4) 0;
    border-block-end: 1px solid var(--line);
    text-align: start;
    font-weight: inherit;
    white-space: nowrap;
  }

  thead th {
    padding-block: var(--space-3);
    color: var(--muted);
    font-size: var(--text-sm);
  }

  tbody th {
    width: 100%;
    max-width: 0;
  }

  .figure {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .person {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 9rem;
  }

  .called {
    min-width: 0;
  }

  .called b,
  .called .id {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    line-height: var(--leading-tight);
  }

  .called b {
    font-weight: 550;
  }

  .id {
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .mark {
    flex: none;
    padding: 0 var(--space-3);
    border-radius: 1rem;
    background: var(--chosen);
    font-size: var(--text-sm);
  }

  .mark.bad {
    background: var(--error-soft);
    color: var(--error);
  }

  .acts {
    padding-inline-end: 0;
    text-align: end;
  }

  .label {
    display: none;
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .failure {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    margin-block-end: var(--space-5);
    padding: var(--space-4) var(--space-5);
    border-radius: var(--radius);
    background: var(--error-soft);
    color: var(--error);
    overflow-wrap: anywhere;
  }

  .failure p {
    flex: 1;
    min-width: 0;
  }

  .failure button {
    color: var(--text);
  }

  .ghosts {
    display: grid;
    gap: var(--space-4);
  }

  .ghosts i {
    height: 2.5rem;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  dialog.confirm {
    width: min(27rem, calc(100vw - 2 * var(--space-5)));
  }

  dialog form {
    display: grid;
    gap: var(--space-4);
    padding: var(--space-6);
    overflow: auto;
    overflow-wrap: anywhere;
  }

  dialog h2 {
    font-size: var(--text-lg);
    line-height: var(--leading-tight);
  }

  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: var(--space-3);
    margin-block-start: var(--space-3);
  }

  .ways button {
    min-height: 2.25rem;
    padding: 0 var(--space-5);
  }

  @container (max-width: 54rem) {
    table,
    tbody {
      display: block;
    }

    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    tbody {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr));
      gap: var(--space-4);
    }

    tr {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: var(--space-4);
      padding: var(--space-5);
      border: 1px solid var(--line);
      border-radius: var(--radius-lg);
      background: var(--surface);
    }

    tbody th,
    tbody td,
    tbody .figure {
      width: auto;
      max-width: none;
      padding: 0;
      border: 0;
      text-align: start;
      white-space: normal;
    }

    tbody th,
    tbody .acts {
      grid-column: 1 / -1;
      min-width: 0;
    }

    .person {
      min-width: 0;
    }

    .called {
      flex: 1;
      white-space: nowrap;
    }

    .label {
      display: block;
    }

    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
    }
  }

  @container (max-width: 30rem) {
    .page {
      padding-inline: var(--space-5);
    }
  }
`;
