import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

/** The names of the icons of a transcript. */
export type IconName =
  | "agent"
  | "alert"
  | "check"
  | "checklist"
  | "chevron"
  | "clip"
  | "code"
  | "command"
  | "copy"
  | "cross"
  | "file"
  | "globe"
  | "image"
  | "info"
  | "link"
  | "pencil"
  | "plan"
  | "plug"
  | "question"
  | "search"
  | "skill"
  | "terminal"
  | "thought"
  | "tool";

const SHAPES: Record<IconName, SVGTemplateResult> = {
  agent: svg`<circle cx="8" cy="5" r="2.5"/><path d="M3 13.5c.6-2.7 2.5-4 5-4s4.4 1.3 5 4"/>`,
  alert: svg`<path d="M8 2.2 14.3 13.2H1.7Z"/><path d="M8 6.5v3M8 11.4v.1"/>`,
  check: svg`<path d="m3 8.5 3.3 3.3L13 4.6"/>`,
  checklist: svg`<path d="m2 4.3 1.2 1.2L5.3 3M2 11.3l1.2 1.2 2.1-2.5M8 4.5h6M8 11.5h6"/>`,
  chevron: svg`<path d="m6 3.8 4.2 4.2L6 12.2"/>`,
  clip: svg`<path d="m12.8 7.3-5 5a3 3 0 0 1-4.3-4.3l5.5-5.5a2 2 0 0 1 2.9 2.9L6.5 10.8a1 1 0 0 1-1.5-1.5l4.6-4.6"/>`,
  code: svg`<path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5"/>`,
  command: svg`<path d="M10 2.5 6 13.5"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3.5v-.2a1 1 0 0 0-1-1H3.3a1 1 0 0 0-1 1v6.2a1 1 0 0 0 1 1h.2"/>`,
  cross: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  file: svg`<path d="M4 2h5l3.5 3.5V14H4Z"/><path d="M9 2v3.5h3.5"/>`,
  globe: svg`<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2 2 2.5 4 2.5 6S10 12 8 14C6 12 5.5 10 5.5 8S6 4 8 2Z"/>`,
  image: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><circle cx="5.5" cy="6.3" r="1"/><path d="m2.5 12 3.8-3.5 2.2 2 2.2-2.5 3 3"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.5v3.5M8 5v.1"/>`,
  link: svg`<path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8"/>`,
  pencil: svg`<path d="m10.8 2.7 2.5 2.5-7.8 7.8-3.2.7.7-3.2Z"/>`,
  plan: svg`<path d="m2 4 4-1.5 4 1.5 4-1.5v9.5L10 13.5 6 12l-4 1.5Z"/><path d="M6 2.5V12M10 4v9.5"/>`,
  plug: svg`<path d="M6 2v3.5M10 2v3.5M4 5.5h8V8a4 4 0 0 1-8 0ZM8 12v2.5"/>`,
  question: svg`<circle cx="8" cy="8" r="6"/><path d="M6.2 6.3a1.8 1.8 0 1 1 2.6 1.7c-.5.3-.8.6-.8 1.2M8 11.2v.1"/>`,
  search: svg`<circle cx="7" cy="7" r="4.3"/><path d="m10.3 10.3 3.4 3.4"/>`,
  skill: svg`<path d="M8 2c.4 3.7 2.3 5.6 6 6-3.7.4-5.6 2.3-6 6-.4-3.7-2.3-5.6-6-6 3.7-.4 5.6-2.3 6-6Z"/>`,
  terminal: svg`<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.5"/><path d="m4.5 6 2 2-2 2M8.5 10.2h3"/>`,
  thought: svg`<path d="M8 2.5c3.3 0 6 2 6 4.7s-2.7 4.6-6 4.6c-.6 0-1.2-.1-1.8-.2L3.5 13l.5-2.5C2.7 9.6 2 8.5 2 7.2c0-2.7 2.7-4.7 6-4.7Z"/>`,
  tool: svg`<path d="M9.8 6.2a3.2 3.2 0 0 1 4.1-4L11.7 4.4l.3 1.7 1.7.3 2.1-2.2"/><path d="M13.5 6.3A3.2 3.2 0 0 1 9.4 7.9l-5.2 5.2a1.5 1.5 0 0 1-2.1-2.1l5.2-5.2a3.2 3.2 0 0 1 4-4.1"/>`,
};

/** A line drawing of one em, in the colour of the text around it. Decoration: the words beside it say the same. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" data-icon=${name} viewBox="0 0 16 16" aria-hidden="true">${SHAPES[name]}</svg>`;
}
