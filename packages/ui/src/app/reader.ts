import { mountPath } from "./base.ts";

/** What this browser keeps of the person who read here last: their id, so that their choices hold before the server says who they are. */
const HINT = `vibedeck.reader.${mountPath(import.meta.url)}`;
const DRAFTS = "vibedeck.draft.";
const CHOICES = "vibedeck.of.";

let reader = hinted();
let gone = false;
const changes = new EventTarget();

/** The id of the person whose things this browser shows; empty where nobody signs in. */
export function currentReader(): string {
  return reader;
}

/** True once they signed out on purpose: nothing of theirs is kept any more. */
export function readerGone(): boolean {
  return gone;
}

/** The name under which somebody's choices are kept. */
export function choicesName(id: string): string {
  return id === "" ? "vibedeck" : `${CHOICES}${encodeURIComponent(id)}`;
}

/** What the names of somebody's drafts begin with. */
export function draftsPrefix(id: string): string {
  return `${DRAFTS}${encodeURIComponent(id)}.`;
}

/** Takes what the server says of who reads here. */
export function readerIs(id: string): void {
  try {
    if (id === "") localStorage.removeItem(HINT);
    else if (localStorage.getItem(HINT) !== id) localStorage.setItem(HINT, id);
  } catch {
    // Private windows and full storage: it is asked again at the next visit.
  }
  if (id === reader) return;
  reader = id;
  changes.dispatchEvent(new Event("change"));
}

/** They signed out on purpose: drafts and choices go, here and in their other tabs. */
export function forgetReader(): void {
  gone = true;
  try {
    for (const name of namesOf(reader)) localStorage.removeItem(name);
    localStorage.removeItem(HINT);
  } catch {
    // A storage that is closed to us holds nothing.
  }
  changes.dispatchEvent(new Event("gone"));
}

/** What {@link watchReader} tells. */
export interface ReaderWatch {
  /** It is somebody else than was thought. */
  change?(this: void): void;
  /** They signed out on purpose, perhaps in another tab. */
  gone?(this: void): void;
  /** Somebody came in another tab. */
  came?(this: void): void;
}

/** Follows who reads here, until the signal aborts. */
export function watchReader(watch: ReaderWatch, signal: AbortSignal): void {
  changes.addEventListener("change", () => watch.change?.(), { signal });
  changes.addEventListener("gone", () => watch.gone?.(), { signal });
  if (watch.gone === undefined && watch.came === undefined) return;
  const stored = ({ key, newValue }: StorageEvent): void => {
    if (key !== HINT) return;
    if (newValue !== null) watch.came?.();
    else if (reader !== "" && !gone) forgetReader();
  };
  addEventListener("storage", stored, { signal });
}

function namesOf(id: string): readonly string[] {
  if (id === "") return [];
  const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  return names.filter((name) => name === choicesName(id) || name.startsWith(draftsPrefix(id)));
}

function hinted(): string {
  try {
    return localStorage.getItem(HINT) ?? "";
  } catch {
    return "";
  }
}
