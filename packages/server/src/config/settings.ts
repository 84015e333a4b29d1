import { logSchema, serveSchema } from "./schema.ts";

/** How the text of a flag or an environment variable becomes a value. */
export type SettingKind = "text" | "integer" | "number" | "boolean" | "list";

/** A key of `[serve]` or `[log]`, and its other names. */
export interface Setting {
  readonly table: "serve" | "log";
  readonly key: string;
  readonly kind: SettingKind;
  /** `VIBEDECK_…` */
  readonly env: string;
  /** As the command line spells it; absent when there is no flag. */
  readonly flag?: string;
}

const FLAGS: ReadonlyMap<string, string> = new Map([
  ["serve.host", "--host"],
  ["serve.port", "--port"],
  ["serve.backend", "--backend"],
  ["serve.state_dir", "--state-dir"],
  ["serve.open", "--open"],
  ["serve.insecure_no_auth", "--insecure-no-auth"],
  ["serve.read_only", "--read-only"],
  ["log.level", "--log-level"],
]);

const KINDS: ReadonlyMap<string, SettingKind> = new Map([
  ["serve.port", "integer"],
  ["serve.open", "boolean"],
  ["serve.insecure_no_auth", "boolean"],
  ["serve.read_only", "boolean"],
  ["serve.max_agents", "integer"],
  ["serve.agent_idle", "number"],
  ["serve.max_queue", "integer"],
  ["serve.sends_per_minute", "integer"],
  ["serve.turn_grace", "number"],
  ["serve.metrics", "boolean"],
  ["serve.backend", "list"],
  ["serve.allowed_hosts", "list"],
  ["serve.trusted_proxies", "list"],
]);

/** All of them, in the order of the documentation. */
export const SETTINGS: readonly Setting[] = [
  ...Object.keys(serveSchema.shape).map((key) => setting("serve", key, `VIBEDECK_${key.toUpperCase()}`)),
  ...Object.keys(logSchema.shape).map((key) => setting("log", key, `VIBEDECK_LOG_${key.toUpperCase()}`)),
];

/** The environment variable that names the configuration file. */
export const CONFIG_VARIABLE = "VIBEDECK_CONFIG";

function setting(table: "serve" | "log", key: string, env: string): Setting {
  const name = `${table}.${key}`;
  const flag = FLAGS.get(name);
  return { table, key, kind: KINDS.get(name) ?? "text", env, ...(flag === undefined ? {} : { flag }) };
}
