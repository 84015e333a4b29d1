import type { FolderEntry } from "@vibedeck/core";
import type { RecentFolder } from "./recent-folders.ts";

/** A folder to choose. */
export interface FolderChoice {
  readonly path: string;
  /** What is shown, in full or as the last part. */
  readonly label: string;
  readonly hint?: string;
  /** There may be folders in it: choosing goes on. */
  readonly more: boolean;
}

/** The folder whose names can complete what was typed; `undefined` for what is no path yet. */
export function folderToList(typed: string): string | undefined {
  if (typed === "~") return "~/";
  if (!/^[/~]|^[A-Za-z]:[\\/]/.test(typed)) return undefined;
  const slash = typed.lastIndexOf("/");
  return slash < 0 ? undefined : typed.slice(0, slash + 1);
}

/** The recent folders that what was typed occurs in, and the folders that complete it. */
export function folderChoices(
  typed: string,
  recent: readonly RecentFolder[],
  entries: readonly FolderEntry[],
  max: number,
): readonly FolderChoice[] {
  const words = typed.toLowerCase();
  const known = recent
    .filter(({ path }) => path.toLowerCase().includes(words) && path !== typed)
    .map(({ path, name }): FolderChoice => ({ path, label: name, hint: path, more: false }));
  const folder = folderToList(typed) ?? "";
  const begun = typed.slice(folder.length).toLowerCase();
  const below = entries
    .filter(({ name, directory }) => directory && name.toLowerCase().startsWith(begun))
    .filter(({ name }) => begun.startsWith(".") || !name.startsWith("."))
    .map(({ name }): FolderChoice => ({ path: `${folder}${name}/`, label: `${name}/`, more: true }));
  const inList = new Set(known.map(({ path }) => `${path}/`));
  return [...known, ...below.filter(({ path }) => !inList.has(path))].slice(0, max);
}

/** A folder as it is sent: without a slash at its end. */
export function plainFolder(typed: string): string {
  const path = typed.trim();
  return path.length > 1 ? path.replace(/(?<=[^/])\/+$/, "") : path;
}
