import type { DriveState, Send } from "@vibedeck/core";

/** A message of the reader that the transcript may not hold yet. */
export interface PendingSend {
  readonly id: string;
  readonly text: string;
  readonly attachments: Send["attachments"];
  readonly state: "accepted" | "running";
  readonly steer: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const NONE: readonly PendingSend[] = [];

/**
 * What stands at the transcript's end as the reader's own words until a message with its id is in the transcript:
 * what the agent is given. What waits, and what came to nothing, stands in the queue above the box instead.
 */
export function pendingSends(drive: DriveState | undefined): readonly PendingSend[] {
  const given = (drive?.sends ?? []).flatMap(({ id, text, attachments, state, steer, at }) =>
    state === "accepted" || state === "running" ? [{ id, text, attachments, state, steer, at }] : [],
  );
  return given.length === 0 ? NONE : given;
}
