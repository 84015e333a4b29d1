import type { Json } from "./json.ts";

/** Names a user everywhere: in session keys, as directory, container and DNS name. Made only by {@link toUserId}. */
export type UserId = string;

/** Bytes that an id may have: `sandbox-` and it make a DNS label together (RFC 1035, 2.3.4: 63). */
export const MAX_USER_ID = 55;

/** What {@link toUserId} says. */
export type MappedId =
  | { readonly id: UserId }
  /** A sentence for the operator; it does not repeat the claim. */
  | { readonly refused: string };

/** Maps a claim to a user id: one to one, reversibly, never normalised, never cut. */
export function toUserId(_claim: Json | undefined): MappedId {
  return { refused: "not written yet" };
}

/** The claim that an id was made from, as text; `undefined` for what is no id. */
export function fromUserId(_id: UserId): string | undefined {
  return undefined;
}
