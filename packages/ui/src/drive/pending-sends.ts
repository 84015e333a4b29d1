import type { DriveState, Send } from "@vibedeck/core";

/** A message of the reader that the transcript does not hold yet. */
export interface PendingSend {
  readonly id: string;
  readonly text: string;
  readonly attachments: Send["attachments"];
  /** `sending`: the server has not acknowledged it. */
  readonly state: "sending" | "accepted" | "running";
  readonly steer: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What stands at the transcript's end as the reader's own words until a message with its id is in the transcript:
 * what is on its way to the server, and what the agent is given. What waits, and what came to nothing, stands in
 * the queue above the box instead.
 */
export function pendingSends(
  drive: DriveState | undefined,
  sending: readonly PendingSend[],
): readonly PendingSend[] {
  const sends = drive?.sends ?? [];
  const known = new Set(sends.map(({ id }) => id));
  const given = sends.flatMap(({ id, text, attachments, state, steer, at }) =>
    state === "accepted" || state === "running" ? [{ id, text, attachments, state, steer, at }] : [],
  );
  return [...given, ...sending.filter(({ id }) => !known.has(id))];
}
