/** How a name in a transcript leads to a model id. */
export interface ModelName {
  readonly id: string;
  /** The name itself says that the request ran in fast mode (OpenRouter's `…-fast`). */
  readonly fast: boolean;
}

const LONGEST_NAME = 200;
const GATEWAYS: ReadonlySet<string> = new Set([
  "anthropic",
  "azure",
  "azure_ai",
  "bedrock",
  "converse",
  "foundry",
  "litellm_proxy",
  "openrouter",
  "vertex",
  "vertex_ai",
]);
const BEDROCK = /^(?:[a-z]{2,6}(?:-gov)?\.)?anthropic\.(claude-[a-z0-9-]+?)(?:-v\d+(?::\d+)?)?$/;
const VERTEX = /^(claude-[a-z0-9-]+)@(\d{8}|default|latest)$/;
const VARIANT = /:(?:beta|free)$/;
const FAST = /-fast$/;
const TRAILING_DATE = /-\d{8}$/;

/**
 * Finds the model that a name means. The steps, in this order, each followed by an exact comparison and nothing looser:
 * the name itself; without `[1m]`; without its provider's wrapping (Bedrock, Vertex, OpenRouter and other gateways);
 * without one trailing date. No prefix, no substring, no nearest relative; `opus` and the like float and mean nothing.
 *
 * @param isKnown - Whether a text is exactly a known model id or another exact name of one.
 */
export function resolveModelName(name: string, isKnown: (id: string) => boolean): ModelName | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  if (isKnown(name)) return { id: name, fast: false };
  const bare = name.endsWith("[1m]") ? name.slice(0, -4) : name;
  if (isKnown(bare)) return { id: bare, fast: false };
  for (const { id, fast } of unwrap(bare)) {
    if (isKnown(id)) return { id, fast };
    const undated = id.replace(TRAILING_DATE, "");
    if (undated !== id && isKnown(undated)) return { id: undated, fast };
  }
  return undefined;
}

/** The ids that a provider's spelling may stand for, most exact first. */
function unwrap(name: string): readonly ModelName[] {
  const path = name.split("/");
  const last = path.pop() ?? "";
  if (!path.every((part) => GATEWAYS.has(part))) return [];
  const bedrock = BEDROCK.exec(last)?.[1];
  if (bedrock !== undefined) return [{ id: bedrock, fast: false }];
  const vertex = VERTEX.exec(last);
  if (vertex !== null) {
    const [, id = "", date = ""] = vertex;
    return [`${id}-${date}`, id].map((text) => ({ id: text, fast: false }));
  }
  return path.length === 0 ? [{ id: last, fast: false }] : ungateway(last, path.includes("anthropic"));
}

function ungateway(name: string, openRouter: boolean): readonly ModelName[] {
  if (!openRouter) return [{ id: name, fast: false }];
  const id = name.replace(VARIANT, "").replaceAll(/(?<=\d)\.(?=\d)/g, "-");
  const fast = FAST.test(id);
  // OpenRouter also sells models under undated names that the API does not know.
  return [id, `anthropic/${id}`].map((text) => ({ id: fast ? text.replace(FAST, "") : text, fast }));
}
