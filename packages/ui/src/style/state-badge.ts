import type { ActivityState } from "@vibedeck/core";
import { type CSSResult, css, html, type TemplateResult } from "lit";

const LABELS: { readonly [State in ActivityState]: string } = {
  working: "Working",
  waiting: "Waiting for you",
  idle: "Idle",
  error: "Error",
  unknown: "Unknown",
};

/** The name of a state for people. */
export function stateLabel(state: ActivityState): string {
  return LABELS[state];
}

/** A session's state as a mark that differs by shape and not only by colour. */
export function stateBadge(activity: {
  readonly state: ActivityState;
  readonly reason?: string;
}): TemplateResult {
  const label =
    activity.reason === undefined ? LABELS[activity.state] : `${LABELS[activity.state]}: ${activity.reason}`;
  return html`<span class="state ${activity.state}" role="img" aria-label=${label} title=${label}></span>`;
}

/** Styles of {@link stateBadge}. */
export const stateBadgeStyles: CSSResult = css`
  .state {
    flex: none;
    position: relative;
    display: inline-block;
    width: 0.5625rem;
    height: 0.5625rem;
    border: 1.5px solid var(--line-strong);
    border-radius: 50%;
  }

  .state.working {
    border-color: var(--working);
    border-inline-end-color: transparent;
    animation: turn 1.1s linear infinite;
  }

  .state.waiting {
    border: 0;
    border-radius: 2px;
    background: var(--waiting);
    transform: rotate(45deg) scale(0.88);
  }

  .state.error {
    border: 0;
    border-radius: 2px;
    background: var(--error);
    clip-path: polygon(50% 0, 100% 100%, 0 100%);
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .state.working {
      border-inline-end-color: var(--working);
      background: var(--working-soft);
    }
  }
`;
