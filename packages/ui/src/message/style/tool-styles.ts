import { type CSSResult, css } from "lit";

/** Cards of tool calls. */
export const toolStyles: CSSResult = css`
  .tool {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: var(--text-md);
    line-height: var(--leading);
  }

  .tool[data-state="error"] {
    border-color: color-mix(in srgb, var(--error) 45%, var(--line));
  }

  .message .tool-head {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 2.125rem;
    padding-inline: var(--space-4) var(--space-3);
    border-radius: var(--radius);
  }

  .message div.tool-head {
    padding-inline-end: calc(var(--space-3) + 1rem + var(--space-3));
  }

  .tool .prose {
    font-size: var(--text-md);
  }

  .tool .prose h3 {
    font-size: var(--text-lg);
  }

  .message summary.tool-head:hover {
    background: var(--hover);
  }

  .tool-head > .icon:first-child {
    color: var(--muted);
  }

  .tool[data-state="error"] > .tool-head > .icon:first-child {
    color: var(--error);
  }

  .tool-name {
    flex: none;
    max-width: 40%;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .tool-summary {
    display: flex;
    flex: 1;
    gap: var(--space-3);
    align-items: baseline;
    min-width: 0;
    overflow: hidden;
    color: var(--muted);
    white-space: nowrap;
  }

  .tool-summary > * {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .message .tool-summary :is(code, .mono, .path) {
    font-family: var(--mono);
    font-size: var(--text-sm);
  }

  .tool-summary > .path {
    flex: 0 6 auto;
  }

  .tool-summary .aside.whole {
    flex: none;
  }

  .tool-summary .aside:not(.whole) {
    flex: 0 10 auto;
    max-width: 50%;
    color: var(--faint);
    font-size: var(--text-sm);
  }

  .path {
    display: inline-flex;
    min-width: 0;
    max-width: 100%;
    white-space: nowrap;
  }

  .path-folder {
    flex: 0 1000 auto;
    min-width: 2ch;
    overflow: hidden;
    color: var(--faint);
    text-overflow: ellipsis;
  }

  .path-name {
    flex: none;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--text);
  }

  .path-folder:empty {
    display: none;
  }

  .tool-stats {
    display: flex;
    flex: none;
    gap: var(--space-3);
    align-items: center;
    max-width: 50%;
    overflow: hidden;
    color: var(--faint);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .tool-state {
    display: inline-flex;
    gap: var(--space-2);
    align-items: center;
  }

  .tool-state .icon {
    width: 0.75rem;
    height: 0.75rem;
  }

  .tool .dots {
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--working);
    animation: tool-waits 1.6s ease-in-out infinite;
    animation-play-state: var(--tool-waits, paused);
  }

  @keyframes tool-waits {
    50% {
      opacity: 0.25;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .tool .dots {
      animation: none;
    }
  }

  .tool-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    padding: var(--space-2) var(--space-4) var(--space-4);
  }

  .tool-body:empty {
    display: none;
  }

  .message .side {
    color: var(--muted);
    font-size: var(--text-sm);
    white-space: pre-wrap;
  }

  .message .side.bad {
    color: var(--error);
  }

  .shell {
    position: relative;
    min-width: 0;
  }

  .message .shell-line {
    padding-inline-start: 1.25em;
    text-indent: -1.25em;
    font-size: var(--text-sm);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .shell-line::before {
    content: "$ ";
    color: var(--faint);
  }

  .lines {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .message .lines pre {
    overflow: visible;
    padding-block: var(--space-3);
    font-size: var(--text-sm);
  }

  .message .line-numbers {
    position: sticky;
    inset-inline-start: 0;
    padding-inline: var(--space-4) var(--space-3);
    background: var(--sunken);
    color: var(--faint);
    text-align: end;
    user-select: none;
  }

  .message .line-text {
    padding-inline-end: var(--space-4);
  }

  .file-list {
    padding: 0;
    list-style: none;
    font-family: var(--mono);
    font-size: var(--text-sm);
  }

  .file-list li {
    display: flex;
    min-width: 0;
  }

  .todos,
  .options {
    display: grid;
    gap: var(--space-2);
    padding: 0;
    list-style: none;
  }

  .todos li {
    display: grid;
    grid-template-columns: 1rem minmax(0, 1fr);
    gap: var(--space-3);
  }

  .todo-box,
  .option-mark {
    display: grid;
    place-items: center;
    width: 0.875rem;
    height: 0.875rem;
    margin-block-start: 0.1875rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-sm);
  }

  .todo-box .icon,
  .option-mark .icon {
    width: 0.75rem;
    height: 0.75rem;
    stroke-width: 2;
  }

  .todos [data-status="completed"] {
    color: var(--muted);
  }

  .todos [data-status="completed"] .todo-box {
    border-color: var(--ok);
    color: var(--ok);
  }

  .todos [data-status="in_progress"] {
    font-weight: 600;
  }

  .todos [data-status="in_progress"] .todo-box {
    border-color: var(--working);
    background: linear-gradient(to right, var(--working) 50%, transparent 50%);
  }

  .todos [data-status="deleted"] .todo-text {
    color: var(--faint);
    text-decoration: line-through;
  }

  .fields {
    display: grid;
    gap: var(--space-2);
  }

  .field {
    display: grid;
    grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr);
    gap: var(--space-1) var(--space-4);
  }

  .field.long {
    grid-template-columns: minmax(0, 1fr);
  }

  .field dt {
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .field:not(.long) dd {
    font-family: var(--mono);
    font-size: var(--text-sm);
  }

  .message .agent-link {
    display: inline-flex;
    gap: var(--space-2);
    align-items: center;
    justify-self: start;
    font-size: var(--text-sm);
  }

  .links {
    display: grid;
    gap: var(--space-2);
    padding-inline-start: 1.5em;
  }

  .links li::marker {
    color: var(--faint);
  }

  .place {
    color: var(--faint);
    font-size: var(--text-sm);
    white-space: nowrap;
  }

  

  .question {
    display: grid;
    gap: var(--space-3);
  }

  .question + .question {
    margin-block-start: var(--space-3);
    padding-block-start: var(--space-4);
    border-block-start: 1px solid var(--line);
  }

  .question-text {
    font-weight: 600;
  }

  .question-text .chip {
    margin-inline-end: var(--space-3);
    font-weight: 400;
  }

  .options li {
    display: grid;
    grid-template-columns: 1rem minmax(0, 1fr);
    column-gap: var(--space-3);
  }

  .options [data-chosen="yes"] .option-mark {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .options [data-chosen="yes"] .option-label {
    font-weight: 600;
  }

  .option-why {
    grid-column: 2;
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .answer {
    display: flex;
    gap: var(--space-3);
    align-items: baseline;
  }

  @container (max-width: 40rem) {
    .message .tool-head {
      padding-inline: var(--space-3);
    }

    .tool-body {
      padding-inline: var(--space-3);
    }

    .tool-stats {
      max-width: 40%;
    }

    .tool-stats > :first-child {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
    }

    .path ~ .aside {
      display: none;
    }
  }
`;
