import type { Json } from "./json.ts";

/** Names a user everywhere: in session keys, as directory, container and DNS name. Made only by {@link toUserId}. */
export type UserId = string;

/** Bytes that an id may have: with `sandbox-` before it, it is a DNS label (RFC 1035, 2.3.4: at most 63). */
export const MAX_USER_ID = 55;

/** What {@link toUserId} says. */
export type MappedId =
  | { readonly id: UserId }
  /** A sentence for the operator; it does not repeat the claim. */
  | { readonly refused: string };

/** Ids that mean something else already, or that a mistake would produce. */
const RESERVED: ReadonlySet<string> = new Set([
  "_shared",
  "admin",
  "local",
  "lost+found",
  "null",
  "operator",
  "root",
  "shared",
  "undefined",
]);

/** Longer claims cannot give a short enough id, so they are not looked at. */
const MAX_CLAIM = 400;

const PLAIN = /^[a-z0-9]$/;
const ESCAPABLE = /^[\p{L}\p{M}\p{N}@._+|~=,'!-]$/u;
const ID = /^[a-z0-9](?:[a-z0-9-]{0,53}[a-z0-9])?$/;

/**
 * Maps a claim to a user id: one to one, reversibly, never normalised, never cut. Lower-case ASCII letters and digits
 * stay, and so does a hyphen between two of them unless `z` follows; every other character becomes `-z` and two
 * hexadecimal digits for each of its UTF-8 bytes. An id that would begin with a hyphen gets `z-` before it.
 * @param claim what the provider sent: a text or a whole number.
 */
export function toUserId(claim: Json | undefined): MappedId {
  const text = textOf(claim);
  if (typeof text !== "string") return text;
  const refused = refusal(text);
  if (refused !== undefined) return { refused };
  const characters = [...text];
  const body = characters.map((character, at) => mapped(character, at, characters)).join("");
  const id = body.startsWith("-") ? `z-${body}` : body;
  return id.length <= MAX_USER_ID ? { id } : { refused: TOO_LONG };
}

const TOO_LONG = `The id is too long: written as a directory name it has more than ${MAX_USER_ID} characters. Choose a claim with shorter ids.`;

/** The claim that an id was made from, as text; `undefined` for what {@link toUserId} cannot have made. */
export function fromUserId(id: UserId): string | undefined {
  if (!ID.test(id)) return undefined;
  const body = id.startsWith("z--z") ? id.slice(2) : id;
  const bytes: number[] = [];
  for (let at = 0; at < body.length; at++) {
    const escaped = /^-z([0-9a-f]{2})/.exec(body.slice(at, at + 4))?.[1];
    bytes.push(escaped === undefined ? body.charCodeAt(at) : Number.parseInt(escaped, 16));
    if (escaped !== undefined) at += 3;
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  const again = toUserId(text);
  return "id" in again && again.id === id ? text : undefined;
}

function textOf(claim: Json | undefined): string | { readonly refused: string } {
  if (typeof claim === "string") return claim;
  if (typeof claim !== "number") {
    const kind = claim === undefined ? "missing" : claim === null ? "null" : KINDS.get(typeof claim);
    return { refused: `The claim that should name the user is ${kind ?? "no text"}.` };
  }
  // Above 2^53 neighbours are the same number, and with it two people the same user.
  if (Number.isSafeInteger(claim) && claim >= 0 && !Object.is(claim, -0)) return String(claim);
  return {
    refused:
      "The claim that should name the user is not a whole number that can be told apart from others: ask the provider for a string, or use another claim.",
  };
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["boolean", "true or false"],
  ["object", "a list or an object"],
]);

function refusal(text: string): string | undefined {
  if (text === "") return "The claim that should name the user is empty.";
  if (text.length > MAX_CLAIM) return TOO_LONG;
  if (RESERVED.has(text)) return "The id is a reserved name.";
  if (/^[.-]|\.\.|\.$/.test(text)) {
    return "The id begins with a dot or a hyphen, ends with a dot, or has two dots together.";
  }
  if (![...text].every((character) => ESCAPABLE.test(character))) {
    return "The id has a character that names of users may not have: a space, a slash, a control character or the like.";
  }
  return undefined;
}

function mapped(character: string, at: number, all: readonly string[]): string {
  if (PLAIN.test(character)) return character;
  const before = all[at - 1] ?? "";
  const after = all[at + 1] ?? "";
  if (character === "-" && PLAIN.test(before) && PLAIN.test(after) && after !== "z") return character;
  return [...new TextEncoder().encode(character)]
    .map((byte) => `-z${byte.toString(16).padStart(2, "0")}`)
    .join("");
}
