import { type Guarded, Secret } from "../config/secret.ts";

/** Writes a value as TOML on one line. A secret becomes a text that says so; nothing becomes an empty text. */
export function inlineToml(value: Guarded): string {
  if (value instanceof Secret || value === null) return quote(String(value ?? ""));
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(inlineToml).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  const members = Object.entries(value).map(([key, item]) => `${tomlKey(key)} = ${inlineToml(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Writes a key, in quotes where it needs them. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key);
}

/** JSON's escapes are TOML's too, but TOML wants DEL escaped as well. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/\u007f/g, "\\u007f");
}
