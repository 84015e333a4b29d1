import type { Identity } from "@vibedeck/core";
import type { AdmissionRules } from "./setup.ts";

/** What the rules of today say of somebody. */
export type Admission =
  | { readonly admitted: true; readonly admin: boolean }
  /** A sentence for the person; it repeats nothing of what the provider sent. */
  | { readonly admitted: false; readonly reason: string };

/** Applies the rules to an identity: one that fits is enough, and without any nobody enters. */
export function admit(rules: AdmissionRules, identity: Identity): Admission {
  const id = claimText(identity);
  const fits =
    rules.allowAll ||
    (id !== undefined && rules.allowedUsers.includes(id)) ||
    hasAllowedDomain(rules, identity) ||
    hasAllowedGroup(rules, identity);
  if (!fits) return { admitted: false, reason: "This account is not on the list of those who may enter." };
  return { admitted: true, admin: id !== undefined && rules.adminUsers.includes(id) };
}

/** Lists in a configuration are texts; a claim may be a number. Nothing else can be on a list. */
function claimText({ id }: Identity): string | undefined {
  if (typeof id === "string") return id;
  return typeof id === "number" && Number.isSafeInteger(id) ? String(id) : undefined;
}

/** Only a verified address counts, with exactly one `@`, and its domain exactly: a suffix could be anybody's. */
function hasAllowedDomain(rules: AdmissionRules, { email, emailVerified }: Identity): boolean {
  if (emailVerified !== true || typeof email !== "string") return false;
  const [local, domain, ...more] = email.split("@");
  if (local === undefined || local === "" || domain === undefined || more.length > 0) return false;
  // ASCII alone: other letters would be folded into these (the Kelvin sign into k).
  if (!/^[\x21-\x7e]+$/.test(email) || /["\\]/.test(email)) return false;
  return rules.allowedDomains.includes(domain.toLowerCase());
}

function hasAllowedGroup(rules: AdmissionRules, { groups }: Identity): boolean {
  if (!Array.isArray(groups)) return false;
  return groups.some((group) => typeof group === "string" && rules.allowedGroups.includes(group));
}
