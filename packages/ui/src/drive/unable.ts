import type { BackendStatus } from "../app/backend-status.ts";

/** Why a backend's tool cannot be run now, for people. */
export interface Unable {
  readonly text: string;
  readonly hint?: string;
}

/** `undefined` for one that can be run, as far as it is known. */
export function unableOf(backend: BackendStatus | undefined): Unable | undefined {
  if (backend?.agent?.ok !== false) return undefined;
  const { problem = "nobody knows why.", hint } = backend.agent;
  const text = `${backend.title} cannot be run now: ${problem}`;
  return hint === undefined ? { text } : { text, hint };
}
