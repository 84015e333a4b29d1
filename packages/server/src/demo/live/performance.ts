import type { Cast, SessionScript } from "../script/session-script.ts";

/** A session that never ends: scene after scene, round after round. */
export interface Performance {
  readonly cast: Cast;
  /** What has happened before the curtain rises. */
  readonly opening: (script: SessionScript) => void;
  /** Played in turn; a scene begins with a prompt and ends with the turn. */
  readonly scenes: readonly ((script: SessionScript, round: number) => void)[];
}
