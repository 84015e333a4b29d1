import { isObject, type Json, own } from "@vibedeck/core";

const NAME = "vibedeck";

/** Reads one of the choices that this browser keeps; `undefined` when there is none or storage is closed to us. */
export function readPreference(key: string): Json | undefined {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    return isObject(all) ? own(all, key) : undefined;
  } catch {
    return undefined; // Private windows and broken storage: the defaults do.
  }
}

/** Keeps a choice in this browser, where that is possible. */
export function writePreference(key: string, value: Json): void {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    localStorage.setItem(NAME, JSON.stringify({ ...(isObject(all) ? all : {}), [key]: value }));
  } catch {
    // Private windows and full storage: the choice lasts as long as the page.
  }
}
