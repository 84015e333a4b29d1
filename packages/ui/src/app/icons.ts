import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

/** The name of an icon. */
export type IconName =
  | "archive"
  | "attach"
  | "back"
  | "check"
  | "chevron"
  | "close"
  | "copy"
  | "dark"
  | "details"
  | "down"
  | "filter"
  | "first"
  | "fork"
  | "fold"
  | "unfold"
  | "keys"
  | "last"
  | "light"
  | "menu"
  | "next"
  | "notice"
  | "pencil"
  | "pin"
  | "plus"
  | "previous"
  | "search"
  | "send"
  | "stop"
  | "system";

/** Paths on a 16 by 16 grid, drawn with a line of 1.5. */
const PATHS: { readonly [Name in IconName]: SVGTemplateResult } = {
  archive: svg`<path d="M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 9h3"/>`,
  attach: svg`<path d="m13 7.500-5.200 5.200a3.200 3.200 0 0 1-4.500-4.500L8.600 2.900a2.100 2.100 0 0 1 3 3L6.400 11.100a1.060 1.060 0 0 1-1.500-1.500L9.700 4.800"/>`,
  back: svg`<path d="M9.5 3.5 5 8l4.5 4.5"/>`,
  check: svg`<path d="m3 8.5 3.2 3.2L13 4.5"/>`,
  chevron: svg`<path d="m6 4 4 4-4 4"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  copy: svg`<path d="M5.5 5.5V3h7.5v7.5h-2.5M3 5.5h7.5V13H3z"/>`,
  dark: svg`<path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500z"/>`,
  details: svg`<path d="M2.5 3h11v10h-11zM10 3v10"/>`,
  down: svg`<path d="M8 3v9.500M4 8.5l4 4 4-4"/>`,
  filter: svg`<circle cx="7" cy="7" r="4"/><path d="m10 10 3.5 3.5"/>`,
  first: svg`<path d="M3.5 3h9M8 13.500V6M4.5 9 8 5.5 11.5 9"/>`,
  fork: svg`<circle cx="4.500" cy="3.500" r="1.500"/><circle cx="4.500" cy="12.500" r="1.500"/><circle cx="11.500" cy="5.500" r="1.500"/><path d="M4.500 5v6M11.500 7c0 2.500-4 2-6.500 4"/>`,
  fold: svg`<path d="m5 2.5 3 3 3-3M5 13.500l3-3 3 3M2.5 8h11"/>`,
  unfold: svg`<path d="m5 5 3-3 3 3M5 11l3 3 3-3M2.5 8h11"/>`,
  keys: svg`<path d="M1.5 4.500h13v7.500h-13zM4 7h.01M6.7 7h.01M9.4 7h.01M12 7h.01M5 9.500h6"/>`,
  last: svg`<path d="M3.5 13h9M8 2.500V10M4.5 7 8 10.5 11.5 7"/>`,
  light: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.500v1.500M8 13v1.500M1.5 8H3M13 8h1.500M3.4 3.400l1.1 1.100M11.5 11.500l1.1 1.100M3.4 12.600l1.1-1.100M11.5 4.500l1.1-1.1"/>`,
  menu: svg`<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>`,
  next: svg`<path d="m4 6 4 4 4-4"/>`,
  notice: svg`<path d="M8 2.5 14 13H2zM8 6.500v3M8 11.300h.01"/>`,
  pencil: svg`<path d="m3 13 .700-3L10.5 3.200l2.3 2.300L6 12.300z"/>`,
  pin: svg`<path d="M5.5 2.500h5L10 7l2.5 2.500h-9L6 7zM8 9.500V14"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  previous: svg`<path d="m4 10 4-4 4 4"/>`,
  search: svg`<circle cx="7" cy="7" r="4"/><path d="m10 10 3.5 3.5"/>`,
  send: svg`<path d="M8 13V3.500M3.500 7.500 8 3l4.500 4.500"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor"/>`,
  system: svg`<path d="M2 3h12v8H2zM6 13.500h4M8 11v2.5"/>`,
};

/** An icon that says nothing to screen readers: its button carries the label. */
export function icon(name: IconName, size = 16): TemplateResult {
  return html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >${PATHS[name]}</svg>`;
}
