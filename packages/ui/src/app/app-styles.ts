import { type CSSResult, css } from "lit";

/** Styles of the app's frame. */
export const appStyles: CSSResult = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    height: 100%;
    background: var(--bg);
    padding-inline: env(safe-area-inset-left) env(safe-area-inset-right);
  }

  .frame {
    display: contents;
  }

  .frame[inert] {
    visibility: hidden;
  }

  .locked {
    position: fixed;
    z-index: 20;
    inset: 0;
    display: grid;
    place-items: center;
    padding: var(--space-5);
    background: var(--bg);
    overflow: auto;
  }

  .locked > div {
    display: grid;
    gap: var(--space-4);
    max-width: 27rem;
    padding: var(--space-6);
    border: 1px solid var(--line);
    border-radius: var(--radius-lg);
    background: var(--surface);
    box-shadow: var(--shadow);
    overflow-wrap: anywhere;
  }

  .locked h1 {
    font-size: var(--text-xl);
    font-weight: 600;
    line-height: var(--leading-tight);
  }

  .locked p {
    color: var(--muted);
  }

  .locked .ways {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4);
    margin-block-start: var(--space-3);
  }

  .locked .ways button {
    min-height: 2.25rem;
    color: var(--text);
  }

  .bar {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 2.75rem;
    padding: env(safe-area-inset-top) var(--space-4) 0;
    border-bottom: 1px solid var(--line);
  }

  .home {
    display: inline-flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-2);
    border-radius: var(--radius);
    color: inherit;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-decoration: none;
  }

  .home i {
    display: grid;
    gap: 2.5px;
    width: 0.9375rem;
  }

  .home i::before,
  .home i::after,
  .home i b {
    content: "";
    height: 2.5px;
    border-radius: 2px;
    background: var(--accent);
  }

  .home i b {
    width: 80%;
  }

  .home i::after {
    width: 50%;
  }

  .space {
    flex: 1;
  }

  .connection {
    position: relative;
    color: var(--muted);
    font-size: var(--text-sm);
  }

  .connection i {
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--ok);
  }

  .connection.pending i {
    background: none;
    border: 2px solid var(--waiting);
  }

  .connection.bad {
    color: var(--error);
  }

  .connection.bad i {
    border-radius: 1px;
    background: var(--error);
  }

  .banner {
    grid-row: 2;
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-2) var(--space-5);
    border-bottom: 1px solid var(--line);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .banner.warning {
    background: var(--waiting-soft);
    color: var(--waiting);
  }

  .banner.error {
    background: var(--error-soft);
    color: var(--error);
  }

  .banner.info {
    background: var(--accent-soft);
    color: var(--text);
  }

  .banners {
    grid-row: 2;
    max-height: 30vh;
    overflow: auto;
  }

  .banner a {
    color: inherit;
  }

  .banner p {
    flex: 1;
    min-width: 0;
  }

  .progress {
    position: relative;
    height: 1.5rem;
    padding: 0 var(--space-5);
    border-bottom: 1px solid var(--line);
    color: var(--muted);
    font-size: var(--text-sm);
    line-height: 1.5rem;
    font-variant-numeric: tabular-nums;
  }

  .progress::after {
    content: "";
    position: absolute;
    inset: auto 0 0;
    height: 2px;
    background: var(--accent);
    transform: scaleX(var(--share));
    transform-origin: left;
    transition: transform 300ms linear;
  }

  .body {
    grid-row: 3;
    display: grid;
    grid-template-columns: var(--sidebar, 21rem) minmax(0, 1fr) auto;
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }

  .body.no-list {
    grid-template-columns: 0 minmax(0, 1fr) auto;
  }

  .body.no-list vibedeck-session-list {
    visibility: hidden;
  }

  vibedeck-session-list {
    border-inline-end: 1px solid var(--line);
    min-height: 0;
    overflow: hidden;
  }

  main {
    position: relative;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
  }

  /* As high as an empty one: its code comes a moment later, and the transcript does not jump then. */
  vibedeck-composer {
    min-height: 6.625rem;
  }

  vibedeck-new-session,
  vibedeck-admin {
    grid-row: 1 / -1;
    min-height: 0;
  }

  .why {
    padding: var(--space-4) var(--space-5) max(var(--space-4), env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--line);
    color: var(--muted);
    font-size: var(--text-md);
    text-align: center;
  }

  a.main {
    display: inline-flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 2.25rem;
    padding: 0 var(--space-5);
    border-radius: var(--radius);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 550;
    text-decoration: none;
  }

  vibedeck-details {
    width: 20rem;
    border-inline-start: 1px solid var(--line);
  }

  .welcome {
    grid-row: 1 / -1;
    display: grid;
    align-content: center;
    justify-items: center;
    gap: var(--space-4);
    padding: var(--space-6);
    color: var(--muted);
    text-align: center;
  }

  .welcome h1 {
    color: var(--text);
    font-size: var(--text-xl);
    font-weight: 600;
    letter-spacing: -0.01em;
  }

  .welcome dl {
    display: grid;
    grid-template-columns: auto auto;
    gap: var(--space-3) var(--space-4);
    margin: var(--space-4) 0 0;
    font-size: var(--text-md);
    text-align: start;
  }

  .welcome dd {
    margin: 0;
  }

  .told {
    position: fixed;
    z-index: 9;
    inset-block-start: calc(env(safe-area-inset-top) + 3.25rem);
    inset-inline-start: var(--space-6);
    max-width: min(24rem, calc(100vw - 2 * var(--space-6)));
    padding: var(--space-3) var(--space-5);
    border-radius: var(--radius-lg);
    background: var(--text);
    color: var(--bg);
    box-shadow: var(--shadow);
    font-size: var(--text-md);
    overflow-wrap: anywhere;
  }

  .told:empty {
    display: none;
  }

  .menu {
    display: none;
  }

  @media (pointer: coarse) {
    .home {
      min-height: 2.5rem;
    }
  }

  @media (max-width: 64rem) {
    vibedeck-details {
      position: absolute;
      z-index: 4;
      inset-block: 0;
      inset-inline-end: 0;
      box-shadow: var(--shadow);
    }

    .body {
      position: relative;
      --sidebar: 17rem;
    }
  }

  @media (max-width: 47.5rem) {
    .body,
    .body.no-list {
      grid-template-columns: minmax(0, 1fr);
    }

    .body.no-list vibedeck-session-list {
      visibility: inherit;
    }

    .on-list main,
    .on-new vibedeck-session-list,
    .on-admin vibedeck-session-list,
    .on-session vibedeck-session-list {
      display: none;
    }

    .on-session-bar {
      display: none;
    }

    vibedeck-session-list {
      border: 0;
    }

    vibedeck-details {
      width: 100%;
      border: 0;
    }

    .keys,
    .sidebar {
      display: none;
    }
  }
`;
