import { type Identity, isObject, VibeDeckError } from "@vibedeck/core";

/**
 * What of an authenticator's answer is as it should be. A plugin may hand on whatever a provider sends.
 * @throws `VibeDeckError` `PROVIDER_FAILED` when it names nobody.
 */
export function checkedIdentity(value: unknown): Identity {
  const { issuer, subject, id, name, email, emailVerified, groups } = isObject(value) ? value : {};
  if (!isText(issuer) || !isText(subject) || id === undefined) {
    throw new VibeDeckError("PROVIDER_FAILED", "The authenticator's answer names nobody.");
  }
  return {
    issuer,
    subject,
    id,
    ...(isText(name) ? { name } : {}),
    ...(isText(email) ? { email } : {}),
    ...(emailVerified === true ? { emailVerified } : {}),
    ...(Array.isArray(groups) ? { groups: groups.filter(isText) } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
