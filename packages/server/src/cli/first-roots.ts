import type { Discovery, Root } from "@vibedeck/core";
import { guard } from "@vibedeck/core/host";

const NAMING_MS = 5_000;

/**
 * Asks a backend once where its sessions are.
 * @throws `VibeDeckError` when it fails, or takes longer than five seconds.
 */
export async function firstRoots(id: string, discovery: Discovery): Promise<readonly Root[]> {
  const stop = new AbortController();
  try {
    const first = (): Promise<IteratorResult<readonly Root[]>> =>
      discovery.roots(stop.signal)[Symbol.asyncIterator]().next();
    const result = await guard(`Backend "${id}"`, "name its roots", NAMING_MS, first);
    return result.done === true ? [] : result.value;
  } finally {
    stop.abort();
  }
}
