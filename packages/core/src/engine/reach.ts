import type { Owner, Scope } from "../principal.ts";

/**
 * The one owner whose sessions a scope can see at all; `undefined` when it may see those of several. Only a shortcut
 * to where to look: whether something may be seen is for `canSee` to say, each time.
 */
export function onlyOwner({ principal, everyone }: Scope): Owner | undefined {
  if (principal.kind === "local") return undefined;
  return everyone === true && principal.admin === true ? undefined : principal.id;
}
