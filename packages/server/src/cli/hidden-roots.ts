import { LOCAL_OWNER } from "@vibedeck/core";
import type { MountedBackend } from "@vibedeck/core/host";
import { firstRoots } from "./first-roots.ts";

/**
 * A sentence for each backend whose sessions nobody can see where people sign in: they belong to the user of a server
 * without sign-in, and no sign-in yields that one.
 */
export async function hiddenRoots(backends: readonly MountedBackend[]): Promise<readonly string[]> {
  const sentences = await Promise.all(backends.map(sentenceOf));
  return sentences.filter((sentence) => sentence !== undefined);
}

async function sentenceOf({ backend: { id, discovery } }: MountedBackend): Promise<string | undefined> {
  try {
    const roots = await firstRoots(id, discovery);
    if (!roots.some(({ owner }) => owner === LOCAL_OWNER)) return undefined;
    return `People sign in, and the sessions of backend "${id}" belong to nobody of them, so nobody sees them. Say whose they are, where the backend has a key for it: owner = "…" under [${id}].`;
  } catch {
    // That it cannot name its roots is told elsewhere.
    return undefined;
  }
}
