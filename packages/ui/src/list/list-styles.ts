import { type CSSResult, css } from "lit";

/** Styles of the session list. Heights of rows are those of `ROW_HEIGHTS`. */
export const listStyles: CSSResult = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--bg);
  }

  .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    padding: var(--space-4) var(--space-4) var(--space-3);
    border-bottom: 1px solid var(--line);
  }

  .first-line {
    display: flex;
    align-items: center;
    gap: var(--space-3);
  }

  .new {
    min-height: 2rem;
    padding-inline: var(--space-3) var(--space-4);
    font-size: var(--text-md);
  }

  .new:hover {
    background: var(--accent);
    filter: brightness(1.08);
  }

  .field {
    flex: 1;
    min-width: 0;
    position: relative;
    display: flex;
    align-items: center;
  }

  .field svg {
    position: absolute;
    inset-inline-start: var(--space-3);
    color: var(--faint);
    pointer-events: none;
  }

  .field input {
    width: 100%;
    height: 2rem;
    padding: 0 2.25rem 0 1.875rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: var(--text-md);
  }

  .field input::placeholder {
    color: var(--faint);
  }

  .field input::-webkit-search-cancel-button {
    display: none;
  }

  .field kbd {
    position: absolute;
    inset-inline-end: var(--space-3);
    color: var(--faint);
    pointer-events: none;
  }

  .field button {
    position: absolute;
    inset-inline-end: var(--space-1);
  }

  .tools {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--text-sm);
  }

  .tools button {
    min-height: 1.625rem;
    color: var(--muted);
  }

  .tools button[aria-pressed="true"] {
    color: var(--text);
  }

  .segments {
    display: inline-flex;
    padding: 1px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .segments button {
    border-radius: calc(var(--radius) - 1px);
  }

  .segments button[aria-pressed="true"] {
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line);
  }

  .chips {
    display: flex;
    gap: var(--space-1);
    margin-inline-start: auto;
  }

  .chips button {
    padding: 0 var(--space-3);
    font-variant-numeric: tabular-nums;
  }

  .body {
    flex: 1;
    min-height: 0;
    overscroll-behavior: contain;
    contain: strict;
  }

  .row {
    position: relative;
    contain: layout style;
  }

  .row.group {
    height: 34px;
    padding: var(--space-3) var(--space-3) 0;
  }

  .row.group button {
    width: 100%;
    min-height: 1.5rem;
    height: 1.5rem;
    padding: 0 var(--space-2);
    justify-content: flex-start;
    gap: var(--space-3);
    color: var(--muted);
    font-size: var(--text-sm);
    font-weight: 600;
  }

  .row.group .label {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .row.group .count {
    margin-inline-start: auto;
    color: var(--faint);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }

  .turn {
    display: inline-flex;
    color: var(--faint);
    transition: transform var(--quick);
  }

  [aria-expanded="true"] > .turn {
    transform: rotate(90deg);
  }

  .row.more {
    height: 32px;
    padding: var(--space-1) var(--space-5);
  }

  .row.more button {
    min-height: 1.5rem;
    color: var(--accent);
    font-size: var(--text-sm);
  }

  .row.session {
    height: 56px;
    padding: 1px var(--space-3);
  }

  .row.session a {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    column-gap: var(--space-3);
    align-content: center;
    align-items: center;
    height: 100%;
    padding: 0 var(--space-3);
    border-radius: var(--radius);
    color: inherit;
    text-decoration: none;
  }

  .row.session a:focus-visible {
    outline-offset: -2px;
  }

  .row.session a:hover {
    background: var(--hover);
  }

  .row.session.selected a {
    background: var(--chosen);
  }

  .depth-1 a {
    margin-inline-start: 1.125rem;
  }

  .depth-2 a {
    margin-inline-start: 2.25rem;
  }

  .depth-3 a {
    margin-inline-start: 3.375rem;
  }

  .title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: var(--text-md);
    font-weight: 500;
    line-height: 1.4;
    unicode-bidi: plaintext;
    text-align: start;
  }

  .title b {
    color: var(--think);
    font-weight: 600;
  }

  time,
  .cost,
  .meta {
    color: var(--faint);
    font-size: var(--text-sm);
    line-height: 1.4;
  }

  time,
  .cost {
    justify-self: end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .meta {
    grid-column: 2;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .why.working {
    color: var(--working);
  }

  .why.waiting {
    color: var(--waiting);
  }

  .why.error {
    color: var(--error);
  }

  .why.needs {
    padding: 0 0.4rem;
    border-radius: 1rem;
    background: var(--waiting-soft);
    color: var(--waiting);
    font-weight: 600;
  }

  .row.group .named {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    height: 1.5rem;
    padding: 0 var(--space-2);
    color: var(--waiting);
    font-size: var(--text-sm);
    font-weight: 650;
  }

  .selected :is(time, .cost, .meta) {
    color: var(--muted);
  }

  .agents {
    position: absolute;
    inset-inline-start: 0.5rem;
    bottom: 3px;
    min-width: 1.5rem;
    min-height: 1.5rem;
    padding: 0 2px;
    gap: 0;
    color: var(--faint);
    font-size: var(--text-xs);
    font-variant-numeric: tabular-nums;
  }

  .row.session:has(.agents) .meta {
    padding-inline-start: var(--space-3);
  }

  .actions {
    position: absolute;
    inset-inline-end: var(--space-4);
    top: 6px;
    display: none;
    gap: 1px;
    padding: 1px;
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line);
  }

  .actions button {
    width: 1.5rem;
    min-height: 1.375rem;
  }

  .actions button[aria-pressed="true"] {
    color: var(--accent);
  }

  @media (hover: hover) {
    .row.session:hover .actions {
      display: flex;
    }
  }

  .row.session:has(:focus-visible) .actions {
    display: flex;
  }

  .empty {
    display: grid;
    justify-items: start;
    gap: var(--space-4);
    padding: var(--space-7) var(--space-5);
    color: var(--muted);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .empty h2 {
    color: var(--text);
    font-size: var(--text-lg);
  }

  .empty code {
    padding: 0.1em 0.35em;
    border-radius: var(--radius-sm);
    background: var(--sunken);
    font-family: var(--mono);
    font-size: 0.92em;
  }

  .skeleton {
    display: grid;
    align-content: center;
    gap: var(--space-3);
    height: 56px;
    padding: 0 var(--space-7);
  }

  .skeleton i {
    height: 0.625rem;
    width: var(--w, 70%);
    border-radius: var(--radius-sm);
    background: var(--chosen);
    animation: breathe 1.6s ease-in-out infinite;
  }

  .skeleton i + i {
    --w: 40%;
    opacity: 0.6;
  }

  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }

  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    padding: var(--space-2) var(--space-5);
    padding-bottom: max(var(--space-2), env(safe-area-inset-bottom));
    border-top: 1px solid var(--line);
    color: var(--faint);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
  }

  .foot button {
    margin-inline-end: calc(-1 * var(--space-3));
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .foot button[aria-checked="true"] {
    color: var(--accent);
  }

  .broken {
    max-height: 40%;
    overflow-y: auto;
    border-top: 1px solid var(--line);
    color: var(--muted);
    font-size: var(--text-sm);
    text-align: start;
  }

  .empty .broken {
    max-height: none;
    width: 100%;
    border: 1px solid var(--line);
    border-radius: var(--radius-lg);
  }

  .broken summary,
  .broken > p {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 2rem;
    padding: var(--space-2) var(--space-5);
    list-style: none;
  }

  .broken summary {
    cursor: pointer;
  }

  .broken summary::-webkit-details-marker {
    display: none;
  }

  .broken :is(summary, p) span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .broken summary > svg:first-child {
    color: var(--waiting);
  }

  .broken [open] > summary > svg:last-child {
    rotate: 90deg;
  }

  .broken details > p {
    padding: 0 var(--space-5) var(--space-3) calc(var(--space-5) + 0.875rem + var(--space-3));
    overflow-wrap: anywhere;
    user-select: text;
  }

  @media (pointer: coarse) {
    .field input {
      height: 2.5rem;
      font-size: 1rem;
    }

    .field kbd {
      display: none;
    }

    .new,
    .tools button,
    .broken summary {
      min-height: 2.5rem;
    }

    .agents::after {
      position: absolute;
      inset: -0.75rem -0.5rem -0.25rem;
      content: "";
    }

    .agents {
      min-height: 1.5rem;
      min-width: 1.75rem;
      bottom: 4px;
      inset-inline-start: 0.5rem;
    }
  }
`;
