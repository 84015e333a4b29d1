import { type CSSResult, css } from "lit";

/** Prose, code in prose, terminal colours, code colours. */
export const textStyles: CSSResult = css`
  .prose {
    max-width: 75ch;
    unicode-bidi: isolate;
  }

  .prose > :first-child {
    margin-block-start: 0;
  }

  .prose > * + :where(*) {
    margin-block-start: var(--space-4);
  }

  .prose :is(p, li, h3, h4, h5, h6, th, td) {
    unicode-bidi: plaintext;
    text-align: start;
  }

  .prose .plain {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }

  .prose :is(h3, h4, h5, h6) {
    margin: 0;
    font-size: var(--text-base);
    font-weight: 650;
    line-height: var(--leading-tight);
  }

  .prose h3 {
    font-size: var(--text-xl);
  }

  .prose h4 {
    font-size: var(--text-lg);
  }

  .prose > * + :is(h3, h4, h5, h6) {
    margin-block-start: var(--space-6);
  }

  .prose > :is(h3, h4, h5, h6) + :where(*) {
    margin-block-start: var(--space-3);
  }

  .prose :is(ul, ol) {
    padding-inline-start: 1.5em;
  }

  .prose li + li,
  .prose li > :is(ul, ol),
  .prose li > p + p {
    margin-block-start: var(--space-2);
  }

  .prose li::marker {
    color: var(--faint);
  }

  .prose blockquote {
    margin-inline: 0;
    margin-block-end: 0;
    padding-inline-start: var(--space-4);
    border-inline-start: 3px solid var(--line-strong);
    color: var(--muted);
  }

  .prose hr {
    height: 1px;
    margin-block: var(--space-6);
    border: 0;
    background: var(--line);
  }

  .prose small {
    color: var(--faint);
    font-size: var(--text-sm);
  }

  .prose :not(pre) > code {
    padding: 0.1em 0.3em;
    border-radius: var(--radius-sm);
    background: var(--sunken);
    box-shadow: inset 0 0 0 1px var(--line);
    font-size: 0.9em;
  }

  .prose .tablebox {
    overflow-x: auto;
  }

  .prose table {
    border-collapse: collapse;
    font-size: var(--text-md);
    line-height: var(--leading);
    overflow-wrap: normal;
  }

  .prose :is(th, td) {
    padding: var(--space-2) var(--space-4) var(--space-2) 0;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
    max-width: 40ch;
  }

  .prose th {
    color: var(--muted);
    font-weight: 600;
  }

  .prose .align-center {
    text-align: center;
  }

  .prose .align-right {
    text-align: end;
  }

  .codebox {
    position: relative;
    min-width: 0;
  }

  .codebox > .copy,
  .shell > .copy {
    position: absolute;
    inset-block-start: var(--space-2);
    inset-inline-end: var(--space-2);
    background: var(--sunken);
    opacity: 0;
    transition: opacity var(--quick);
  }

  .codebox:is(:hover, :focus-within) > .copy,
  .shell:is(:hover, :focus-within) > .copy {
    opacity: 1;
  }

  .prose .codebox > pre {
    max-height: 40rem;
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .message :is(pre, .diff, .lines) {
    overflow: auto;
    font-size: var(--text-md);
    line-height: var(--leading);
    tab-size: 4;
    overflow-wrap: normal;
    direction: ltr;
  }

  .message pre code {
    unicode-bidi: plaintext;
  }

  .tok-comment {
    color: var(--faint);
    font-style: italic;
  }

  .tok-keyword {
    color: light-dark(#8b3a8f, #d3a1dc);
  }

  .tok-string {
    color: light-dark(#2c6e49, #93cf9f);
  }

  .tok-number {
    color: light-dark(#96500b, #e5b172);
  }

  .tok-function {
    color: light-dark(#2b5fa8, #8ab4ee);
  }

  .tok-type {
    color: light-dark(#1d6b78, #7fcbd6);
  }

  .tok-property {
    color: light-dark(#4a5a8c, #adbbe4);
  }

  .tok-tag {
    color: light-dark(#a63a3a, #ee9a94);
  }

  .tok-inserted {
    color: var(--ok);
  }

  .tok-deleted {
    color: var(--error);
  }

  .tok-heading {
    font-weight: 650;
  }

  .out :is(.fg-1, .fg-9) {
    color: var(--error);
  }

  .out :is(.fg-2, .fg-10) {
    color: var(--ok);
  }

  .out :is(.fg-3, .fg-11) {
    color: var(--waiting);
  }

  .out :is(.fg-4, .fg-12) {
    color: var(--accent);
  }

  .out :is(.fg-5, .fg-13) {
    color: light-dark(#8b3a8f, #d3a1dc);
  }

  .out :is(.fg-6, .fg-14) {
    color: light-dark(#1d6b78, #7fcbd6);
  }

  .out :is(.fg-7, .fg-8) {
    color: var(--faint);
  }

  .out :is(.bg-0, .bg-7, .bg-8, .bg-15) {
    background: var(--chosen);
  }

  .out :is(.bg-1, .bg-9) {
    background: var(--error-soft);
  }

  .out :is(.bg-2, .bg-10) {
    background: var(--ok-soft);
  }

  .out :is(.bg-3, .bg-11) {
    background: var(--waiting-soft);
  }

  .out :is(.bg-4, .bg-6, .bg-12, .bg-14) {
    background: var(--working-soft);
  }

  .out :is(.bg-5, .bg-13) {
    background: var(--accent-soft);
  }

  .out .sgr-bold {
    font-weight: 700;
  }

  .out .sgr-dim {
    color: var(--faint);
  }

  .out .sgr-italic {
    font-style: italic;
  }

  .out .sgr-underline {
    text-decoration: underline;
  }

  .out .sgr-strike {
    text-decoration: line-through;
  }

  .out .sgr-inverse {
    background: var(--chosen);
  }
`;
