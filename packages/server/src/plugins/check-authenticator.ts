import { type Authenticator, VibeDeckError } from "@vibedeck/core";
import { isRecord, type Unchecked } from "./plugin-kind.ts";

const METHODS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["redirect", ["begin", "finish"]],
  ["request", ["identify"]],
]);

/**
 * Checks what the `create` of a plugin gave.
 * @param about the plugin, as a sentence's subject.
 * @throws `VibeDeckError` `PLUGIN_SHAPE` with everything that is missing.
 */
export function checkAuthenticator(about: string, value: unknown): Authenticator {
  if (!isRecord(value)) throw shapeError(`${about} made no authenticator.`);
  const missing = missingMembers(value);
  if (missing.length > 0)
    throw shapeError(`${about} made an authenticator that lacks ${missing.join(", ")}.`);
  return value as unknown as Authenticator;
}

function missingMembers(value: Unchecked): readonly string[] {
  const { kind, fingerprint, label, signOutUrl } = value;
  const methods = METHODS.get(kind);
  return [
    ...(methods === undefined ? ['a kind ("redirect" or "request")'] : []),
    ...(isText(fingerprint) ? [] : ["a fingerprint"]),
    ...(kind !== "redirect" || isText(label) ? [] : ["a label"]),
    ...(methods ?? []).filter((name) => typeof value[name] !== "function").map((name) => `${name}()`),
    ...(signOutUrl === undefined || typeof signOutUrl === "function"
      ? []
      : ["a signOutUrl that is a function"]),
  ];
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function shapeError(message: string): VibeDeckError {
  return new VibeDeckError("PLUGIN_SHAPE", message, {
    hint: 'create() returns, at once, { kind: "redirect", fingerprint, label, begin, finish } or { kind: "request", fingerprint, identify }.',
  });
}
