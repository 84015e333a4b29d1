import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import type { z } from "zod";

/** A sentence's end for a broken rule of our own schemas: `must be a whole number, not the text "3210"`. */
export function describeIssue(issue: z.core.$ZodIssue, table: JsonObject): string {
  const value = valueAt(table, issue.path);
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}, not ${kindOf(value)}`;
    case "invalid_union":
      return describeUnion(issue, table, value);
    case "invalid_value":
      return `must be one of ${issue.values.map((item) => JSON.stringify(item)).join(", ")}, not ${kindOf(value)}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? "must not be empty"
        : `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}${issue.origin === "string" ? " characters long" : ""}`;
    default:
      return issue.message;
  }
}

/** Our unions are of a text and a list of texts: what counts is the rule of the one that was meant. */
function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  table: JsonObject,
  value: Json | undefined,
): string {
  const broken = issue.errors.flat().find(({ code, path }) => code !== "invalid_type" || path.length > 0);
  if (broken === undefined) return `must be a text or a list of texts, not ${kindOf(value)}`;
  return describeIssue({ ...broken, path: [...issue.path, ...broken.path] }, table);
}

/** What a value is, for a sentence. Texts are quoted and clipped. */
export function kindOf(value: Json | undefined): string {
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : isObject(value) ? "a table" : "nothing";
}

function valueAt(table: JsonObject, path: readonly PropertyKey[]): Json | undefined {
  let value: Json | undefined = table;
  for (const step of path) {
    if (Array.isArray(value)) value = typeof step === "number" ? value[step] : undefined;
    else value = isObject(value) ? own(value, String(step)) : undefined;
  }
  return value;
}

function article(expected: string): string {
  const names: ReadonlyMap<string, string> = new Map([
    ["string", "a text"],
    ["number", "a number"],
    ["int", "a whole number"],
    ["boolean", "true or false"],
    ["array", "a list"],
    ["object", "a table"],
  ]);
  return names.get(expected) ?? expected;
}
