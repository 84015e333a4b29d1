import type { Dirent } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FolderEntry } from "../cli.ts";
import { checkPath } from "./check-path.ts";

/** Names that are handed out, links that are looked through, and names that are read to choose from. */
const NAMES = 1_000;
const LINKS = 1_000;
const READ = 20_000;

/**
 * What lies in a directory, at most 1,000 names: directories first, hidden names last among their kind. Empty when
 * the path is refused or cannot be read. Nothing is opened; a link counts as what it leads to.
 */
export async function listLocalFolder(path: string, home: string): Promise<readonly FolderEntry[]> {
  try {
    const folder = checkPath(path, home);
    const entries = await readEntries(folder);
    return entries.sort(inOrder).slice(0, NAMES);
  } catch {
    // Somebody is typing a path: what is not there yet, or not for them, has nothing to complete.
    return [];
  }
}

async function readEntries(folder: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  let read = 0;
  let links = 0;
  for await (const dirent of await opendir(folder, { bufferSize: 256 })) {
    read += 1;
    if (read > READ) break;
    if (!isPlain(dirent.name)) continue;
    if (dirent.isSymbolicLink()) links += 1;
    entries.push({ name: dirent.name, directory: await leadsToDirectory(folder, dirent, links) });
  }
  return entries;
}

/** Such a name could not be handed back as a path: see {@link checkPath}; U+FFFD stands for bytes that are no text. */
function isPlain(name: string): boolean {
  return !/[\p{Cc}\u2028\u2029\ufffd]/u.test(name);
}

async function leadsToDirectory(folder: string, dirent: Dirent, links: number): Promise<boolean> {
  if (!dirent.isSymbolicLink() || links > LINKS) return dirent.isDirectory();
  const target = await stat(join(folder, dirent.name)).catch(() => undefined);
  return target?.isDirectory() ?? false;
}

function inOrder(one: FolderEntry, other: FolderEntry): number {
  const rank = (entry: FolderEntry): number =>
    (entry.directory ? 0 : 2) + (entry.name.startsWith(".") ? 1 : 0);
  return rank(one) - rank(other) || (one.name < other.name ? -1 : 1);
}
