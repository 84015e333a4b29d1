import type { Places } from "@vibedeck/core";
import type { MountedBackend } from "@vibedeck/core/host";

/** A backend that keeps a place for each of its users. */
export interface PlaceKeeper {
  readonly mounted: MountedBackend;
  readonly places: Places;
}

/** The places that a backend keeps for its users; `undefined` for one that keeps none, or cannot be asked. */
export function placesOf({ backend, signal }: MountedBackend): Places | undefined {
  if (signal.aborted) return undefined;
  try {
    return backend.cli.places;
  } catch {
    // Whoever needs the part is told why it cannot be made.
    return undefined;
  }
}

/** Those of some backends that keep places. */
export function placeKeepers(backends: readonly MountedBackend[]): readonly PlaceKeeper[] {
  return backends.flatMap((mounted) => {
    const places = placesOf(mounted);
    return places === undefined ? [] : [{ mounted, places }];
  });
}
