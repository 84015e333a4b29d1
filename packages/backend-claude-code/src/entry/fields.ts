import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { safeText } from "./text.ts";

/** An own string field, made safe by {@link safeText}; `undefined` for anything else. */
export function textField(object: JsonObject | undefined, key: string): string | undefined {
  const value = object === undefined ? undefined : own(object, key);
  return typeof value === "string" ? safeText(value) : undefined;
}

/** An own string field that is neither empty nor blank. */
export function filledField(object: JsonObject | undefined, key: string): string | undefined {
  const text = textField(object, key);
  return text === undefined || text.trim() === "" ? undefined : text;
}

/** An own finite number. */
export function numberField(object: JsonObject | undefined, key: string): number | undefined {
  const value = object === undefined ? undefined : own(object, key);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** An own finite number that is not negative: counts, sizes and durations. */
export function countField(object: JsonObject | undefined, key: string): number | undefined {
  const value = numberField(object, key);
  return value === undefined || value < 0 ? undefined : value;
}

/** Whether an own field is exactly `true`. */
export function flagField(object: JsonObject | undefined, key: string): boolean {
  return object !== undefined && own(object, key) === true;
}

/** An own object field. */
export function objectField(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object === undefined ? undefined : own(object, key);
  return isObject(value) ? value : undefined;
}

/** An own array field; an empty list for anything else. */
export function listField(object: JsonObject | undefined, key: string): readonly Json[] {
  const value = object === undefined ? undefined : own(object, key);
  return Array.isArray(value) ? value : [];
}

/** The objects of an own array field; other items are left out. */
export function objectsField(object: JsonObject | undefined, key: string): readonly JsonObject[] {
  return listField(object, key).filter(isObject);
}

/** The strings of an own array field, made safe; other items are left out. */
export function textsField(object: JsonObject | undefined, key: string): readonly string[] {
  return listField(object, key).flatMap((item) => (typeof item === "string" ? [safeText(item)] : []));
}
