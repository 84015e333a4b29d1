import { readPreference } from "./preferences.ts";

/** Whether the reader keeps the details open, on a screen that has room for them. */
export function detailsWanted(): boolean {
  return readPreference("details") === true && matchMedia("(min-width: 64rem)").matches;
}
