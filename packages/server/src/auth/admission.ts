import { type Identity, toUserId, type UserId } from "@vibedeck/core";
import type { AdmissionRules } from "./setup.ts";

/** Whom an identity is here, or why it is nobody. */
export type Admission =
  | { readonly id: UserId; readonly admin: boolean }
  /** A sentence for the person, and one for the operator. Neither repeats what the provider sent. */
  | { readonly refused: string; readonly detail: string };

/** Maps an identity to its user and applies the rules. One rule that fits is enough; without rules nobody enters. */
export function admit(identity: Identity, rules: AdmissionRules): Admission {
  const mapped = toUserId(identity.id);
  if ("refused" in mapped) {
    return { refused: "This account has no name that can be used here.", detail: mapped.refused };
  }
  const claim = String(identity.id);
  const fits =
    rules.allowAll ||
    rules.allowedUsers.includes(claim) ||
    hasAllowedDomain(identity, rules) ||
    hasAllowedGroup(identity, rules);
  if (!fits) return { refused: "This account may not sign in here.", detail: "No rule of [auth] allows it." };
  return { id: mapped.id, admin: rules.adminUsers.includes(claim) };
}

/** Only a verified address counts, with exactly one `@`, and its domain as a whole: a suffix could be anybody's. */
function hasAllowedDomain({ email, emailVerified }: Identity, rules: AdmissionRules): boolean {
  if (emailVerified !== true || typeof email !== "string") return false;
  const [local, domain, ...more] = email.split("@");
  if (local === undefined || local === "" || domain === undefined || more.length > 0) return false;
  // ASCII alone: other letters would be folded into these (the Kelvin sign into k).
  return /^[a-z0-9.-]+$/i.test(domain) && /^[^"\\\s]+$/.test(local)
    ? rules.allowedDomains.includes(domain.toLowerCase())
    : false;
}

function hasAllowedGroup({ groups }: Identity, rules: AdmissionRules): boolean {
  return Array.isArray(groups) && groups.some((group) => rules.allowedGroups.includes(group));
}
