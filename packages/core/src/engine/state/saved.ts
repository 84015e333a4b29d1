import { VibeDeckError } from "../../errors.ts";

/**
 * Writes what must be on the disk before it is acknowledged.
 * @throws `VibeDeckError` `UNAVAILABLE` when it cannot be written; nothing is changed then.
 */
export function saved<T>(write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw new VibeDeckError("UNAVAILABLE", "The change could not be saved.", {
      hint: "Check the free space of the state directory, then try again.",
      cause,
    });
  }
}
