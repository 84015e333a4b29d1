import { type CSSResult, css } from "lit";

/** Styles of the head of an open session. */
export const sessionHeadStyles: CSSResult = css`
  :host {
    display: block;
    padding: var(--space-3) var(--space-5);
    border-bottom: 1px solid var(--line);
    background: var(--bg);
  }

  .top {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 2rem;
  }

  .needing {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: -0.125rem;
    min-width: 1.0625rem;
    padding-inline: 0.2rem;
    border-radius: 1rem;
    background: var(--waiting);
    color: var(--bg);
    font-size: var(--text-xs);
    font-weight: 700;
    line-height: 1.0625rem;
  }

  .back {
    position: relative;
    display: none;
  }

  .title-place {
    flex: 1;
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
    font-size: var(--text-lg);
    font-weight: 600;
    line-height: var(--leading-tight);
  }

  .title {
    min-width: 0;
    justify-content: flex-start;
    margin-inline-start: calc(-1 * var(--space-2));
    padding: 0 var(--space-2);
    font-weight: inherit;
  }

  .title bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .title svg {
    color: var(--faint);
    opacity: 0;
  }

  .title:is(:hover, :focus-visible) svg {
    opacity: 1;
  }

  input.title-place {
    height: 2rem;
    padding: 0 var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
  }

  .tools {
    flex: none;
    display: flex;
    gap: var(--space-1);
  }

  .tools button[aria-pressed="true"] {
    color: var(--accent);
    background: var(--accent-soft);
  }

  .facts {
    display: flex;
    align-items: center;
    gap: var(--space-2) var(--space-5);
    min-width: 0;
    padding-inline-start: 1.0625rem;
    color: var(--faint);
    font-size: var(--text-sm);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .facts > * {
    flex: none;
  }

  .facts > :is(.path, .branch, a) {
    flex: 0 1 auto;
    min-width: 2rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  /* The composer has it, closer to where one writes. */
  :host([composing]) .meter {
    display: none;
  }

  .path {
    color: var(--muted);
  }

  @media (max-width: 47.5rem) {
    :host {
      padding: var(--space-2) var(--space-3);
    }

    .back {
      display: inline-flex;
    }

    .tools :is(.previous-prompt, .next-prompt, .pin, .archive) {
      display: none;
    }

    .title-place {
      font-size: var(--text-base);
    }

    .title {
      white-space: normal;
      text-align: start;
    }

    .title bdi {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow-wrap: anywhere;
    }

    .title svg,
    .facts .path:not(:first-child:last-child) {
      display: none;
    }

    .facts {
      gap: var(--space-4);
      padding-inline: var(--space-3);
      overflow: hidden;
    }

    :host([composing]) .meter {
      display: inline-flex;
    }

    .bar {
      width: 2rem;
    }
  }
`;
