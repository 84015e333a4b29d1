/** Any value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. Keys come from strangers: read them with {@link own}, never with `in` or a bare index. */
export type JsonObject = { readonly [key: string]: Json };

/** Tells whether a value is a plain JSON object (not `null`, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads an own property, so that `__proto__` and `constructor` in a stranger's JSON stay data. */
export function own(object: JsonObject, key: string): Json | undefined {
  const value = object[key];
  // Most keys that are asked for are missing: the second look is only for those that are not.
  return value === undefined || Object.hasOwn(object, key) ? value : undefined;
}
