import { type Identity, type Json, VibeDeckError } from "@vibedeck/core";
import { type Claims, claimOf } from "./claims.ts";
import type { OidcConfig } from "./config.ts";
import { BadAnswer } from "./failures.ts";

/** OpenID Connect Core 1.0, 2: a subject has at most 255 characters. */
const MAX_SUBJECT = 255;
const MAX_NAME = 200;
/** RFC 5321, 4.5.3.1: 64 before the @, 255 after it. */
const MAX_EMAIL = 320;
const MAX_GROUPS = 1000;
const MAX_GROUP = 200;

/** Where a name to show is looked for, when the configuration names no claim. */
const NAME_CLAIMS = ["name", "preferred_username", "login", "id"];

/** Fields by which providers without ID tokens say who somebody is, whatever they are called now. */
const SUBJECT_CLAIMS = ["sub", "id"];

/** Control characters, and those that turn the direction of what stands after them. */
const UNSHOWABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Makes an identity of what a provider says. What cannot be used is left out; without a subject there is nobody. */
export function identityOf(issuer: string, claims: Claims, config: OidcConfig): Identity {
  const email = emailOf(claims);
  const verified = email !== undefined && isVerified(claims, email);
  const id = claimOf(claims, config.idClaim) ?? null;
  if (config.idClaim === "email" && !verified && !config.allowUnverifiedEmail) throw unverified();
  const name = nameOf(claims, config);
  const groups = groupsOf(claims, config);
  return {
    issuer,
    subject: subjectOf(claims, config),
    id,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email, emailVerified: verified }),
    ...(groups === undefined ? {} : { groups }),
  };
}

function subjectOf(claims: Claims, { addresses, idClaim }: OidcConfig): string {
  const names = addresses.kind === "discovery" ? ["sub"] : [...SUBJECT_CLAIMS, idClaim];
  const value = names.map((name) => claimOf(claims, name)).find((found) => found !== undefined);
  const subject = textOf(value);
  if (subject !== undefined && subject !== "" && subject.length <= MAX_SUBJECT) return subject;
  throw new BadAnswer("does not say who somebody is in a way that can be told apart from others");
}

/** A text as it is, a whole number that stands for itself alone as its digits. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
}

function nameOf(claims: Claims, { nameClaim }: OidcConfig): string | undefined {
  const names = nameClaim === undefined ? NAME_CLAIMS : [nameClaim];
  return names
    .map((name) => textOf(claimOf(claims, name))?.replace(UNSHOWABLE, "").trim() ?? "")
    .find((name) => name !== "")
    ?.slice(0, MAX_NAME)
    .toWellFormed();
}

function emailOf(claims: Claims): string | undefined {
  const email = claimOf(claims, "email");
  return typeof email === "string" && email !== "" && email.length <= MAX_EMAIL ? email : undefined;
}

/** That an address is verified counts for the very address that stands beside it. */
function isVerified(claims: Claims, email: string): boolean {
  const about = claims.filter((document) => claimOf([document], "email") === email);
  return claimOf(about, "email_verified") === true;
}

function groupsOf(claims: Claims, { groupsClaim }: OidcConfig): readonly string[] | undefined {
  const value = groupsClaim === undefined ? undefined : claimOf(claims, groupsClaim);
  if (!Array.isArray(value)) return undefined;
  return value
    .slice(0, MAX_GROUPS)
    .filter((group) => typeof group === "string" && group !== "" && group.length <= MAX_GROUP);
}

function unverified(): VibeDeckError {
  return new VibeDeckError(
    "SIGN_IN_REFUSED",
    "The provider does not say that your e-mail address is verified.",
    {
      hint: "Verify it with the provider, then begin again from the sign-in page.",
    },
  );
}
