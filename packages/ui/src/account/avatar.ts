import { type CSSResult, css, html, type TemplateResult } from "lit";

/** Grounds on which white text keeps 4.5:1 (WCAG 2.2, 1.4.3), in both themes. */
export const AVATAR_COLOURS: readonly string[] = [
  "#2b5fa8",
  "#7a4bb0",
  "#a33a6b",
  "#a8412b",
  "#87570a",
  "#4f6b14",
  "#1f7048",
  "#0f6d7a",
];

/** A round sign for a person: their initial, on a colour that their id always gets. It says nothing to screen readers. */
export function avatar(id: string, name: string | undefined): TemplateResult {
  return html`<span class="avatar" aria-hidden="true" .style=${`--avatar:${avatarColour(id)}`}>${initial(name, id)}</span>`;
}

export const avatarStyles: CSSResult = css`
  .avatar {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 1.625rem;
    height: 1.625rem;
    border-radius: 50%;
    background: var(--avatar);
    color: #fff;
    font-size: var(--text-sm);
    font-weight: 600;
    line-height: 1;
    overflow: hidden;
    user-select: none;
  }
`;

/** The first letter or number of a name, else of the id. */
export function initial(name: string | undefined, id: string): string {
  for (const text of [name ?? "", id]) {
    const first = /[\p{L}\p{N}]/u.exec(text)?.[0];
    if (first !== undefined) return first.toLocaleUpperCase();
  }
  return "?";
}

export function avatarColour(id: string): string {
  let hash = 0;
  for (let i = 0; i < id.length; i += 1) hash = (hash * 31 + id.charCodeAt(i)) >>> 0;
  return AVATAR_COLOURS[hash % AVATAR_COLOURS.length] ?? "";
}
