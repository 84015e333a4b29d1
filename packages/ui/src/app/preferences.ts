import { isObject, type Json, own } from "@vibedeck/core";
import { choicesName, currentReader, readerGone } from "./reader.ts";

/** How a screen looks is no person's matter. */
const OF_THE_SCREEN: ReadonlySet<string> = new Set(["theme"]);

/** Reads one of the choices that this browser keeps of the reader; `undefined` when there is none or storage is closed to us. */
export function readPreference(key: string): Json | undefined {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(nameOf(key)) ?? "{}");
    return isObject(all) ? own(all, key) : undefined;
  } catch {
    return undefined; // Private windows and broken storage: the defaults do.
  }
}

/** Keeps a choice of the reader in this browser, where that is possible. */
export function writePreference(key: string, value: Json): void {
  if (readerGone()) return;
  try {
    const name = nameOf(key);
    const all: unknown = JSON.parse(localStorage.getItem(name) ?? "{}");
    localStorage.setItem(name, JSON.stringify({ ...(isObject(all) ? all : {}), [key]: value }));
  } catch {
    // Private windows and full storage: the choice lasts as long as the page.
  }
}

function nameOf(key: string): string {
  return choicesName(OF_THE_SCREEN.has(key) ? "" : currentReader());
}
