import type { Scope } from "./principal.ts";

/**
 * The one visibility rule. An unresolved owner is withheld from everybody; the local principal of a server without
 * sign-in sees what has an owner; a user sees what is theirs; an admin sees all only where they asked for it.
 */
export function canSee(scope: Scope, session: { readonly owner: string | undefined }): boolean {
  if (session.owner === undefined || session.owner === "") return false;
  if (scope.principal.kind === "local") return true;
  if (scope.everyone === true && scope.principal.admin === true) return true;
  return session.owner === scope.principal.id;
}
