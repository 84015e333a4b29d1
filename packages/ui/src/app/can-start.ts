import { startable } from "../drive/composer-place.ts";
import type { DeckStore } from "./deck-store.ts";

/** Whether sessions can be started here; `undefined` until it is known. */
export function canStart({ backends, me }: Pick<DeckStore, "backends" | "me">): boolean | undefined {
  if (me === undefined || (backends.length === 0 && !me.readOnly)) return undefined;
  return startable(backends, me).length > 0;
}
