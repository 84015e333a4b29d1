import { type CSSResult, css, html, type TemplateResult } from "lit";
import { compactCount } from "../format/figures.ts";

/** How full the model's context is. Without a known window only the tokens are told. */
export function contextMeter(context: { readonly tokens: number; readonly window?: number }): TemplateResult {
  const { tokens, window } = context;
  if (window === undefined || window <= 0)
    return html`<span title="Tokens in the context">${compactCount(tokens)} context</span>`;
  const share = Math.min(1, tokens / window);
  const percent = Math.round(share * 100);
  const told = `${tokens.toLocaleString()} of ${window.toLocaleString()} tokens in the context`;
  return html`<span class="meter" title=${told}>
    <span class="bar ${share > 0.85 ? "full" : ""}" role="meter" aria-label="Context" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent}
      aria-valuetext=${told} .style=${`--share:${share}`}></span>
    ${percent}% context
  </span>`;
}

/** Styles of {@link contextMeter}. */
export const contextMeterStyles: CSSResult = css`
  .meter {
    display: inline-flex;
    align-items: center;
    gap: var(--space-3);
    white-space: nowrap;
  }

  .bar {
    position: relative;
    width: 3rem;
    height: 0.3125rem;
    border-radius: 1rem;
    background: var(--chosen);
    overflow: hidden;
  }

  .bar::before {
    content: "";
    position: absolute;
    inset: 0;
    background: var(--muted);
    transform: scaleX(var(--share));
    transform-origin: left;
  }

  .bar.full::before {
    background: var(--waiting);
  }
`;
