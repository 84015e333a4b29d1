import {
  type ContainerFacts,
  differences,
  factsOf,
  hashOf,
  INSTANCE_LABEL,
  OWNER_LABEL,
  SPEC_LABEL,
} from "./facts.ts";
import { textsAt } from "./read.ts";

/**
 * What a container with one of our names is. `foreign`: not made by this installation, or changed since, whatever its
 * labels say. `drifted`: ours, and made from other settings than today's.
 */
export type Verdict =
  | { readonly kind: "ours" }
  | { readonly kind: "drifted"; readonly differs: readonly string[] }
  | { readonly kind: "foreign"; readonly why: string };

/**
 * Labels can be copied; what was inspected cannot be: a container is ours when what it is hashes to what its label
 * says it was made as.
 * @param wanted what would be made today; absent: only whether it is ours.
 */
export function judge(
  inspected: unknown,
  owner: string,
  instance: string,
  wanted: ContainerFacts | undefined,
): Verdict {
  const labels = textsAt(inspected, "Config", "Labels");
  if (labels.get(INSTANCE_LABEL) !== instance) {
    return { kind: "foreign", why: "it was not made by this installation" };
  }
  if (labels.get(OWNER_LABEL) !== owner) return { kind: "foreign", why: "it was made for another user" };
  const found = factsOf(inspected);
  if (labels.get(SPEC_LABEL) === hashOf(found)) return compared(found, wanted);
  return { kind: "foreign", why: `it is not as it was made${tampered(found, wanted)}` };
}

function compared(found: ContainerFacts, wanted: ContainerFacts | undefined): Verdict {
  const differs = wanted === undefined ? [] : differences(found, wanted);
  return differs.length === 0 ? { kind: "ours" } : { kind: "drifted", differs };
}

function tampered(found: ContainerFacts, wanted: ContainerFacts | undefined): string {
  const differs = wanted === undefined ? [] : differences(found, wanted);
  return differs.length === 0 ? "" : ` (${differs.join(", ")})`;
}
