/** The longest text in a field, in characters. */
const MAX_TEXT = 300;

/** The longest stack, in characters. */
const MAX_STACK = 2_000;

const MAX_FIELDS = 30;
const MAX_DEPTH = 3;

const SECRET_NAMES = [
  "apiKey",
  "authorization",
  "cookie",
  "env",
  "password",
  "secret",
  '["set-cookie"]',
  "token",
];

/** Fields that are never written, at the top and one or two levels down. */
export const REDACTED_PATHS: string[] = SECRET_NAMES.flatMap((name) => {
  const dotted = name.startsWith("[") ? name : `.${name}`;
  return [name, `*${dotted}`, `*.*${dotted}`];
});

/** Copies fields with long texts cut, and errors as what they say: strangers choose names, paths and messages. */
export function boundedFields(fields: Record<string, unknown>): Record<string, unknown> {
  return boundedObject(fields, 0);
}

function boundedObject(object: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(object).slice(0, MAX_FIELDS);
  return Object.fromEntries(entries.map(([name, value]) => [cut(name, MAX_TEXT), bounded(value, depth + 1)]));
}

function bounded(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cut(value, MAX_TEXT);
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "…";
  if (value instanceof Error) return errorFields(value, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_FIELDS).map((item) => bounded(item, depth + 1));
  return boundedObject(value, depth);
}

function errorFields(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: cut(error.message, MAX_TEXT),
    ...("code" in error ? { code: bounded(error.code, depth + 1) } : {}),
    ...(error.stack === undefined ? {} : { stack: cut(error.stack, MAX_STACK) }),
    ...(error.cause === undefined ? {} : { cause: bounded(error.cause, depth + 1) }),
  };
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}… (${text.length} characters)`;
}
