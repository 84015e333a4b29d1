import type { Logger } from "@vibedeck/core";
import type { MountedBackend } from "@vibedeck/core/host";
import { placeKeepers } from "./places-of.ts";

/**
 * Warns where a backend keeps a place for each user and the server does not know who they are by itself.
 * @param authenticated whether another app says who asks.
 */
export function warnOfPlaces(
  backends: readonly MountedBackend[],
  authenticated: boolean,
  logger: Logger,
): void {
  for (const { mounted } of placeKeepers(backends)) {
    const { id } = mounted.backend;
    const text = authenticated
      ? "This backend keeps a place for every user: the app must name each by an id that toUserId made, and stops nothing of whom it blocks"
      : "This backend keeps a place for every user, and nobody signs in: all share one";
    logger.warn({ backend: id }, text);
  }
}
