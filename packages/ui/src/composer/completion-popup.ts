import { type CSSResult, css, html, type TemplateResult } from "lit";
import type { CompleterState } from "./completer.ts";
import type { Choice } from "./completion.ts";

const MARKS: { readonly [Icon in Choice["icon"]]: string } = {
  command: "/",
  agent: "@",
  file: "",
  folder: "",
};

/** The choices at the caret. Options carry the ids `choice-0` and so on, for `aria-activedescendant`. */
export function completionPopup(
  { choices, active, trigger }: CompleterState,
  pick: (index: number) => void,
): TemplateResult {
  const label = trigger.kind === "command" ? "Commands and skills" : "Agents and files";
  return html`<div class="popup scroll" id="choices" role="listbox" aria-label=${label}>
    ${choices.map(
      (
        { label: name, hint, icon },
        index,
      ) => html`<div id=${`choice-${index}`} class="choice" role="option" aria-selected=${index === active}
        @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => pick(index)}>
        <span class="name ${icon}"><i>${MARKS[icon]}</i><bdi>${name}</bdi></span>
        ${hint === undefined ? "" : html`<span class="hint">${hint}</span>`}
      </div>`,
    )}
  </div>`;
}

/** Styles of {@link completionPopup}. */
export const popupStyles: CSSResult = css`
  .popup {
    position: absolute;
    z-index: 6;
    inset-inline: 0;
    inset-block-end: calc(100% + var(--space-2));
    max-height: min(19rem, 40dvh);
    padding: var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-lg);
    background: var(--surface);
    box-shadow: var(--shadow);
    font-size: var(--text-md);
  }

  .choice {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    min-height: 2rem;
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius-sm);
    cursor: pointer;
    scroll-margin: var(--space-2);
  }

  .choice:hover {
    background: var(--hover);
  }

  .choice[aria-selected="true"] {
    background: var(--accent-soft);
  }

  .choice .name {
    flex: none;
    max-width: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-family: var(--mono);
    font-size: var(--text-sm);
    line-height: var(--leading);
  }

  .choice .name i {
    color: var(--faint);
    font-style: normal;
  }

  .choice .hint {
    min-width: 0;
    overflow: hidden;
    color: var(--muted);
    font-size: var(--text-sm);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .choice .folder {
    color: var(--accent);
  }

  @media (pointer: coarse) {
    .choice {
      min-height: 2.5rem;
    }
  }
`;
