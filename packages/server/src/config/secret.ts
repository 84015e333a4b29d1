import { inspect } from "node:util";
import { isObject, type Json } from "@vibedeck/core";

const SHOWN = "(secret)";

/** A value that does not show itself: not in logs, not in JSON, not in `console.log`, not in a template string. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where it is used, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  static {
    Object.defineProperty(Secret.prototype, inspect.custom, { value: () => SHOWN });
  }
}

/** JSON in which secrets may stand. */
export type Guarded =
  | Secret
  | Exclude<Json, object>
  | readonly Guarded[]
  | { readonly [key: string]: Guarded };

const SECRET_NAME =
  /secret|token|password|passwd|passphrase|credential|api_?key|private_?key|^env$|cookie|authorization/i;

/** Names of keys that say where something is, not what it is: `token_url`, `client_secret_file`. */
const PLACE_NAME = /_(?:url|file)$/i;

/** Whether the value of a key with this name is a secret, as far as the name tells. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PLACE_NAME.test(name);
}

/**
 * Wraps what looks like a secret: everything below a key with such a name, and passwords inside of addresses. The host
 * does not know what a plugin's keys mean, so it rather hides one too many.
 */
export function guardSecrets(value: Json, name: string = ""): Guarded {
  if (isSecretName(name) && typeof value !== "boolean") return hideAll(value);
  if (Array.isArray(value)) return value.map((item) => guardSecrets(item));
  if (isObject(value)) return mapObject(value, (item, key) => guardSecrets(item, key));
  if (typeof value === "string" && hasPassword(value)) return new Secret(value);
  return isScalar(value) ? value : null;
}

function hideAll(value: Json): Guarded {
  if (Array.isArray(value)) return value.map(hideAll);
  if (isObject(value)) return mapObject(value, hideAll);
  return new Secret(String(value));
}

function mapObject(
  value: { readonly [key: string]: Json },
  change: (item: Json, key: string) => Guarded,
): { readonly [key: string]: Guarded } {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item, key)]));
}

function hasPassword(text: string): boolean {
  return URL.canParse(text) && new URL(text).password !== "";
}

function isScalar(value: Json): value is Exclude<Json, object> {
  return value === null || typeof value !== "object";
}
