import { type CSSResult, css } from "lit";

/**
 * The one type scale, the one spacing scale and the colours of both themes, as custom properties. They inherit into
 * every shadow root; `color-scheme` on an ancestor picks the theme. Text colours keep 4.5:1 on all four grounds.
 */
export const tokens: CSSResult = css`
  :host {
    --font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;

    --text-xs: 0.6875rem;
    --text-sm: 0.75rem;
    --text-md: 0.8125rem;
    --text-base: 0.875rem;
    --text-lg: 1rem;
    --text-xl: 1.25rem;
    --leading-tight: 1.3;
    --leading: 1.5;
    --leading-prose: 1.6;

    --space-1: 0.125rem;
    --space-2: 0.25rem;
    --space-3: 0.5rem;
    --space-4: 0.75rem;
    --space-5: 1rem;
    --space-6: 1.5rem;
    --space-7: 2rem;
    --space-8: 3rem;

    --radius-sm: 0.25rem;
    --radius: 0.375rem;
    --radius-lg: 0.625rem;

    /* Grounds: the page, what lies on it, what is sunk into it (code), what is pressed or chosen. */
    --bg: light-dark(#faf9f7, #15171a);
    --surface: light-dark(#ffffff, #1b1e22);
    --sunken: light-dark(#f3f2ee, #101214);
    --hover: light-dark(#f1efeb, #1f2327);
    --chosen: light-dark(#e9e7e1, #272b31);
    --line: light-dark(#e5e2dc, #2a2e34);
    --line-strong: light-dark(#cbc7bf, #40464e);

    --text: light-dark(#22242a, #e4e6ea);
    --muted: light-dark(#575c66, #a8aeb8);
    --faint: light-dark(#61666f, #949ba6);

    --accent: light-dark(#2b5fa8, #8ab4ee);
    --accent-soft: light-dark(#e7eef8, #1d2a3c);
    --on-accent: light-dark(#ffffff, #10151c);
    --focus: light-dark(#2b5fa8, #8ab4ee);

    --working: light-dark(#1a6899, #74b8e8);
    --waiting: light-dark(#8a5600, #e3b05a);
    --error: light-dark(#b3322e, #f0918b);
    --ok: light-dark(#2c7048, #84c99b);
    --think: light-dark(#6d5aa8, #b7a8e6);
    --working-soft: light-dark(#e3f0f8, #16293a);
    --waiting-soft: light-dark(#fbf0db, #33280f);
    --error-soft: light-dark(#fbe9e7, #3a1c1b);
    --ok-soft: light-dark(#e4f2e9, #16291d);

    --added: light-dark(#e4f4e8, #14291b);
    --removed: light-dark(#fceae8, #351a19);
    --mark: light-dark(#ffe79a, #6b5510);

    --shadow: 0 0.25rem 1rem light-dark(rgb(40 36 28 / 12%), rgb(0 0 0 / 45%));
    --quick: 120ms;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --quick: 0ms;
    }
  }
`;
