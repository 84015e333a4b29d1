import { resolveModelName } from "../pricing/model-names.ts";
import { CONTEXT_WINDOWS } from "./context-windows.ts";

/** More than this in a context proves that it was opened with the `[1m]` suffix, or natively. */
export const SMALL_WINDOW = 200_000;

const WIDE_SUFFIX = "[1m]";

/**
 * How many tokens fit into the context of a model as a transcript names it.
 * @param wide whether the session is known to use the large window (more than {@link SMALL_WINDOW} tokens were seen).
 * @returns `undefined` for a model that is not known: never a neighbour's window.
 */
export function contextWindow(model: string, wide: boolean): number | undefined {
  const name = resolveModelName(model, (id) => CONTEXT_WINDOWS.has(id));
  const known = name && CONTEXT_WINDOWS.get(name.id);
  if (known === undefined) return undefined;
  return wide || withoutWideSuffix(model) !== undefined ? (known.wide ?? known.tokens) : known.tokens;
}

/** The model id without the suffix that asks for the large window; `undefined` when it carries none. */
export function withoutWideSuffix(model: string): string | undefined {
  return model.endsWith(WIDE_SUFFIX) ? model.slice(0, -WIDE_SUFFIX.length) : undefined;
}
