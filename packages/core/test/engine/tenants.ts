import type { Scope } from "@vibedeck/core";

/** Somebody who signed in. */
export function user(id: string, admin = false, everyone = false): Scope {
  return { principal: { kind: "user", id, admin }, everyone };
}
