import { isObject, type JsonObject, own } from "@vibedeck/core";
import type { AdmissionRules } from "../auth/setup.ts";
import { admissionRules } from "./admission-rules.ts";
import { describeIssue, kindOf } from "./describe-issue.ts";
import { type ConfigProblem, didYouMean } from "./problem.ts";
import { authSchema } from "./schema.ts";
import type { Secret } from "./secret.ts";
import { sessionSecrets } from "./session-secrets.ts";
import type { TomlFile } from "./toml-file.ts";

/** How people sign in, as `[auth]` says it. */
export interface AuthEntry {
  /** `proxy`, or the package or file of a plugin. */
  readonly use: string;
  readonly rules: AdmissionRules;
  /** The first signs. Absent: one is made and kept in the state directory. */
  readonly sessionSecrets?: readonly Secret[];
  /** Seconds without use after which a session ends. */
  readonly idle?: number;
  /** Seconds after which a session ends in any case. */
  readonly max?: number;
  /** The rest of the table, for the plugin's own schema. */
  readonly options: JsonObject;
  /** The whole table, secrets too: show nothing of it unguarded. */
  readonly written: JsonObject;
  /** Where the home is that `~` stands for in the plugin's file keys. */
  readonly home: string;
  /** `file:line:column` of a key, or of the table. */
  where(...path: readonly (string | number)[]): string;
}

/** `[auth]`, and what is wrong with it. */
export interface AuthTable {
  /** Absent when there is no such table, or when it is too broken to be read. */
  readonly entry?: AuthEntry;
  readonly problems: readonly ConfigProblem[];
}

/** The way to sign in that needs no naming. */
export const DEFAULT_AUTH = "oidc";

/** The plugin that comes with the server. */
export const PROXY_AUTH = "proxy";

/** Keys that people look for under `[auth]`, because sign-in needs them. */
const SERVE_KEYS: readonly string[] = ["trusted_proxies", "public_url", "allowed_hosts", "insecure_no_auth"];

/**
 * Reads the host's keys of `[auth]`. Whether the plugin takes the others only it can tell.
 * @param folder of the file, where relative paths begin.
 */
export function authTable(file: TomlFile | undefined, folder: string, home: string): AuthTable {
  const table = file === undefined ? undefined : own(file.table, "auth");
  if (file === undefined || table === undefined) return { problems: [] };
  const where = (...path: readonly (string | number)[]): string => file.where(["auth", ...path]);
  if (!isObject(table))
    return { problems: [{ where: where(), text: `"auth" must be a table, not ${kindOf(table)}.` }] };
  const { problems, values } = checkTypes(table, where);
  const rules = admissionRules(values, where, problems.length > 0);
  const secrets = sessionSecrets(values, { folder, home, where });
  const { use = DEFAULT_AUTH, session_idle: idle, session_max: max } = values;
  const entry: AuthEntry = {
    use,
    rules: rules.rules,
    ...(secrets.secrets === undefined ? {} : { sessionSecrets: secrets.secrets }),
    ...(idle === undefined ? {} : { idle }),
    ...(max === undefined ? {} : { max }),
    options: pluginKeys(table),
    written: table,
    home,
    where,
  };
  const all = [...problems, ...strayKeys(table, where), ...rules.problems, ...secrets.problems];
  if (idle !== undefined && max !== undefined && idle > max) {
    all.push({ where: where("session_idle"), text: '"session_idle" must not be longer than "session_max".' });
  }
  return { entry, problems: all };
}

type Where = AuthEntry["where"];

/** The host's keys, without those whose type is wrong. */
export type AuthValues = ReturnType<typeof authSchema.parse>;

function checkTypes(
  table: JsonObject,
  where: Where,
): { readonly problems: ConfigProblem[]; readonly values: AuthValues } {
  const result = authSchema.safeParse(table);
  if (result.success) return { problems: [], values: result.data };
  const bad = new Map<string, ConfigProblem>();
  for (const issue of result.error.issues) {
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    // The first broken rule of a key says enough.
    if (bad.has(String(path[0]))) continue;
    const text = `"${path.join(".")}" ${describeIssue(issue, table)}.`;
    bad.set(String(path[0]), { where: where(...path), text });
  }
  const good = Object.fromEntries(Object.entries(table).filter(([key]) => !bad.has(key)));
  return { problems: [...bad.values()], values: authSchema.safeParse(good).data ?? {} };
}

function pluginKeys(table: JsonObject): JsonObject {
  const entries = Object.entries(table).filter(([key]) => !Object.hasOwn(authSchema.shape, key));
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

function strayKeys(table: JsonObject, where: Where): readonly ConfigProblem[] {
  return SERVE_KEYS.filter((key) => Object.hasOwn(table, key)).map((key) => ({
    where: where(key),
    text: `"${key}" belongs under [serve], not under [auth].`,
  }));
}

/** Other names by which such rules are known. A plugin that takes any key must not swallow them. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["whitelist", "allowed_users"],
  ["allowlist", "allowed_users"],
  ["allow_list", "allowed_users"],
  ["users", "allowed_users"],
  ["email_domain", "allowed_domains"],
  ["email_domains", "allowed_domains"],
  ["hosted_domain", "allowed_domains"],
  ["groups", "allowed_groups"],
  ["admins", "admin_users"],
  ["secret", "session_secret"],
  ["cookie_secret", "session_secret"],
]);

/** The host's key that was meant by a name that nobody knows. */
export function meantAuthKey(name: string): string | undefined {
  return OTHER_NAMES.get(name) ?? didYouMean(name, Object.keys(authSchema.shape));
}
