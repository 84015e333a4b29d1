import { AUTH_TYPE, type AuthPlugin, BACKEND_TYPE, type BackendPlugin } from "@vibedeck/core";
import { PART_NAMES } from "@vibedeck/core/host";

/** What sets the plugins of one kind apart from others. */
export interface PluginKind<Plugin> {
  /** As package.json says it. */
  readonly name: "backend" | "auth";
  /** For sentences: `a backend`. */
  readonly noun: string;
  /** The value of `type` that its default export has. */
  readonly mark: string;
  /** What an author writes. */
  readonly example: string;
  /** What an export with the right marks, a name and a schema still lacks, in words. */
  missing(value: Unchecked): readonly string[];
  /** Gives an export its type, once nothing is missing. */
  typed(value: object): Plugin;
}

/** Something of which nothing is known yet. */
export type Unchecked = { readonly [key: string]: unknown };

/** The plugin that something in the configuration asks for. */
export interface PluginSubject<Plugin = unknown> {
  readonly kind: PluginKind<Plugin>;
  /** What asks for it: `backend "aider"`, `[auth]`. */
  readonly name: string;
  /** The same at the start of a sentence about what it does: `Backend "aider"`. */
  readonly owner: string;
}

/** The plugins that show sessions. */
export const BACKEND_KIND: PluginKind<BackendPlugin> = {
  name: "backend",
  noun: "a backend",
  mark: BACKEND_TYPE,
  example: "export default defineBackend({ name, config, parts })",
  missing: ({ parts, check, diagnose, commands }) => [
    ...PART_NAMES.filter((part) => !isRecord(parts) || typeof parts[part] !== "function").map(
      (part) => `the ${part} part`,
    ),
    ...(check === undefined || typeof check === "function" ? [] : ["a check that is a function"]),
    ...(diagnose === undefined || typeof diagnose === "function" ? [] : ["a diagnose that is a function"]),
    ...(areCommands(commands) ? [] : ["commands with a name, a summary and verbs, each with a run"]),
  ],
  typed: (value) => value as BackendPlugin,
};

function areCommands(commands: unknown): boolean {
  return commands === undefined || (Array.isArray(commands) && commands.every(isCommand));
}

function isCommand(command: unknown): boolean {
  if (!isRecord(command) || !isNamed(command) || !Array.isArray(command["verbs"])) return false;
  return command["verbs"].every(
    (verb: unknown) => isRecord(verb) && isNamed(verb) && typeof verb["run"] === "function",
  );
}

function isNamed({ name, summary }: Unchecked): boolean {
  return typeof name === "string" && /^[a-z][a-z-]*$/.test(name) && typeof summary === "string";
}

/** The plugins that tell who somebody is. */
export const AUTH_KIND: PluginKind<AuthPlugin> = {
  name: "auth",
  noun: "a way to sign in",
  mark: AUTH_TYPE,
  example: "export default defineAuth({ name, config, create })",
  missing: ({ create }) => (typeof create === "function" ? [] : ["a create function"]),
  typed: (value) => value as AuthPlugin,
};

/** The plugin of a configured backend. */
export function backendSubject(id: string): PluginSubject<BackendPlugin> {
  return { kind: BACKEND_KIND, name: `backend "${id}"`, owner: `Backend "${id}"` };
}

/** The plugin of `[auth]`. */
export const AUTH_SUBJECT: PluginSubject<AuthPlugin> = {
  kind: AUTH_KIND,
  name: "[auth]",
  owner: "The plugin of [auth]",
};

/** Whether something has members. */
export function isRecord(value: unknown): value is Unchecked {
  return typeof value === "object" && value !== null;
}
