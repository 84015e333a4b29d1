import type { ZodType } from "zod";
import type { DeckContext } from "../context.ts";
import { badRequest, notFound } from "../errors.ts";

/** Checks the query. Unknown, repeated and malformed parameters are refused by name. */
export function parseQuery<Query>(schema: ZodType<Query> | undefined, ctx: DeckContext): Query {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(ctx.querystring)) {
    if (given.has(name)) throw badRequest(`The parameter "${printable(name)}" is given twice.`);
    given.set(name, value);
  }
  // Read where the scope is made; any route may carry it.
  given.delete("all");
  if (schema === undefined) {
    // A route without parameters ignores them, and its type says that it reads none.
    return undefined as Query;
  }
  return checked(schema, Object.fromEntries(given), "parameter");
}

/** Checks a parsed JSON body. */
export function parseBody<Body>(schema: ZodType<Body>, body: unknown): Body {
  return checked(schema, body, "field");
}

/** A path segment that must be a session's key; anything else cannot name a session. */
export function keyOf(params: Readonly<Record<string, string>>): string {
  const key = params["key"] ?? "";
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(key)) throw notFound();
  return key;
}

/** A path segment that must be the id of a message or of an approval; anything else cannot name one. */
export function idOf(params: Readonly<Record<string, string>>): string {
  const id = params["id"] ?? "";
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw notFound();
  return id;
}

/** Turns "not there" and "not yours" into the same answer. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

function checked<T>(schema: ZodType<T>, value: unknown, noun: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw badRequest(`There is no ${noun} "${printable(issue.keys[0] ?? "")}" here.`);
  }
  const name = issue?.path.join(".") ?? "";
  const message = issue?.message ?? "is not understood";
  throw badRequest(
    name === "" ? `The request ${lowerFirst(message)}.` : `The ${noun} "${printable(name)}": ${message}.`,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function printable(text: string): string {
  return text.slice(0, 40).replace(/[^\x20-\x7e]/g, "?");
}
