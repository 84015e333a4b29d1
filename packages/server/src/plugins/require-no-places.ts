import { VibeDeckError } from "@vibedeck/core";
import type { MountedBackend } from "@vibedeck/core/host";
import { placesOf } from "../places/places-of.ts";

/** What a backend with places lacks where nobody signs in, as a sentence. */
export function needsUsers({ backend: { id } }: MountedBackend): string {
  return `Backend "${id}" needs [auth]: it keeps a place of their own for every user, and nobody signs in here.`;
}

/** What to do then. */
export const NEEDS_USERS_HINT =
  "Let people sign in with an [auth] table (docs/sign-in.md), or run another backend.";

/** @throws `VibeDeckError` `CONFIG_INVALID` for a backend that keeps a place for each user. */
export function requireNoPlaces(mounted: MountedBackend): void {
  if (placesOf(mounted) === undefined) return;
  throw new VibeDeckError("CONFIG_INVALID", needsUsers(mounted), { hint: NEEDS_USERS_HINT });
}
