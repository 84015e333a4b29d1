import type { Json } from "@vibedeck/core";
import { nameOf } from "../config/layers.ts";
import { type Config, type Flags, loadConfig } from "../config/load-config.ts";
import { configPlaces } from "../config/locate-config.ts";
import { guardSecrets } from "../config/secret.ts";
import { DEFAULT_IDLE, DEFAULT_MAX } from "../config/session-times.ts";
import { showPath } from "../config/toml-file.ts";
import { inlineToml, tomlKey } from "./inline-toml.ts";
import { plainText, type Terminal } from "./terminal.ts";

/** `vibedeck config`: the configuration in effect, as TOML, with the origin of each value behind it. No secret is shown. */
export async function showConfig(flags: Flags, terminal: Terminal): Promise<number> {
  const config = loadConfig(flags, terminal);
  const lines = [
    header(config, terminal),
    ...hostTables(config),
    ...authTable(config),
    ...pricing(config),
    ...backendTables(config),
  ];
  terminal.stdout.write(plainText(`${lines.join("\n")}\n`));
  return 0;
}

function header({ file }: Config, terminal: Terminal): string {
  if (file !== undefined) return `# Read from ${file.path}`;
  return `# There is no configuration file. Looked for ${configPlaces(terminal)
    .map((path) => showPath(path, terminal))
    .join(" and ")}.`;
}

function hostTables({ serve, log, backends, origins }: Config): readonly string[] {
  const values: readonly (readonly [string, Json | undefined])[] = [
    ["serve.host", serve.host],
    ["serve.port", serve.port],
    ["serve.backend", backends.map(({ id }) => id)],
    ["serve.state_dir", serve.stateDir],
    ["serve.open", serve.open],
    ["serve.public_url", serve.publicUrl],
    ["serve.allowed_hosts", serve.allowedHosts],
    ["serve.trusted_proxies", serve.trustedProxies],
    ["serve.insecure_no_auth", serve.insecureNoAuth],
    ["serve.read_only", serve.readOnly],
    ["serve.max_agents", serve.maxAgents],
    ["serve.agent_idle", serve.agentIdle],
    ["serve.max_queue", serve.maxQueue],
    ["serve.sends_per_minute", serve.sendsPerMinute],
    ["serve.turn_grace", serve.turnGrace],
    ["serve.metrics", serve.metrics],
    ["serve.metrics_token_file", serve.metricsTokenFile],
    ["log.level", log.level],
    ["log.format", log.format],
  ];
  const line = ([name, value]: readonly [string, Json | undefined]): string => {
    const key = name.slice(name.indexOf(".") + 1);
    const origin = nameOf(origins.get(name) ?? { kind: "default" });
    return value === undefined ? `# ${key} is not set` : assignment(key, value, origin);
  };
  const table = (name: string): readonly string[] =>
    values.filter(([path]) => path.startsWith(`${name}.`)).map(line);
  return ["", "[serve]", ...table("serve"), "", "[log]", ...table("log")];
}

function authTable({ auth }: Config): readonly string[] {
  if (auth === undefined) return [];
  const { use, rules, idle, max, options, where, written } = auth;
  const values: readonly (readonly [string, Json | undefined])[] = [
    ["use", use],
    ["session_secret", written["session_secret"]],
    ["session_secret_file", written["session_secret_file"]],
    ["session_idle", idle ?? DEFAULT_IDLE],
    ["session_max", max ?? DEFAULT_MAX],
    ["allowed_users", rules.allowedUsers],
    ["allowed_domains", rules.allowedDomains],
    ["allowed_groups", rules.allowedGroups],
    ["allow_all", rules.allowAll],
    ["admin_users", rules.adminUsers],
    ...Object.entries(options),
  ];
  const lines = values.map(([key, value]) => {
    if (value === undefined) return `# ${key} is not set`;
    return assignment(key, value, Object.hasOwn(written, key) ? where(key) : "default");
  });
  return ["", "[auth]", ...lines];
}

function pricing({ pricing: prices, file }: Config): readonly string[] {
  if (prices === undefined) return [];
  const lines = Object.entries(prices).map(([key, value]) =>
    assignment(key, value, file?.where(["pricing", key]) ?? ""),
  );
  return ["", "[pricing]", ...lines];
}

function backendTables({ backends, file }: Config): readonly string[] {
  return backends.flatMap(({ id, use, onFailure, options }) => {
    const where = (key: string): string => file?.where([id, key]) ?? "default";
    const written = file?.table[id];
    const said = (key: string): boolean =>
      typeof written === "object" && written !== null && Object.hasOwn(written, key);
    return [
      "",
      `[${id}]`,
      ...(use === undefined ? [] : [assignment("use", use, where("use"))]),
      assignment("on_failure", onFailure, said("on_failure") ? where("on_failure") : "default"),
      ...Object.entries(options).map(([key, value]) => assignment(key, value, where(key))),
    ];
  });
}

function assignment(key: string, value: Json, origin: string): string {
  return `${tomlKey(key)} = ${inlineToml(guardSecrets(value, key))}  # ${origin}`;
}
